"""A provision in an outline, by the locator or heading that a person would write."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from kb.errors import NotFoundError
from kb.locator import Locator, find, parse
from kb.locator.numbers import roman
from kb.model import Document, Section, SectionRole

__all__ = ["find_heading", "find_printed", "find_provision", "known_provisions", "no_provision", "scheme_of_most"]


def find_provision(sections: Sequence[Section], locator: str, *, exact: bool = False) -> Section | None:
    """The section that ``locator`` names, else, unless ``exact``, the innermost that would contain it.

    ``s. 8`` for ``s. 8(1)(z)``: an outline is not always as fine as a lawyer. "부칙 제1조" is that of the first of
    several supplementary provisions; with more of its heading ("부칙 <제8423호, 2007. 5. 11.> 제1조"), of that one.
    """
    wanted = parse(locator) or _bare(sections, locator) or _within(locator)
    # as it is written, also of a part that is called by its heading: "art. 206.1" is not "art. 206(1)" in Canada
    for name in {locator: None, str(wanted or locator): None}:
        if (printed := find_printed(sections, name)) is not None:
            return printed
    if wanted is None:
        return next((each for each in sections if each.locator and _plain(each.locator) == _plain(locator)), None)
    for written in _ways(wanted):
        if (found := _closest(sections, written, exact=True)) is not None:
            return found
    alone = _only(sections, wanted) or _in_part(sections, wanted)
    return alone if alone is not None or exact else _closest(sections, wanted, exact=False)


def find_printed(sections: Sequence[Section], locator: str) -> Section | None:
    """The provision with exactly this locator; case and spacing aside."""
    plain = _plain(locator)
    return next((s for s in sections if s.locator and s.role not in _NO_LAW and _plain(s.locator) == plain), None)


def _ways(wanted: Locator) -> Iterator[Locator]:
    """``wanted``, then what else may be meant by it."""
    yield wanted
    if within := wanted.subdivided():
        yield within
    if not wanted.numbers:
        return
    first, rest = wanted.numbers[0], wanted.numbers[1:]
    if wanted.is_range:  # "arts. 5 y 6", of provisions that are two: the first
        yield replace(wanted, numbers=(first.split()[0],))
    if law := re.fullmatch(r"(\S+) [A-Z]{2}", first):  # "art. 15 ET": of the Estatuto de los Trabajadores
        yield replace(wanted, numbers=(law[1], *rest))
    if first == "única" and not wanted.context:  # a part that is the only one may be without number
        yield replace(wanted, numbers=(), marks=())


def _only(sections: Sequence[Section], wanted: Locator) -> Section | None:
    """ "disposición derogatoria", where there is one."""
    if wanted.numbers:
        return None
    key = wanted.key()
    of_name = [s for s, each in _located(sections) if len(each.numbers) == 1 and each.key()[:1] == key]
    return of_name[0] if len(of_name) == 1 and parse(of_name[0].locator) != wanted else None


def _in_part(sections: Sequence[Section], wanted: Locator) -> Section | None:
    """ "Sch. 2 Part 1 para. 3": paragraph 3 of the schedule, where that stands under the heading of Part 1."""
    if "Part" not in wanted.marks:
        return None
    at = wanted.marks.index("Part")
    schedule = _closest(
        sections, replace(wanted, numbers=wanted.numbers[: at + 1], marks=wanted.marks[:at]), exact=True
    )
    heading = re.compile(r"\W*(?:part|pt\.?|bahagian)\s+(\w+)", re.IGNORECASE)
    part = next(
        (
            s
            for s in sections
            if schedule is not None
            and schedule.span.contains(s.span)
            and (match := heading.match(s.heading))
            and roman(match[1]) == wanted.numbers[at + 1]
        ),
        None,
    )
    if part is None or len(wanted.marks) == at + 1:
        return part
    numbers, marks = wanted.numbers, wanted.marks
    inner = replace(wanted, numbers=(*numbers[: at + 1], *numbers[at + 2 :]), marks=(*marks[:at], *marks[at + 1 :]))
    return _closest([s for s in sections if part.span.contains(s.span)], inner, exact=True)


def _bare(sections: Sequence[Section], number: str) -> Locator | None:
    """A number alone, "8(1)": of a provision as most of the document's are called."""
    if not number.strip()[:1].isdigit():
        return None
    scheme = scheme_of_most(sections)
    return parse(f"{scheme} {number}") if scheme else None


def scheme_of_most(sections: Sequence[Section]) -> str:
    """How most provisions of a document are called: "s.", "art."; "" where it has none."""
    schemes = Counter(each.scheme for s in sections if s.locator and (each := parse(s.locator)) and not each.annexed)
    return schemes.most_common(1)[0][0] if schemes else ""


def _within(text: str) -> Locator | None:
    """The only provision named in it, at its end: "Iowa Code § 499.36"."""
    named = list(find(text))
    return named[0][0] if len(named) == 1 and named[0][1].end == len(text.rstrip()) else None


def known_provisions(sections: Sequence[Section], wanted: str = "") -> list[str]:
    """Locators of the provisions of the law itself, without their subdivisions, in order.

    Where ``wanted`` is in an annexed part, those of the kind of that, if there are any: its transitional provisions.
    """
    part = parse(wanted)
    if part is not None and part.annexed:
        kind = part.key()[0]
        like = [s.locator for s, each in _located(sections) if each.annexed and each.key()[0] == kind]
        if like:
            return [each for each in like if len((parse(each) or part).numbers) == 1] or like
    return [s.locator for s, each in _located(sections) if not each.annexed and len(each.numbers) == 1]


def no_provision(document: Document, sections: Sequence[Section], locators: Sequence[str]) -> NotFoundError:
    """The error that says that ``document`` has none of ``locators``, and what it has."""
    near = find_provision(sections, locators[0]) if len(locators) == 1 else None
    known = known_provisions(sections, locators[0])
    hint = f"it has {known[0]} to {known[-1]}" if known else "it has no numbered provisions; name a heading"
    hint = f"the nearest is {near.locator}" if near else hint
    named = ", ".join(repr(locator) for locator in locators)
    return NotFoundError(f"{document.id}: no provision {named}; {hint}; --outline lists all")


def _located(sections: Sequence[Section]) -> Iterator[tuple[Section, Locator]]:
    for section in sections:
        if section.locator and section.role not in _NO_LAW and (found := parse(section.locator)):
            yield section, found


def _closest(sections: Sequence[Section], wanted: Locator, *, exact: bool) -> Section | None:
    key, label = wanted.key(), wanted.label()
    best: Section | None = None
    depth = 0
    for section, found in _located(sections):
        if (label and label not in found.label()) or not wanted.agrees(found) or _is_other_kind(wanted, found):
            continue
        own = found.key()
        if own == key:
            return section
        if exact and found.is_range and found.contains(wanted):
            best = section
        elif not exact and depth < len(own) < len(key) and found.contains(wanted):
            best, depth = section, len(own)
    return best


def _is_other_kind(wanted: Locator, found: Locator) -> bool:
    """A paragraph by itself is no section: "para. 3" is not "s. 3", but may be "§ 3", which is read "Paragraph 3"."""
    alone = wanted.scheme == "para." and len(wanted.numbers) == 1 and not wanted.context
    return alone and found.scheme not in ("para.", "§")


_NO_LAW = frozenset({SectionRole.NOTE, SectionRole.CONTENTS})


def find_heading(sections: Sequence[Section], words: str) -> Section | None:
    """The section whose heading is, begins with or holds ``words``, in that order; case and spacing aside.

    A number ends where it ends: "Article 9" does not find "Article 90".
    """
    plain = _plain(words)
    if not plain:
        return None
    headings = [(section, _plain(section.heading)) for section in sections if section.heading]
    held = re.compile(re.escape(plain) + (r"(?![\w.]*\d)" if plain[-1].isdecimal() else ""))
    for matches in (held.fullmatch, held.match, held.search):
        for section, heading in headings:
            if matches(heading):
                return section
    return None


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
