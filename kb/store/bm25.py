"""Text → BM25 sparse vectors, with Qdrant's own encoder; token ids are the same for Edge and for a server.

The encoder weighs terms of a document by frequency and length; the engine multiplies by the inverse document frequency
over the collection (modifier IDF). What is done here before it:

- *Spelling.* Unicode NFKC, without soft hyphens and zero-width characters; "co-operative" is written "cooperative", as
  both are the same word of the trade and statutes disagree on it.
- *Accents.* People type "asociacion" and mean "asociación", but folding accents before stemming would part
  "asociación" from "asociaciones" (the stemmers' suffixes have accents). So a word has two terms where they differ:
  the stem as spelled and the stem of the unaccented spelling. A document gets both, a query asks for both at half
  weight each.
- *Chinese, Japanese, Korean.* Overlapping pairs of characters, as in Lucene's CJKBigramFilter: the encoder's
  multilingual tokenizer does not part Korean particles from nouns and cuts Japanese differently in a document and in a
  query.
- *Other languages without a stemmer.* The encoder's multilingual tokenizer; its plain word tokenizer cuts Indic
  scripts at the virama (सदस्य becomes two fragments).
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qdrant_edge import Bm25

__all__ = ["AVERAGE_TOKENS", "SCHEME", "encode_document", "encode_query"]

#: Version of what this module makes of a text; an index built with another one does not match our queries.
SCHEME = 1

#: Words of an average passage: about 150, a third of them stop words, which are not counted (BM25's avgdl; a constant,
#: because a sparse vector is made before the collection is known).
AVERAGE_TOKENS = 100

#: Languages (ISO 639-1) of which Qdrant has stop words and, for most, a Snowball stemmer; tokenised as words.
_WORDS = frozenset("ar az ca da de el en es eu fi fr he hu id it kk nl no pt ro ru sl sv tg tr".split())
#: Languages of which it has stop words, in scripts that the word tokenizer would cut.
_STOPWORDS_ONLY = frozenset(("bn", "ne"))
_SAME_LANGUAGE = {"nb": "no", "nn": "no"}

_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))
_CO_OP = re.compile(r"\bco[-\u2010\u2011](?=op)", re.IGNORECASE)
#: Runs of Han, kana and Hangul, with the marks that are part of a word.
_CJK = re.compile(
    r"[\u3005-\u3007\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff]+"
)

Sparse = tuple[list[int], list[float]]


def encode_document(text: str, language: str) -> Sparse:
    """Term ids and BM25 weights of a passage in ``language`` (ISO 639-1; others are treated as neutral)."""
    text, analyser = _prepare(text, language)
    spelled = _encoder(analyser, False).embed_document(text)
    terms = dict(zip(spelled.indices, spelled.values, strict=True))
    if not text.isascii():
        plain = _encoder(analyser, True).embed_document(text)
        for index, value in zip(plain.indices, plain.values, strict=True):
            terms.setdefault(index, value)
    return list(terms), list(terms.values())


def encode_query(text: str, language: str) -> Sparse:
    """Term ids of a query in ``language``, each with its weight; both empty when nothing is left to look for."""
    text, analyser = _prepare(text, language)
    spelled = set(_encoder(analyser, False).embed_query(text).indices)
    plain = spelled if text.isascii() else set(_encoder(analyser, True).embed_query(text).indices)
    terms = {index: 1.0 if index in spelled and index in plain else 0.5 for index in sorted(spelled | plain)}
    return list(terms), list(terms.values())


def _prepare(text: str, language: str) -> tuple[str, str]:
    """The text as the encoder gets it, and the name of the analyser: a language, "multilingual" or "words"."""
    text = unicodedata.normalize("NFKC", text).translate(_INVISIBLE)
    text = _CO_OP.sub("co", text)
    language = _SAME_LANGUAGE.get(language.lower(), language.lower())
    analyser = language if language in _WORDS or language in _STOPWORDS_ONLY else "multilingual"
    if not text.isascii() and _CJK.search(text):
        text = _CJK.sub(_pairs, text)
        if analyser not in _WORDS:
            analyser = "words"  # the multilingual tokenizer would cut the pairs again
    return text, analyser


def _pairs(run: re.Match[str]) -> str:
    characters = run[0]
    pairs = [characters[i : i + 2] for i in range(len(characters) - 1)] or [characters]
    return f" {' '.join(pairs)} "


@cache
def _encoder(analyser: str, fold: bool) -> Bm25:
    from qdrant_edge import Bm25, Bm25Config, DisabledStemmer, StopwordsSet, TokenizerType

    if analyser in _WORDS or analyser in _STOPWORDS_ONLY:
        tokenizer = TokenizerType.Word if analyser in _WORDS else TokenizerType.Multilingual
        return Bm25(Bm25Config(language=analyser, tokenizer=tokenizer, avg_len=AVERAGE_TOKENS, ascii_folding=fold))
    return Bm25(
        Bm25Config(
            tokenizer=TokenizerType.Word if analyser == "words" else TokenizerType.Multilingual,
            stopwords=StopwordsSet(),
            stemmer=DisabledStemmer(),
            avg_len=AVERAGE_TOKENS,
            ascii_folding=fold,
        )
    )
