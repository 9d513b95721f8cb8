"""An answer while it is made: parts that are statements with their citations, joined to text at the end."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kb.model import Citation

__all__ = ["Draft", "Line", "compose"]

_FINAL = ".;,:。；"
#: A source's own "[3]" would be taken for one of our markers.
_MARKER = re.compile(r"\[(\d+)\]")


@dataclass(frozen=True, slots=True)
class Line:
    """One statement, or a remark of our own (no citations) that says nothing about a source."""

    text: str
    citations: tuple[Citation, ...] = ()
    lead: str = ""  # whose law it is, where several are compared
    cut: bool = False  # whether the source goes on with its list


@dataclass(frozen=True, slots=True)
class Draft:
    lines: tuple[Line, ...]
    confidence: float

    @property
    def citations(self) -> tuple[Citation, ...]:
        unique = {c.n: c for line in self.lines for c in line.citations}
        return tuple(unique[n] for n in sorted(unique))


def compose(draft: Draft) -> str:
    """The answer's text: each statement ends with its markers, before its full stop."""
    parts = []
    lead = ""
    for line in draft.lines:
        if not line.citations:
            parts.append(line.text)
            continue
        markers = "".join(f" [{c.n}]" for c in line.citations)
        said = _MARKER.sub(r"(\1)", " ".join(line.text.split()))
        said = said[:-1].rstrip() if said[-1:] in _FINAL else said
        prefix = f"{line.lead}: " if line.lead and line.lead != lead else ""
        lead = line.lead
        parts.append(f"{prefix}{said} …{markers}." if line.cut else f"{prefix}{said}{markers}.")
    separator = "\n" if any(line.lead for line in draft.lines) else " "
    return separator.join(parts)
