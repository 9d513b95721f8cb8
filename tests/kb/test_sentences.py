"""Sentences of legal text."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.sentences import sentence_spans


def sentences(text: str) -> list[str]:
    return [span.of(text) for span in sentence_spans(text)]


@pytest.mark.parametrize(
    "text",
    [
        "As provided in art. 27.2 of the law, the board decides.",
        "See s. 8(1) and Sch. 1 para. 2 of this Act.",
        "Conforme al núm. 3 del apdo. 2, la asamblea decide.",
        "Die Satzung muss gem. § 6 Nr. 3 und Abs. 2 Folgendes bestimmen.",
        "La sociedad Ejemplo S.A. de C.V. responde.",
        "Selon l’art. L. 521-1 du code, la coopérative agit.",
        "1. Los socios tendrán un voto.",
        "(b) The association has five directors.",
        "It pays $ 3.50 per share.",
        "Das Gesetz vom 11. August 1998 gilt seit dem 1. Januar 2000.",
        "Wer das 18. Lebensjahr vollendet hat, kann beitreten.",
        "Градината (обн. в бр. 5 от май, изм. и доп. на закона) е обща.",
        "Ключът се пази съгласно чл. 5, ал. 2. от устава.",
        "Ο κήπος ανήκει σε όλους σύμφωνα με το αρθ. του νόμου.",
    ],
)
def test_legal_abbreviations_and_numbers_do_not_end_a_sentence(text: str) -> None:
    assert sentences(text) == [text]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Three are needed. They sign.", ["Three are needed.", "They sign."]),
        ("What is it? A right.", ["What is it?", "A right."]),
        ("조합원은 5명 이상이다. 정관으로 정한다.", ["조합원은 5명 이상이다.", "정관으로 정한다."]),
        ("組合員は五人とする。理事を置く。", ["組合員は五人とする。", "理事を置く。"]),
        ("सदस्य पचास होंगे। वे हस्ताक्षर करेंगे।", ["सदस्य पचास होंगे।", "वे हस्ताक्षर करेंगे।"]),
        ("Heading\n\nText of it; more:\n(a) one;\n(b) two.", ["Heading", "Text of it; more:", "(a) one;", "(b) two."]),
        ("He said “yes.” Then he left.", ["He said “yes.”", "Then he left."]),
        ("Founded in 1998. Later amended.", ["Founded in 1998.", "Later amended."]),
    ],
)
def test_sentences_end_where_a_reader_says(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


@given(st.text(alphabet="ab A.B?!\n 。1)(", max_size=80))
def test_spans_are_ordered_trimmed_and_lose_nothing(text: str) -> None:
    spans = sentence_spans(text)
    kept = "".join(span.of(text) for span in spans)
    assert "".join(kept.split()) == "".join(text.split())
    for span in spans:
        assert span.of(text) == span.of(text).strip() != ""
    assert all(a.end <= b.start for a, b in itertools.pairwise(spans))
