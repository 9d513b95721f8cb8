"""Names that a question asks about and that nothing found has."""

from __future__ import annotations

from datetime import date

import pytest

from kb.answer.confidence import names_in
from kb.model import Interpretation


@pytest.mark.parametrize(
    ("topic", "language", "as_of", "expected"),
    [
        ("How many social enterprises were operating in Seoul at the end of 2025?", "en", None, ["Seoul", "2025"]),
        ("What must the statutes of a French mutual contain?", "en", None, []),  # the capital of the beginning, a place
        ("En 2015, ¿qué porcentaje?", "es", date(2015, 12, 31), []),  # the day that was understood
        ("¿Cuánto cobra el Registro de Zapopan?", "es", None, ["Registro", "Zapopan"]),
        ("Compare Spain and Italy", "en", None, []),
        ("협동조합은 몇 명?", "ko", None, []),
    ],
)
def test_names_in_a_question(topic: str, language: str, as_of: date | None, expected: list[str]) -> None:
    assert list(names_in(topic, Interpretation(language=language, as_of=as_of))) == expected
