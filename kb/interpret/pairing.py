"""Which provision is of which law: "article 8 of Ley 27/1999 and article 6 of Ley 20/1990"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kb.interpret.instruments import Named
from kb.interpret.jurisdictions import find_jurisdictions
from kb.locator import Locator
from kb.model import NamedProvision, Span

__all__ = ["pair"]

#: What stands between a provision and the law it is of: nothing, or "of the", "de la", after others that are named too.
_OF = r"(?:of|in|under|to|de|del|des|du|dans|da|do|dos|della|dello|dell['’]|nella|sul|der|im|vom?|von|의|の|की|के|का)"
_SMALL = r"(?:the|this|said|la|las|el|los|le|les|l['’]|il|lo|gli|die|das|dem|o|a|os|as|and|or|y|e|et|ou|und|oder|[,()])"
_CONNECTING = re.compile(rf"\s*(?:{_SMALL}\s*)*(?:{_OF}(?:\s*(?:{_SMALL}|{_OF}))*\s*)?", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]{4,}")
_COMMA_ONLY = re.compile(r"\s*,\s*")


def pair(
    text: str,
    locators: Sequence[tuple[Locator, Span]],
    instruments: Sequence[Named],
    unknown: Sequence[Named] = (),
) -> tuple[NamedProvision, ...]:
    """Each provision with the documents of the law that is named for it; without, where none is.

    The law is the one that follows ("article 8 of the Act"), else the last one named before ("the Act, articles 8 and
    9"), else any that is named. ``unknown`` are laws that are named and not indexed: a provision of one is of no other.
    """
    every = sorted((*instruments, *unknown), key=lambda named: named.span.start)
    not_indexed = {named.span for named in unknown}
    found: dict[NamedProvision, None] = {}
    for locator, span in locators:
        law = _following(text, span, locators, every) or _before(span, every)
        law = law or (instruments[0] if instruments else None)
        name = law.span.of(text) if law and law.span in not_indexed else ""
        found[NamedProvision(str(locator), law.documents if law and not name else (), name)] = None
    return tuple(found)


def _following(
    text: str, span: Span, locators: Sequence[tuple[Locator, Span]], instruments: Sequence[Named]
) -> Named | None:
    for named in instruments:
        if named.span.start < span.end <= named.span.end or named.span == span:
            return named  # "421C-14": the number of the chapter is in that of the section
        if named.span.start >= span.end:
            between = text[span.end : named.span.start]
            for _, other in locators:  # "articles 8 and 9 of the Act"
                if span.end <= other.start and other.end <= named.span.start:
                    between = between.replace(other.of(text), " ")
            connected = _CONNECTING.fullmatch(_without_places(between)) and not _COMMA_ONLY.fullmatch(between)
            return named if connected else None
    return None


def _without_places(between: str) -> str:
    """ "of the Indian" as "of the": whose law it is may stand before its title."""
    return _WORD.sub(lambda match: "" if find_jurisdictions(match[0], "") else match[0], between)


def _before(span: Span, instruments: Sequence[Named]) -> Named | None:
    earlier = [named for named in instruments if named.span.end <= span.start]
    return earlier[-1] if earlier else None
