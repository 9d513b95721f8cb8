"""The language of a text, by ISO 639-1 code."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING

from kb.interpret.demonyms import demonyms
from kb.vocabulary import table
from kb.words import fold, split

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

__all__ = ["detect_language"]

#: A text longer than this is judged by samples of it: enough for certainty, and fast on a whole code.
_SAMPLE = 4_000
#: Scripts used by one language among those we expect.
_SCRIPTS = {
    "ko": re.compile("[\uac00-\ud7af\u1100-\u11ff]"),
    "ja": re.compile("[\u3041-\u3096\u30a1-\u30fa]"),
    "zh": re.compile("[\u4e00-\u9fff]"),
    "el": re.compile("[\u0370-\u03ff\u1f00-\u1fff]"),
    "th": re.compile("[\u0e01-\u0e5b]"),
    "hi": re.compile("[\u0900-\u097f]"),
    "he": re.compile("[\u05d0-\u05ea]"),
    "ka": re.compile("[\u10d0-\u10ff]"),
    "hy": re.compile("[\u0531-\u058f]"),
    "bn": re.compile("[\u0980-\u09ff]"),
    "ta": re.compile("[\u0b80-\u0bff]"),
    "te": re.compile("[\u0c00-\u0c7f]"),
    "am": re.compile("[\u1200-\u137f]"),
    "km": re.compile("[\u1780-\u17ff]"),
    "lo": re.compile("[\u0e81-\u0edf]"),
    "my": re.compile("[\u1000-\u109f]"),
}
_LETTER = re.compile(r"[^\W\d_]")
#: Share of the letters from which a script decides. A Japanese text is half kanji, a Korean one may quote English.
_SHARE = {"ja": 0.1, "zh": 0.4, "ko": 0.3}
#: A text of fewer letters without a known word ("Spain?") tells nothing.
_TOO_SHORT = 20
#: A text of fewer letters is too short for trigrams to choose among all languages.
_SHORT = 40
#: Function words decide alone when the first language has at least so many more than the second.
_LEAD = 1.5
#: Weight of a term of our subject; that of a function word is 1. A question may quote the title of a foreign law.
_TERM = 0.7
#: What speaks for the default language in a short text with words of it.
_DEFAULT = 0.1
_LATIN = re.compile("[A-Za-z\u00c0-\u024f\u1e00-\u1eff]")


def detect_language(text: str, default: str = "en") -> str:
    """The language in which ``text``, a question or a whole document, is written; ``default`` where nothing tells.

    Script decides first, then the words of ``corpora/vocabulary/languages.toml`` where they are clear;
    otherwise the trigrams of py3langid, whose model takes 0.7 s to load and is therefore not asked before.

    >>> detect_language("¿Cuántos socios necesita una cooperativa?"), detect_language("42", default="fr")
    ('es', 'fr')
    """
    sample = _sample(text)
    letters = len(_LETTER.findall(sample))
    if not letters:
        return default
    for language, pattern in _SCRIPTS.items():
        if len(pattern.findall(sample)) >= _SHARE.get(language, 0.5) * letters:
            return language
    points = _known_words(sample)
    first, second = sorted([*points.values(), 0.0, 0.0], reverse=True)[:2]
    if first - second >= _LEAD and first >= 1.5 * second:
        return max(points, key=points.__getitem__)
    if letters < _TOO_SHORT and not points:
        return default
    ranking: list[str] = [language for language, _ in _identifier().rank(sample)]
    if letters < _SHORT:
        if default in points:
            points[default] += _DEFAULT
        if len(_LATIN.findall(sample)) > letters / 2:
            usual = {*table("languages")["common"], default, *points}
            ranking = [language for language in ranking if language in usual]
        most = max(points.values(), default=0.0)
        ranking = [language for language in ranking if points.get(language, 0.0) >= most - 0.01] or ranking
    return ranking[0]


def _sample(text: str) -> str:
    """All of a short text; beginning, middle and end of a long one."""
    if len(text) <= _SAMPLE:
        return text
    third = _SAMPLE // 3
    middle = len(text) // 2
    return " ".join((text[:third], text[middle : middle + third], text[-third:]))


def _known_words(text: str) -> dict[str, float]:
    """Points by language: a word counts the more, the fewer languages have it, and half without its accents."""
    points: dict[str, float] = defaultdict(float)
    exact, folded = _owners()
    for word in split(text):
        written = text[word.start : word.end].casefold()
        for owners, key, share in ((exact, written, 0.5), (folded, word.folded, 0.5)):
            weights = owners.get(key, {})
            for language, weight in weights.items():
                points[language] += share * weight / len(weights)
    lower = text.casefold()
    for language, characters in table("languages")["characters"].items():
        if any(character in lower for character in characters):
            points[language] += 1
    return points


@cache
def _owners() -> tuple[dict[str, dict[str, float]], dict[str, dict[str, float]]]:
    """Languages, with the weight of the word in them, by word as written and by word without accents."""
    exact: dict[str, dict[str, float]] = {}
    folded: dict[str, dict[str, float]] = {}
    for group, weight in (("function_words", 1.0), ("terms", _TERM)):
        for language, words in table("languages")[group].items():
            for word in words.casefold().replace("-", " ").replace("'", " ").split():
                exact.setdefault(word, {}).setdefault(language, weight)
                folded.setdefault(fold(word), {}).setdefault(language, weight)
    for form, _, language in demonyms():
        exact.setdefault(form.casefold(), {}).setdefault(language, _TERM)
    return exact, folded


@cache
def _identifier() -> LanguageIdentifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages(table("languages")["identified"])
    return identifier
