"""The supplementary provisions of a Bulgarian law, and those of each act that amended it.

A law ends with additional, transitional and final provisions of its own ("§ 1" … "§ 18") and goes on with those of the
acts that amended it, each under "ПРЕХОДНИ РАЗПОРЕДБИ към Закона за изменение … (ДВ, бр. 21 от 1990 г.)" and
with paragraphs numbered as in that act. They are told apart, as lawyers do, by the issue of the State Gazette.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.read.blocks import Block, BlockKind
from kb.locator import Locator

__all__ = ["by_gazette"]

#: Characters of the longest heading; the patterns below are tried on nothing longer.
_HEADING = 300
_ISSUE = re.compile(r"ДВ,?\s*бр\.\s*(?P<number>\d+)\s*(?:от|/)\s*(?P<year>(?:19|20)\d\d)")
_OWN = re.compile(
    r"\W*(?P<first>допълнителн|преходн|заключителн)\w*(?:\s+и\s+(?:допълнителн|преходн|заключителн)\w*)?\s+разпоредб[аи]"
    r"(?:\W*|\s*(?P<act>\(?\s*(?:към|на)\s.*))",
    re.IGNORECASE | re.DOTALL,
)
_ACT = re.compile(r"\W*(?:ЗАКОН|КОДЕКС|УКАЗ|ПОСТАНОВЛЕНИЕ)\s+(?:за\s|№)", re.DOTALL)
_ISSUE_ALONE = re.compile(
    r"\W*(?:обн\.,?\s*)?ДВ,?\s*бр\.\s*\d+[^.]*?(?:г\.|\d{4})[^а-я]*(?:.*в\s+сила\s+от.*)?", re.DOTALL
)


def by_gazette(blocks: Sequence[Block], marks: Sequence[Locator | None]) -> tuple[list[Block], list[Locator | None]]:
    """The blocks and marks of a Bulgarian law: the paragraphs "§" below its articles in the part they are cited by.

    A heading that stands as a paragraph becomes one; an article that an amending act quotes is text.
    """
    start = _begin(blocks, marks)
    if start is None:
        return list(blocks), list(marks)
    found, new = list(blocks[:start]), list(marks[:start])
    level = next((b.level for b in blocks[start:] if b.kind is BlockKind.HEADING and _own(b.text)), 1)
    name = issue = ""
    seen: set[tuple[str, str]] = set()
    headed = False  # whether the block before is the heading of an act, which the issue may follow
    for block, mark in zip(blocks[start:], marks[start:], strict=True):
        own, act = _heads(block, mark)
        if headed and not issue and _is_issue(block.text) and (number := _issue(block.text)):
            issue = number
            found[-1] = replace(found[-1], text=f"{found[-1].text} {block.text}")
            continue
        if own is not None or act:
            name = ("ДР" if own["first"].casefold().startswith("доп") else "ПЗР") if own else ""
            of_act = act or bool(own and own["act"])
            issue = _issue(block.text) if of_act else issue
            below = own is not None and not of_act and bool(issue)  # "Преходни разпоредби" of the act above it
            block = replace(block, kind=BlockKind.HEADING, level=level + below)
            headed = of_act
        else:
            headed = False
        if mark is not None and not block.locator:
            key = (f"{name} {issue}", mark.numbers[0]) if mark.numbers else ("", "")
            quoted = mark.scheme != "§" or key in seen or not (name or issue)
            mark = None if quoted else mark.within(f"{name or 'ПЗР'}{' ДВ ' + issue if issue else ''}")
            seen.add(key)
        found.append(block)
        new.append(mark)
    return found, new


def _begin(blocks: Sequence[Block], marks: Sequence[Locator | None]) -> int | None:
    """The first heading below the articles after which paragraphs come."""
    articles = [i for i, mark in enumerate(marks) if mark is not None and mark.scheme == "чл."]
    paragraphs = [i for i, mark in enumerate(marks) if mark is not None and mark.scheme == "§" and not mark.context]
    if not articles or not paragraphs:
        return None
    for i, block in enumerate(blocks):
        if i < paragraphs[0] and i > articles[0] and any(_heads(block, marks[i])):
            following = next((mark for mark in marks[i:] if mark is not None), None)
            if following is not None and following.scheme == "§":
                return i
    return None


def _heads(block: Block, mark: Locator | None) -> tuple[re.Match[str] | None, bool]:
    """Whether a block is the heading of supplementary provisions, or of an act that amended the law."""
    of_kind = block.kind in (BlockKind.HEADING, BlockKind.PARAGRAPH) and len(block.text) <= _HEADING
    if not of_kind or (mark is not None and mark.scheme in ("§", "чл.")):
        return None, False
    own = _own(block.text)
    if own and block.text.lstrip(' "„(')[:1].islower():
        own = None
    return own, _ACT.match(block.text) is not None and _ISSUE.search(block.text) is not None


def _own(text: str) -> re.Match[str] | None:
    return _OWN.fullmatch(text) if len(text) <= _HEADING else None


def _is_issue(text: str) -> bool:
    return len(text) <= _HEADING and _ISSUE_ALONE.fullmatch(text) is not None


def _issue(text: str) -> str:
    """ "21/1990" for "ДВ, бр. 21 от 1990 г."."""
    match = _ISSUE.search(text)
    return f"{match['number']}/{match['year']}" if match else ""
