"""The tokenizer of multilingual-e5-small: sentencepiece Unigram (Kudo 2018) as Hugging Face ``tokenizers`` runs it.

Building it over all 250,002 pieces takes half a second. A process that asks one question need not wait for that: the
best segmentation of a text only ever uses pieces that occur in it, so a tokenizer over those gives the same tokens.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from kb.embed.e5_weights import E5Weights
from kb.embed.once import Once

if TYPE_CHECKING:
    from tokenizers import Tokenizer
    from tokenizers.normalizers import Normalizer

_WORD_START = "▁"
_FEW_CHARACTERS = 16_000  # beyond this, looking substrings up one by one is no longer the shorter way


class E5Tokenizer:
    """Texts to token ids. Thread-safe."""

    def __init__(self, weights: E5Weights) -> None:
        self._weights = weights
        self._complete = Once(lambda: self._tokenizer(range(len(weights.pieces))))

    def encode(self, texts: Sequence[str]) -> list[list[int]]:
        """Token ids of each text, ``<s>`` and ``</s>`` included; never cut."""
        return [encoding.ids for encoding in self._complete().encode_batch_fast(list(texts))]

    def encode_few(self, texts: Sequence[str]) -> list[list[int]]:
        """The same for a few short texts, without waiting for the complete tokenizer where that is not there yet."""
        if self._complete.made or sum(map(len, texts)) > _FEW_CHARACTERS:
            return self.encode(texts)
        normalise = self._normaliser.normalize_str
        ids = sorted(self._pieces_in(word for text in texts for word in normalise(text).split(" ")))
        small = self._tokenizer(ids)
        return [[ids[i] for i in encoding.ids] for encoding in small.encode_batch_fast(list(texts))]

    def _tokenizer(self, ids: Sequence[int]) -> Tokenizer:
        """Over the pieces ``ids`` (ascending) only; the ids it gives are positions in ``ids``."""
        from tokenizers import Tokenizer, models, pre_tokenizers, processors

        weights = self._weights
        pieces, scores = weights.pieces, weights.scores
        vocabulary = [(pieces[piece], float(scores[piece])) for piece in ids]
        tokenizer = Tokenizer(models.Unigram(vocabulary, unk_id=ids.index(weights.unk), byte_fallback=False))
        tokenizer.normalizer = self._normaliser
        tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement=_WORD_START, prepend_scheme="always")
        first, last = pieces[weights.bos], pieces[weights.eos]
        tokenizer.post_processor = processors.TemplateProcessing(
            single=f"{first} $A {last}",
            special_tokens=[(first, ids.index(weights.bos)), (last, ids.index(weights.eos))],
        )
        return tokenizer

    @cached_property
    def _normaliser(self) -> Normalizer:
        from tokenizers import Regex, normalizers

        return normalizers.Sequence(
            [
                normalizers.Nmt(),
                normalizers.NFKC(),
                normalizers.Replace(Regex(" {2,}"), " "),
                normalizers.Strip(),
            ]
        )

    @cached_property
    def _ids(self) -> dict[str, int]:
        return dict(zip(self._weights.pieces, range(len(self._weights.pieces)), strict=True))

    @cached_property
    def _longest_piece(self) -> int:
        return max(map(len, self._weights.pieces))

    def _pieces_in(self, words: Iterable[str]) -> set[int]:
        """All pieces that occur in the words, the special ones, and the least likely: it sets the cost of <unk>."""
        weights, ids, longest = self._weights, self._ids, self._longest_piece
        found = {weights.bos, weights.eos, weights.unk, int(weights.scores.argmin())}
        for word in set(words):
            marked = _WORD_START + word
            for start in range(len(marked)):
                for end in range(start + 1, min(start + longest, len(marked)) + 1):
                    piece = ids.get(marked[start:end])
                    if piece is not None:
                        found.add(piece)
        return found
