"""Words that a line is drawn through: repealed text, as consolidations print it above what replaced it.

A strike runs level through the middle of a word and belongs to the text: it begins and ends at words. Underlines and
rules of tables run above or below the letters; a rule across the page that text happens to touch ends elsewhere.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from ingest.read.pdf_lines import Line, Rule, Word

__all__ = ["with_strikes"]

# Share of the height of the type, from its bottom, where a strike can be. The middle of small letters is at 0.4 to 0.5
# of the box that a font gives its characters; an underline at 0.1.
_LOWEST, _HIGHEST = 0.28, 0.66
_THICKEST = 0.25  # of the height of the type; pdfium reports stroked lines as twice as thick as they are
_COVERED = 0.6  # of the width of a word
_REACH = 0.8  # of the size of the type: how far from a word a strike may begin or end


def with_strikes(lines: Sequence[Line], rules: Sequence[Rule]) -> list[Line]:
    """``lines`` in which the words that a rule runs through are marked as struck."""
    level = sorted((rule for rule in rules if rule.level), key=lambda rule: rule.y)
    if not level:
        return list(lines)
    heights = [rule.y for rule in level]
    crossing: dict[int, list[Word]] = {}  # rule → words in its way
    for line in lines:
        for word in line.words:
            height = word.bottom - word.top
            first = bisect_left(heights, word.bottom - _HIGHEST * height)
            for index in range(first, len(level)):
                rule = level[index]
                if rule.y > word.bottom - _LOWEST * height:
                    break
                if rule.x0 < word.x1 and word.x0 < rule.x1 and rule.bottom - rule.top <= _THICKEST * height:
                    crossing.setdefault(index, []).append(word)
    strikes: dict[int, list[Rule]] = {}  # id of a word → what runs through it
    for index, words in crossing.items():
        if _ends_at_words(level[index], words):
            for word in words:
                strikes.setdefault(id(word), []).append(level[index])
    if not strikes:
        return list(lines)
    return [
        replace(line, words=tuple(_marked(word, strikes.get(id(word), ())) for word in line.words)) for line in lines
    ]


def _ends_at_words(rule: Rule, words: Sequence[Word]) -> bool:
    """Whether ``rule`` strikes ``words`` out: signs alone, such as dashes, are not struck."""
    if not any(character.isalnum() for word in words for character in word.text):
        return False
    reach = _REACH * max(word.size for word in words)
    return min(word.x0 for word in words) - rule.x0 <= reach and rule.x1 - max(word.x1 for word in words) <= reach


def _marked(word: Word, strikes: Sequence[Rule]) -> Word:
    covered, reached = 0.0, word.x0
    for rule in sorted(strikes, key=lambda rule: rule.x0):
        begin, end = max(rule.x0, reached), min(rule.x1, word.x1)
        if end > begin:
            covered += end - begin
            reached = end
    return replace(word, struck=True) if covered >= _COVERED * (word.x1 - word.x0) else word
