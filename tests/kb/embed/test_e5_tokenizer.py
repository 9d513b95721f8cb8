"""Texts become the tokens that sentencepiece makes of them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.bench.texts import SENTENCES
from kb.embed import e5_weights
from kb.embed.e5_tokenizer import E5Tokenizer

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
