"""A provision in an outline, by the locator or heading that a person would write."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from kb.locator import Locator, find, parse
from kb.model import Section, SectionRole

__all__ = ["find_heading", "find_provision", "known_provisions"]


def find_provision(sections: Sequence[Section], locator: str, *, exact: bool = False) -> Section | None:
    """The section that ``locator`` names, else, unless ``exact``, the innermost that would contain it.

    ``s. 8`` for ``s. 8(1)(z)``: an outline is not always as fine as a lawyer. "부칙 제1조" is that of the first of
    several supplementary provisions; with more of its heading ("부칙 <제8423호, 2007. 5. 11.> 제1조"), of that one.
    """
    wanted = parse(locator) or _bare(sections, locator) or _within(locator)
    # as it is written, also of a part that is called by its heading: "art. 206.1" is not "art. 206(1)" in Canada
    for plain in {_plain(locator): None, _plain(str(wanted or locator)): None}:
        for section in sections:
            if section.locator and section.role not in _NO_LAW and _plain(section.locator) == plain:
                return section
    if wanted is None:
        return next((each for each in sections if each.locator and _plain(each.locator) == _plain(locator)), None)
    found = _closest(sections, wanted, exact=exact)
    if found is None and (within := wanted.subdivided()) is not None:
        found = _closest(sections, within, exact=exact)
    return found


def _bare(sections: Sequence[Section], number: str) -> Locator | None:
    """A number alone, "8(1)": of a provision as most of the document's are called."""
    if not number.strip()[:1].isdigit():
        return None
    schemes = Counter(each.scheme for s in sections if s.locator and (each := parse(s.locator)) and not each.annexed)
    return parse(f"{schemes.most_common(1)[0][0]} {number}") if schemes else None


def _within(text: str) -> Locator | None:
    """The only provision named in it, at its end: "Iowa Code § 499.36"."""
    named = list(find(text))
    return named[0][0] if len(named) == 1 and named[0][1].end == len(text.rstrip()) else None


def known_provisions(sections: Sequence[Section]) -> list[str]:
    """Locators of the provisions of the law itself, without their subdivisions, in order."""
    located = ((s.locator, parse(s.locator)) for s in sections if s.locator and s.role not in _NO_LAW)
    return [written for written, each in located if each and not each.annexed and len(each.numbers) == 1]


def _closest(sections: Sequence[Section], wanted: Locator, *, exact: bool) -> Section | None:
    key, label = wanted.key(), wanted.label()
    best: Section | None = None
    depth = 0
    for section in sections:
        found = parse(section.locator) if section.locator else None
        if found is None or section.role in _NO_LAW or (label and label not in found.label()):
            continue
        own = found.key()
        if not wanted.agrees(found):
            continue
        if own == key:
            return section
        if exact and found.is_range and found.contains(wanted):
            best = section
        elif not exact and depth < len(own) < len(key) and found.contains(wanted):
            best, depth = section, len(own)
    return best


_NO_LAW = frozenset({SectionRole.NOTE, SectionRole.CONTENTS})


def find_heading(sections: Sequence[Section], words: str) -> Section | None:
    """The section whose heading is, begins with or holds ``words``, in that order; case and spacing aside."""
    plain = _plain(words)
    if not plain:
        return None
    headings = [(section, _plain(section.heading)) for section in sections if section.heading]
    for matches in (str.__eq__, str.startswith, str.__contains__):
        for section, heading in headings:
            if matches(heading, plain):
                return section
    return None


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
