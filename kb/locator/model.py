"""The locator as a value."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace

from kb.locator.numbers import LATIN, han, roman

__all__ = ["Locator"]

#: Subdivisions by the way they are written after the provision: "(1)", ".2", " a)", ", § 1"; others as " Abs. 1".
_JOINED = {
    "(": "({})", ".": ".{}", ")": " {})", ",": ", {}", "§": ", § {}", "parágrafo": ", parágrafo {}",
    "co.": ", co. {}", "lett.": ", lett. {})", "n.": ", n. {}",
    "ал.": ", ал. {}", "т.": ", т. {}", "б.": ", б. {}", "pkt.": ", pkt. {}",
}  # fmt: skip
#: Schemes and subdivisions that enclose the number.
_ENCLOSED = {"제": "제{}조", "第": "第{}条"}
_ENCLOSED_PARTS = {"항": "제{}항", "호": "제{}호", "목": "{}목", "項": "第{}項", "号": "第{}号", "イ": "{}"}
_ORDINAL = re.compile(r"(?<=\d)(?:\.?[ºª°]|\.?o\b|er\b|ère\b|re\b|ème\b)")
#: Schemes under which "327o" is a number with a letter, and "7.1" a number between 7 and 8 and not its subdivision.
_WITH_LETTERS = frozenset({"§"})
_WITH_DECIMALS = frozenset({"s.", "reg.", "r.", "cl."})
_THOUSANDS = re.compile(r"(?<=\d)\.(?=\d{3}(?!\d))")
_RANGE = re.compile(r"(\d+)\S*\s+(to|à|a|al|au|y|e|et|and|und|bis|i)\s+(\d+)\S*")
#: Annexed parts that number their provisions anew, with the name by which they are told apart. "s. 1" is not "Sch. 1".
_ANNEXES = {
    "Sch.": "sch", "Jadual": "sch", "अनुसूची": "sch",
    "Annex": "ann", "ann.": "ann", "anexo": "ann", "annex": "ann", "all.": "ann", "Anlage": "ann", "Anhang": "ann",
    "приложение": "ann", "app.": "app",
    "별표": "table", "別表": "table",
    "부칙": "suppl", "附則": "suppl", "ПЗР": "suppl", "ДР": "additional", "ЗР": "suppl",
    "transitorio": "transitional", "transitori": "transitional", "disp. transitoria": "transitional",
    "disp. transitòria": "transitional", "disp. trans.": "transitional",
    "disp. adicional": "additional", "disp. addicional": "additional",
    "disp. att.": "implementing", "preleggi": "preliminary", "disp. final": "final",
    "disp. derogatoria": "repealing", "disp. derogatòria": "repealing",
    "considerando": "recital", "recital": "recital", "cons.": "recital", "Erwägungsgrund": "recital",
}  # fmt: skip
#: Kinds of subdivision that are never one another's: a paragraph is no number of its list, a number no letter.
_KINDS = {
    "Abs.": "paragraph", "ал.": "paragraph", "co.": "paragraph", "항": "paragraph", "項": "paragraph",
    "Nr.": "number", "т.": "number", "n.": "number", "호": "number", "号": "number",
    "Buchst.": "letter", "б.": "letter", "lett.": "letter", "목": "letter", "イ": "letter", "Satz": "sentence",
}  # fmt: skip
#: Subdivisions and schemes that are told apart from others by what they are called, not by their number only.
_CALLED = {"§": "§", "parágrafo": "§", "Part": "part"}


@dataclass(frozen=True, slots=True)
class Locator:
    """A provision: ``scheme`` ("art.", "s.", "§", "제" …), its ``numbers`` from the provision inwards, and how each
    of its subdivisions is written (``marks``, one for each number after the first).

    ``context`` is the annexed part in which it stands, where that numbers its provisions anew ("Sch. 2", "부칙",
    "transitorios"); "" in the law itself. An annex may be without number.

    >>> str(Locator("§", ("15", "1"), ("Abs.",))), str(Locator("제", ("15", "2"), ("항",)))
    ('§ 15 Abs. 1', '제15조제2항')
    >>> str(Locator("제", ("1",), context="부칙")), str(Locator("art.", ("3",), context="anexo II"))
    ('부칙 제1조', 'anexo II, art. 3')
    """

    scheme: str
    numbers: tuple[str, ...]
    marks: tuple[str, ...] = ()
    context: str = ""

    def __post_init__(self) -> None:
        if not self.numbers and self.scheme not in _ANNEXES:
            raise ValueError(f"a locator has a number, {self.scheme!r} has none")
        if len(self.marks) != max(len(self.numbers) - 1, 0):
            raise ValueError(f"a locator has a mark for each further number, not {self.numbers} {self.marks}")

    def __str__(self) -> str:
        text = self._first()
        for mark, number in zip(self.marks, self.numbers[1:], strict=True):
            number = han(number) if mark in ("項", "号") else number
            if mark in _ENCLOSED_PARTS:
                text += _ENCLOSED_PARTS[mark].format(number)
            elif mark in _JOINED:
                text += _JOINED[mark].format(number)
            else:
                text += f" {mark} {number}"
        if not self.context:
            return text
        separator = "" if self.scheme == "第" else " " if self.scheme == "제" or self.context[:3] == "Sch" else ", "
        return f"{self.context}{separator}{text}"

    def _first(self) -> str:
        if not self.numbers:
            return self.scheme
        first = self.numbers[0]
        if self.scheme not in _ENCLOSED:
            return f"{self.scheme} {first}"
        insert = "의" if self.scheme == "제" else "の"
        number, _, branch = first.partition(insert)
        if self.scheme == "第":
            number, branch = han(number), insert.join(han(part) for part in branch.split(insert))
        return _ENCLOSED[self.scheme].format(number) + (insert + branch if branch else "")

    def agrees(self, other: Locator) -> bool:
        """Whether no subdivision of one is of another kind than the other's: "§ 6 Abs. 1" is not "§ 6 Nr. 1".

        Nor is the paragraph of a schedule without a number that of one with it: "Sch. para. 2" is not "Sch. 2".
        """
        if self.annexed and other.annexed and self._is_part_numbered() != other._is_part_numbered():
            return not (self.numbers and other.numbers)
        pairs = list(zip(self.marks, other.marks, strict=False))
        if ("al.", ".") in pairs or (".", "al.") in pairs:
            return False  # "alinéa 2" is not the "2°" of a list
        return all(_KINDS.get(a, "") == _KINDS.get(b, "") or not (a in _KINDS and b in _KINDS) for a, b in pairs)

    def _is_part_numbered(self) -> bool:
        """Whether the annexed part has a number. Of a part whose name is not known, it has none."""
        return len(_context_key(self.context)) > 1 if self.context else bool(self.numbers)

    def subdivided(self) -> Locator | None:
        """What else a decimal may mean: "s. 7(1)" for "s. 7.1", and "s. 247.991" for "§ 247.991", as which "section
        247.991" is read. None for what has no decimal.
        """
        whole, _, part = self.numbers[0].partition(".") if self.numbers else ("", "", "")
        if self.scheme == "§" and re.fullmatch(r"\d{3}\.\d{3}[A-Z]?", self.numbers[0]):
            return replace(self, scheme="s.")
        if self.scheme not in _WITH_DECIMALS or not part:
            return None
        return replace(self, numbers=(whole, part, *self.numbers[1:]), marks=("(", *self.marks))

    @property
    def annexed(self) -> bool:
        """Whether it is an annexed part, or stands in one."""
        return bool(self.context) or self.scheme in _ANNEXES

    @property
    def is_recital(self) -> bool:
        """Whether it is a recital of a preamble, which states reasons and is not law."""
        return _ANNEXES.get(self.scheme) == "recital"

    def within(self, context: str) -> Locator:
        """The same provision of an annexed part."""
        return replace(self, context=context)

    def key(self) -> tuple[str, ...]:
        """What identifies the provision whatever the style: equal for "artículo 27.2" and "art. 27, apartado 2".

        Annexed parts keep their name, as "Sch. 1" is not "s. 1"; what else their heading says is left out.
        """
        parts = _context_key(self.context) if self.context else []
        if self.scheme in _ANNEXES:
            parts.append(_ANNEXES[self.scheme])
        for mark, number in zip(("", *self.marks), self.numbers, strict=False):
            several = not mark and self.is_range
            if not mark and self.scheme in _ANNEXES:
                number = _counted(number)
            normal = [" ".join(number.split())] if several else _normal(number, "" if mark else self.scheme)
            if mark in _CALLED and normal:
                normal[0] = _CALLED[mark] + normal[0]
            if not mark and self.scheme == "O.":
                normal[0] = f"order{normal[0]}"
            parts += normal
        return tuple(parts)

    def label(self) -> str:
        """What tells its annexed part from others of its name: "제8423호20070511" of "부칙 <제8423호, 2007.5.11>"."""
        return "".join(re.findall(r"[^\W_]+", self.context[len(_context_name(self.context)) :])).casefold()

    def contains(self, other: Locator) -> bool:
        """Whether ``other`` is this provision or lies within it; of "ss. 127 to 129", whether it is one of them."""
        mine, theirs = self.key(), other.key()
        if theirs[: len(mine)] == mine:
            return True
        bounds = self._range()
        if bounds is None or self.context or other.annexed or not other.numbers:
            return False
        whole = re.match(r"\d+", other.numbers[0])
        return whole is not None and bounds[0] <= int(whole[0]) <= bounds[1]

    @property
    def is_range(self) -> bool:
        """Whether it stands for several provisions: "s. 127 to 129", repealed together."""
        return self._range() is not None

    def _range(self) -> tuple[int, int] | None:
        match = _RANGE.fullmatch(self.numbers[0]) if self.numbers else None
        if not match or int(match[1]) > int(match[3]) or (match[2] == "bis" and self.scheme != "§"):
            return None  # "art. 33 bis 1" is one article
        return int(match[1]), int(match[3])


def _normal(number: str, scheme: str = "") -> list[str]:
    """The parts of a number in one way of writing; ``scheme`` of a provision, "" for its subdivisions."""
    if scheme not in _WITH_LETTERS:
        number = _ORDINAL.sub("", number)
    plain = unicodedata.normalize("NFKC", number).casefold()
    # "art. 1.093" is article 1093; "§ 501.103" is section 103 of chapter 501, "s. 247.991" stands after s. 247.99
    if scheme not in _WITH_LETTERS | _WITH_DECIMALS:
        plain = _THOUSANDS.sub("", plain)
    plain = plain.replace("의", "-").replace("の", "-")
    plain = re.sub(rf"(?<=\w)[\s-]+(?={LATIN}\b)", "", plain)  # "4 bis", "4-bis" and "4bis"
    plain = re.sub(
        rf"(?<=\d){LATIN}\b(?:[\s-]+(?=[^\W\d_](?:{LATIN})?\b))?", _latin, plain
    )  # "11 quáter" and "11 quater"
    plain = re.sub(r"(?<=\d)[\s-]+(?=[^\W\d_]{1,2}\b)", "", plain)  # "183 A", "183-A" and "183A"
    plain = re.sub(r"^([lrda])\.?\s*\*?(?=\d)", r"\1", plain)  # "L. 521-1" and "L521-1"
    separators = r"\s+" if scheme in _WITH_DECIMALS else r"[\s.]+"
    return [part for part in re.split(separators, plain) if part]


def _counted(number: str) -> str:
    """ "1" for the "I" of "Schedule I", which some print and others cite as "Schedule 1"."""
    return roman(number) if re.fullmatch(r"[IVX]{1,7}", number) else number


def _latin(match: re.Match[str]) -> str:
    """ "bis" before the letter after it ("40 bis A" is no part of "40 bis"), and without accents."""
    return re.sub(r"[\u0300-\u036f\s-]", "", unicodedata.normalize("NFD", match[0])) + "'" * match[0][-1].isspace()


def _context_name(context: str) -> str:
    """The name of the annexed part with its number: "Sch. 1", "부칙"; the whole context where no name is known."""
    for name in sorted(_ANNEXES, key=len, reverse=True):
        if context.startswith(name):
            number = re.match(r"\s+(?:[A-Z]?\d+[^\W\d_]?|[IVXL]+|[A-Z])(?=$|[\s,;:<(])", context[len(name) :])
            return name + (number[0] if number else "")
    return context


def _context_key(context: str) -> list[str]:
    name = _context_name(context)
    for known, key in _ANNEXES.items():
        if name.startswith(known) and (len(name) == len(known) or name[len(known)] == " "):
            return [key, *_normal(_counted(name[len(known) :].strip()))]
    return ["in", "".join(re.findall(r"[^\W_]+", context)).casefold()]
