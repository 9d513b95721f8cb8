"""An index of names, to find the longest of them in a question by whole words."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kb.words import Word, fold, is_spaceless, split

__all__ = ["Found", "Name", "NameIndex"]

#: Up to this length a word without its accents is likely to be another word ("suís" in Catalan, "suis" in French).
_SHORT = 4
_KATAKANA = re.compile("[\u30a1-\u30fa\u30fc]")
_HANGUL = re.compile("[\uac00-\ud7af]")


@dataclass(frozen=True, slots=True)
class Name:
    """A name and what it stands for. ``code`` "" marks an expression that only looks like a name."""

    text: str
    code: str
    language: str = ""  # ISO 639-1 where the name belongs to one language only
    weak: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """A name in a text, at ``[start, end)``."""

    name: Name
    start: int
    end: int


class NameIndex:
    """Names by their folded words; those in scripts without spaces by their first character."""

    def __init__(self, names: Sequence[Name]) -> None:
        self._by_words: dict[tuple[str, ...], list[Name]] = defaultdict(list)
        self._by_character: dict[str, list[Name]] = defaultdict(list)
        for name in names:
            if is_spaceless(name.text):
                self._by_character[name.text[0]].append(name)
            else:
                self._by_words[tuple(word.folded for word in split(name.text))].append(name)
        self._longest = max(map(len, self._by_words), default=0)
        for run in self._by_character.values():
            run.sort(key=lambda name: -len(name.text))

    def find(self, text: str, language: str) -> list[Found]:
        """Names in ``text`` (NFC) in order of place; at each place the longest, none overlapping another.

        Where one spelling is a name in several languages, that of ``language`` counts, then the English one.
        """
        found = [*self._in_words(text, split(text), language), *self._in_characters(text)]
        return sorted(found, key=lambda each: each.start)

    def _in_words(self, text: str, words: list[Word], language: str) -> Iterator[Found]:
        position = 0
        while position < len(words):
            for length in range(min(self._longest, len(words) - position), 0, -1):
                run = words[position : position + length]
                names = self._by_words.get(tuple(word.folded for word in run))
                if names is None:
                    continue
                written = text[run[0].start : run[-1].end]
                usable = [name for name in names if _is_written(name.text, written)]
                if usable:
                    best = min(usable, key=lambda name: _rank(name, written, language))
                    yield Found(best, run[0].start, run[-1].end)
                    position += length - 1
                    break
            position += 1

    def _in_characters(self, text: str) -> Iterator[Found]:
        if text.isascii():
            return
        position = 0
        while position < len(text):
            for name in self._by_character.get(text[position], ()):
                if text.startswith(name.text, position) and _begins_word(text, position, len(name.text)):
                    yield Found(name, position, position + len(name.text))
                    position += len(name.text) - 1
                    break
            position += 1


def _rank(name: Name, written: str, language: str) -> tuple[bool, bool, bool]:
    """The name meant comes first. "indiana" is an adjective in Italian, "Indiana" a state in any language."""
    adjective = name.language == language and not written[0].isupper()
    return (not adjective, name.language not in (language, ""), name.language != "en")


def _is_written(name: str, written: str) -> bool:
    """Short accented names must be written with their accents; others need not."""
    if len(name) > _SHORT or name.isascii():
        return True
    return fold(name) == name.casefold() or unicodedata.normalize("NFC", written).casefold() == name.casefold()


def _begins_word(text: str, start: int, length: int) -> bool:
    """Hangul names begin a word (particles follow them); katakana names are a whole run of katakana."""
    before, after = text[start - 1 : start], text[start + length : start + length + 1]
    if _HANGUL.match(text[start]):
        return not _HANGUL.match(before)
    if _KATAKANA.match(text[start]):
        return not _KATAKANA.match(before) and not (
            _KATAKANA.match(text[start + length - 1]) and _KATAKANA.match(after)
        )
    return True
