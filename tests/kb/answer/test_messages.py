"""Every language says everything, with the same blanks."""

from __future__ import annotations

import string

import pytest

from kb.answer.messages import languages, message
from kb.vocabulary import table


def blanks(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


@pytest.mark.parametrize("language", languages())
def test_a_language_has_every_sentence_with_its_blanks(language: str) -> None:
    english = table("messages")["en"]
    assert {name: blanks(text) for name, text in table("messages")[language].items()} == {
        name: blanks(text) for name, text in english.items()
    }


def test_another_language_is_answered_in_english() -> None:
    assert message("notice", "xx") == message("notice", "en")
