"""The provisions of a document that somebody lists: each of "arts. 5 y 6", all from first to last of "ss. 7-9"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kb.decrees import of_decree
from kb.errors import NotFoundError
from kb.find import find_heading, find_printed, scheme_of_most
from kb.locator import parse
from kb.locator.several import Part, names_several, several
from kb.model import Document, Section, SectionRole
from kb.named_law import names_another_law

if TYPE_CHECKING:
    from kb.base import KnowledgeBase

__all__ = ["Listed", "listed"]

_NO_LAW = frozenset({SectionRole.NOTE, SectionRole.CONTENTS})


@dataclass(frozen=True, slots=True)
class Listed:
    """The provisions that are there, in the order in which they were named, each once; and those that are not."""

    sections: tuple[Section, ...]
    missing: tuple[str, ...] = ()


def listed(kb: KnowledgeBase, document: Document, locator: str) -> Listed | None:
    """What ``locator`` lists; None where it names one provision or heading, which is for ``KnowledgeBase.section``.

    Raises:
        NotFoundError: several provisions are named in a way that is not understood, or those of another law.
    """
    sections = kb.outline(document)
    if find_printed(sections, locator) is not None:  # as a law calls those it repealed together: "s. 127 to 129"
        return None
    heading = find_heading(sections, locator)
    if heading is not None and heading.heading.split() == locator.split():
        return None
    written = of_decree(document, sections, locator).strip()
    if written[:1].isdigit() and (scheme := scheme_of_most(sections)):  # "7, 8"
        written = f"{scheme} {written}"
    parts = several(written) or _apart(kb, document, written)
    if not parts:
        if heading is None and names_several(locator) and _section(kb, document, locator) is not None:
            raise NotFoundError(f"{document.id}: {locator!r} names several provisions; name them one at a time")
        return None
    for name in _ends(parts):
        if other := names_another_law(name, document.meta):
            raise NotFoundError(f"{document.id} is {document.meta.title!r}, not {other!r}; name provisions of it alone")
    found: list[Section] = []
    missing: list[str] = []
    for part in parts:
        for each in [part] if part.last else _apart(kb, document, part.first) or [part]:
            found += _part(kb, document, sections, each, missing)
    return Listed(tuple(dict.fromkeys(found)), tuple(dict.fromkeys(missing)))


def _apart(kb: KnowledgeBase, document: Document, name: str) -> list[Part]:
    """The range that "s. 7-9" is, where the document has no section with that number, and has both ends."""
    if _section(kb, document, name) is not None:
        return []
    parts = several(name, apart=True)
    return parts if all(_section(kb, document, end) for end in _ends(parts)) else []


def _ends(parts: Sequence[Part]) -> list[str]:
    return [name for part in parts for name in (part.first, part.last) if name]


def _section(kb: KnowledgeBase, document: Document, locator: str) -> Section | None:
    try:
        return kb.section(document, locator)
    except NotFoundError:
        return None


def _part(
    kb: KnowledgeBase, document: Document, sections: Sequence[Section], part: Part, missing: list[str]
) -> list[Section]:
    """The provisions of ``part``; the names of its ends that the document does not have go to ``missing``."""
    ends = {name: _section(kb, document, name) for name in (part.first, part.last) if name}
    absent = [_plain(name) for name, section in ends.items() if section is None]
    missing += absent
    there = [section for section in ends.values() if section is not None]
    if len(there) < 2 or absent:
        return there
    first, last = there
    if min(first.ordinal, last.ordinal) < 0:  # counted, as the sentences of a paragraph are
        return list(_counted(kb, document, part, first, last))
    if first.span.start > last.span.start:
        raise NotFoundError(
            f"{document.id}: {_plain(part.first)} stands after {_plain(part.last)}; name the first of a range first"
        )
    return list(_between(sections, first, last))


def _plain(locator: str) -> str:
    """A locator as we print it."""
    return str(parse(locator) or locator)


def _between(sections: Sequence[Section], first: Section, last: Section) -> Iterator[Section]:
    """All provisions from ``first`` to ``last``, none of which lies within another, in document order."""
    done = first.span.start
    for section in sections:
        is_end = section in (first, last)
        if section.span.start < done or section.span.end > last.span.end or section.role in _NO_LAW:
            continue
        if is_end or (section.locator and parse(section.locator) is not None):
            yield section
            done = section.span.end


def _counted(kb: KnowledgeBase, document: Document, part: Part, first: Section, last: Section) -> Iterator[Section]:
    """ "§ 15 Abs. 1 Satz 1 bis 3": parts that have no section of their own, by their numbers."""
    begin, end = parse(part.first), parse(part.last)
    alike = begin is not None and end is not None and replace(begin, numbers=end.numbers) == end
    if begin is None or end is None or not alike or begin.numbers[:-1] != end.numbers[:-1]:
        yield from (first, last)
        return
    if not (begin.numbers[-1].isdecimal() and end.numbers[-1].isdecimal()):
        yield from (first, last)
        return
    for number in range(int(begin.numbers[-1]), int(end.numbers[-1]) + 1):
        yield kb.section(document, str(replace(begin, numbers=(*begin.numbers[:-1], str(number)))))
