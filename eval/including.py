"""Whether an answer says what must be said: ``must_include`` of a golden question.

The contract gives strings that must appear. Taken as plain substrings "5" would be said by "the Act of 2015", and the
Italian "tre" by "altre"; so each has to stand by itself:

- a string that begins or ends with a digit is a whole number there: not part of a longer one ("2015"), nor of a number
  with separators ("20" in "20.000", "20,5" or "15 000"; "1" in "2.1");
- one that begins or ends with a letter of an alphabet whose words are set off by spaces (Latin, Greek, Cyrillic …) is a
  whole word there: no letter or digit of that kind touches it. An inflected form is another word;
- next to letters of scripts that attach particles or suffixes without a space, or use no spaces (Hangul, Han, kana,
  Devanagari, Arabic, Thai: ``kb.words.is_spaceless``), nothing is asked: "조합" is said by "조합은", "30" by "30인은".

Case and kind of white space do not matter. The markers "[1]" of the answer are no words of it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from kb.model import Answer
from kb.words import is_spaceless

__all__ = ["includes", "says"]

_MARKER = re.compile(r"\[\d+\]")
_NOT_IN_NUMBER = (r"(?<!\d)(?<!\d[.,’'])", r"(?!\d)(?![.,’']\d)(?! \d{3}(?!\d))")
#: A group of three digits may continue a number whose groups are set off by spaces: "500" of "1 500".
_NOT_LAST_GROUP = r"(?<!\d )"


def includes(answer: Answer, wanted: Sequence[str]) -> bool:
    """Whether all strings appear in the answer or its quotes; a declined question says nothing."""
    said = [_MARKER.sub(" ", answer.answer), *(citation.quote for citation in answer.citations)]
    return not answer.abstained and all(any(says(text, one) for text in said) for one in wanted)


def says(text: str, wanted: str) -> bool:
    """Whether ``wanted`` stands in ``text`` by itself.

    >>> says("at least 5 members", "5"), says("the Act of 2015", "5"), says("최소 5인 이상", "5인")
    (True, False, True)
    """
    folded = _plain(text)
    for match in _pattern(_plain(wanted)).finditer(folded):
        before, after = folded[match.start() - 1 : match.start()], folded[match.end() : match.end() + 1]
        if not _joined(match[0][0], before) and not _joined(match[0][-1], after):
            return True
    return False


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", " ".join(text.split()).casefold())


@lru_cache(maxsize=1024)
def _pattern(wanted: str) -> re.Pattern[str]:
    before = after = ""
    if wanted[:1].isdigit():
        before = _NOT_IN_NUMBER[0] + (_NOT_LAST_GROUP if re.match(r"\d{3}(?!\d)", wanted) else "")
    if wanted[-1:].isdigit():
        after = _NOT_IN_NUMBER[1]
    return re.compile(before + re.escape(wanted) + after)


def _joined(edge: str, neighbour: str) -> bool:
    """Whether two neighbours are one word of an alphabet. A digit at the edge is looked after by the pattern."""
    if not neighbour or not edge.isalpha() or is_spaceless(edge):
        return False
    return neighbour.isalnum() and not is_spaceless(neighbour)
