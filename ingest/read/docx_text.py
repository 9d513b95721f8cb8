"""What is printed of the runs of a DOCX (ECMA-376 part 1, 17.3), and which words of it are struck out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

__all__ = ["FALLBACK", "Struck", "W", "chain", "characters", "is_on"]

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_LEFT_OUT = frozenset(f"{W}{name}" for name in ("del", "moveFrom", "txbxContent", "rPr", "pPr")) | {FALLBACK}
_SPACES = frozenset(f"{W}{name}" for name in ("tab", "br", "cr", "ptab"))


@dataclass(slots=True)
class Struck:
    """Which runs are struck out: by their own properties, their character style, or the style of the paragraph."""

    styles: dict[str, Any]  # style id → style, of paragraphs and of characters
    _by_style: dict[str, bool | None] = field(default_factory=dict)

    def __call__(self, run: Any, paragraph_style: Any) -> bool:
        properties = run.find(f"{W}rPr")
        own = _struck(properties)
        if own is not None:
            return own
        named = properties.find(f"{W}rStyle") if properties is not None else None
        if named is not None and (found := self._of(self.styles.get(named.get(f"{W}val")))) is not None:
            return found
        return bool(self._of(paragraph_style))

    def _of(self, style: Any) -> bool | None:
        if style is None:
            return None
        known = self._by_style
        if style.style_id not in known:
            found = (_struck(one.element.find(f"{W}rPr")) for one in chain(style))
            known[style.style_id] = next((struck for struck in found if struck is not None), None)
        return known[style.style_id]


def _struck(properties: Any) -> bool | None:
    """Whether run properties strike text out; None when they do not say."""
    if properties is None:
        return None
    said = [is_on(properties, name) for name in ("strike", "dstrike") if properties.find(f"{W}{name}") is not None]
    return any(said) if said else None


def characters(element: Any, struck: Struck | None = None, style: Any = None) -> Iterator[tuple[str, bool]]:
    """Text inside a paragraph or run as printed, each piece with whether it is struck out.

    Deletions, field codes and what alternatives repeat are left out. ``style`` is that of the paragraph.
    """
    return _characters(element, struck, style, out=False)


def _characters(element: Any, struck: Struck | None, style: Any, *, out: bool) -> Iterator[tuple[str, bool]]:
    for child in element:
        tag = child.tag
        if tag == f"{W}t":
            yield child.text or "", out
        elif tag in _SPACES:
            yield " ", out
        elif tag == f"{W}noBreakHyphen":
            yield "-", out
        elif tag == f"{W}sym":
            yield _symbol(child.get(f"{W}char", "")), out
        elif tag in _LEFT_OUT:
            continue
        elif tag == f"{W}r":
            if not is_on(child.find(f"{W}rPr"), "vanish"):
                yield from _characters(child, struck, style, out=struck is not None and struck(child, style))
        elif isinstance(tag, str):
            yield from _characters(child, struck, style, out=out)


def _symbol(code: str) -> str:
    """A character of a symbol font. Those fonts number theirs in the private use area: a bullet, most of the time."""
    try:
        number = int(code, 16)
    except ValueError:
        return " "
    return "•" if 0xF000 <= number <= 0xF8FF else chr(number) if 0x20 <= number <= 0x10FFFF else " "


def is_on(properties: Any, name: str) -> bool:
    found = properties.find(f"{W}{name}") if properties is not None else None
    return found is not None and found.get(f"{W}val", "true") not in ("0", "false", "off")


def chain(style: Any) -> Iterator[Any]:
    """``style`` and what it is based on; a style based on itself ends the walk."""
    seen: set[str] = set()
    while style is not None and style.style_id not in seen:
        seen.add(style.style_id)
        yield style
        style = style.base_style
