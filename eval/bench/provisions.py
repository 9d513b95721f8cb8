"""What provisions the sources really have: `structure.toml`, counted without this project's readers and outline.

A table for each document: under the way the tradition names a provision ("art.", "s.", "§", "disp. final") its numbers
in the source's order, as a list with runs ("1..8, 8 bis, 9..40"; the last number or letter counts up). "-" is a part
without number ("disp. derogatoria" alone). Three keys say more: ``absent`` (numbers that the source skips, looked up
there by hand), ``until`` (words that begin what follows the law and numbers its paragraphs anew, such as the
explanatory statement of a bill: nothing after their last place is a provision) and ``reason`` (why a document may fall
short).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files

__all__ = ["Expected", "expected_provisions", "numbers"]

_RUN = re.compile(r"(.*?)(\d+|[A-Za-z])")
_REMARKS = frozenset({"absent", "reason", "until"})
#: Traditions that write the number inside the word.
_AROUND = {"제": ("제", "조", "의"), "第": ("第", "条", "の")}


@dataclass(frozen=True, slots=True)
class Expected:
    """The provisions of one document, as locators in the order of the source: "art. 1", "제5조의2", "Sch. 1"."""

    doc_id: str
    locators: tuple[str, ...]
    reason: str = ""  # why less than all of them may be found
    until: str = ""  # words where the law ends; "": it ends with the document

    def ends(self, text: str) -> int:
        """Where the law ends in a text of the document."""
        end = text.rfind(self.until) if self.until else -1
        return end if end >= 0 else len(text)


def expected_provisions() -> dict[str, Expected]:
    """By document id, in the order of the file.

    Raises:
        ValueError: the file is wrong; names the document.
    """
    table = tomllib.loads(files("eval.bench").joinpath("structure.toml").read_text(encoding="utf-8"))
    return {doc_id: _expected(doc_id, entry) for doc_id, entry in table.items()}


def _expected(doc_id: str, entry: dict[str, str]) -> Expected:
    locators = [
        _locator(scheme, number)
        for scheme, listed in entry.items()
        if scheme not in _REMARKS
        for number in numbers(listed)
    ]
    if len(set(locators)) != len(locators):
        raise ValueError(f"structure.toml: {doc_id}: a provision is listed twice")
    return Expected(doc_id, tuple(locators), entry.get("reason", ""), entry.get("until", ""))


def numbers(listed: str) -> list[str]:
    """The numbers of a list with runs.

    >>> numbers("1..3, 3 bis, L521-1..L521-3, 85A..85C")
    ['1', '2', '3', '3 bis', 'L521-1', 'L521-2', 'L521-3', '85A', '85B', '85C']
    """
    return [number for part in listed.split(",") for number in _run(" ".join(part.split()))]


def _run(part: str) -> Iterator[str]:
    if not part:
        return
    first, dots, last = part.partition("..")
    if not dots:
        yield part
        return
    begin, end = _RUN.fullmatch(first), _RUN.fullmatch(last)
    if not begin or not end or begin[1] != end[1] or begin[2].isdigit() != end[2].isdigit() or begin[2][0] == "0":
        raise ValueError(f"structure.toml: {part!r} is no run of numbers")
    if begin[2].isdigit():
        yield from (f"{begin[1]}{value}" for value in range(int(begin[2]), int(end[2]) + 1))
    else:
        yield from (f"{begin[1]}{chr(value)}" for value in range(ord(begin[2]), ord(end[2]) + 1))


def _locator(scheme: str, number: str) -> str:
    if number == "-":
        return scheme
    if scheme in _AROUND:
        before, after, branch = _AROUND[scheme]
        whole, mark, rest = number.partition(branch)
        return f"{before}{whole}{after}{mark}{rest}"
    return f"{scheme} {number}"
