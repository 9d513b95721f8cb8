"""Which names of a vocabulary stand in a text, whatever the endings of their words."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from kb.words import Word, fold, is_spaceless, split

__all__ = ["Terms"]

#: From this length on a word of a term may end otherwise: so many letters less, so many more. Shorter words take the
#: regular endings only: "within" is not "without", "personal" is no plural of "person".
_LONG, _CUT, _ADDED = 8, 2, 4
_ENDINGS = ("", "s", "es", "e", "n", "en", "er", "d", "ed", "a", "as", "o", "os", "i")
#: A plural is looked up without its "s"; of a shorter word the letter belongs to it: "paid" is no form of "pais".
_PLURAL = 5
#: Fewer letters are an article or the like, which takes no ending: "des" is no form of "d'".
_SHORTEST = 3
#: What may stand between the words of a term: "chiffre d'affaires", "co-operative", "socis col·laboradors".
_GAP = re.compile(r"[\s'’·-]+")


class Terms:
    """Names, each with the terms that mean it, as an index: a text is read once, however many terms there are.

    No pattern is compiled for a term (but for scripts without spaces): that is time that every new process would spend.
    """

    def __init__(self, terms: Iterable[tuple[str, str]]) -> None:
        self._names: list[str] = []
        self._spaceless: list[tuple[str, re.Pattern[str]]] = []
        #: By the first word as :func:`_stem` has it: the name, and the further words of the term.
        self._spaced: dict[str, list[tuple[str, list[str]]]] = defaultdict(list)
        for name, term in terms:
            if name not in self._names:
                self._names.append(name)
            if is_spaceless(term):
                pattern = r"\s?".join(map(re.escape, fold(term).split()))
                self._spaceless.append((name, re.compile(pattern)))
            else:
                first, *further = [word.folded for word in split(term)]
                self._spaced[_stem(first)].append((name, further))

    def named_in(self, text: str) -> tuple[str, ...]:
        """The names of which a term stands in ``text``, in the order in which they were given.

        >>> Terms([("sales", "chiffre d'affaires"), ("board", "director")]).named_in("The directors' board")
        ('board',)
        """
        found = set(self._in_words(text)) if self._spaced else set()
        if self._spaceless:
            folded = fold(text)
            found.update(name for name, pattern in self._spaceless if name not in found and pattern.search(folded))
        return tuple(name for name in self._names if name in found)

    def _in_words(self, text: str) -> Iterator[str]:
        words = split(text)
        for place, word in enumerate(words):
            for stem in _stems(word.folded):
                for name, further in self._spaced.get(stem, ()):
                    if _follow(text, words[place:], further):
                        yield name


def _follow(text: str, words: list[Word], further: list[str]) -> bool:
    """Whether the words after the first of ``words`` are forms of ``further``, with nothing else between."""
    if len(words) <= len(further):
        return False
    return all(
        _GAP.fullmatch(text, before.end, word.start) and _stem(wanted) in _stems(word.folded)
        for before, word, wanted in zip(words, words[1:], further, strict=False)
    )


def _stem(word: str) -> str:
    """The key of a word of a term; a long one's is marked, since it takes any ending."""
    if len(word) >= _LONG:
        return word[:-_CUT] + "*"
    return word.removesuffix("s") if len(word) >= _PLURAL else word


def _stems(word: str) -> set[str]:
    """The keys of which a word of a text may be a form."""
    endings = [ending for ending in _ENDINGS if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST]
    short = {word, *(word.removesuffix(ending) for ending in endings)}
    return short | {word[: len(word) - more] + "*" for more in range(_ADDED + 1) if len(word) > more}
