"""Locators of the provisions of an Akoma Ntoso document, in the tradition of its language."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

from ingest.read.akn_text import role
from ingest.read.compose import clean

_WORDS = (
    r"art[íi]culo|articolo|artigo|article|artikel|art|section|sec|rule|regulation|reg|clause|cl|paragraph|para|"
    r"paragraphe|fasal|seksyen|ibara"
)
_UNIT_NUM = re.compile(rf"(?P<word>(?:{_WORDS})\b\.?|§+|[sr]\.)?\s*(?P<number>.*)", re.IGNORECASE)
_OPENING = re.compile(
    r"(?:Art[íi]culo|ART[ÍI]CULO|Articolo|Artigo|Article|Artikel|Art\.|§|Section)\s*\d+\s?[ºª°o]?(?:\s*\.?\s*(?:Bis|bis|BIS|"
    r"Ter|ter|TER|Qu[áa]ter|qu[áa]ter)(?:\s\d+)?)?(?P<end>\s?[.:–—-]+)?"
)
_ENGLISH_TRADITION = ("en", "sw", "ms")
_ROMAN = re.compile(r"[IVXLCDM]+$")


@dataclass(frozen=True, slots=True)
class Numbering:
    """How one legal tradition writes where a provision stands."""

    language: str
    country: str = ""

    @classmethod
    def of(cls, language: str, country: str = "") -> Numbering:
        return cls(language[:2].lower(), country)

    @property
    def sections_are_units(self) -> bool:
        """Whether a ``section`` without articles is what is cited ("s. 7"), not a division."""
        return self.language in _ENGLISH_TRADITION

    def unit(self, num: str, element: etree._Element, prefix: str = "") -> str:
        """Locator of an article or section from its ``num``, else from its ``eId``."""
        if not num:
            eid = element.get("eId") or element.get("id") or ""
            num = eid.rsplit("__", 1)[-1].partition("_")[2].strip(".") if "_" in eid else ""
        if self.language == "es" and (element.get("eId") or element.get("id") or "").startswith("trans"):
            return f"transitorio {clean(num).strip(' .-–—').lower()}"
        found = _UNIT_NUM.match(clean(num))
        number = _bare(found["number"]) if found else ""
        if not number:
            return prefix
        word = (found["word"] or "").lower() if found else ""
        name = role(element)
        if word.startswith("§") or (self.language == "de" and name == "paragraph"):
            sign = "§ "
        elif name == "article" or word.startswith("art"):
            sign = "art. "
            if self.language == "de":
                sign = "Art. "
        elif name in ("rule", "regulation") or word.startswith("r"):
            sign = "reg. " if word.startswith("reg") or name == "regulation" else "r. "
        elif name == "clause" or word.startswith("cl"):
            sign = "cl. "
        elif name == "paragraph":
            sign = "para. "
        else:
            sign = "s. " if self.language in _ENGLISH_TRADITION else "art. "
        return clean(f"{prefix} {sign}{number}")

    def subdivision(self, locator: str, num: str, tag: str) -> str:
        """``locator`` of a provision extended by the number of a paragraph or point in it."""
        number = _bare(num)
        if not number or not re.search(r"\w", number):
            return locator
        if not locator:
            return f"para. {number.strip('()')}" if self.language in _ENGLISH_TRADITION else ""
        if self.language == "it":
            return f"{locator}, {self._italian(number, tag)}"
        if self.language == "de":
            return f"{locator} {self._german(number, tag)}"
        if self.language in _ENGLISH_TRADITION or num.strip().startswith("("):
            return f"{locator}({number.strip('()')})"
        if _ROMAN.match(number) and self.language == "es":
            return f"{locator} fracc. {number}" if self.country == "mx" else f"{locator} {number}"
        if number[:1].isdigit() and not num.rstrip().endswith(")") and tag not in ("point", "item", "indent"):
            return f"{locator}.{number}"
        return f"{locator} {number.rstrip(')')})" if num.rstrip().endswith(")") else f"{locator} {number}"

    def annex(self, heading: str, kind: str) -> str:
        """Locator of a schedule or annex from its heading, else from its ``kind``: "schedule" or "attachment"."""
        found = re.search(
            r"\b(schedule|annexe?|anexo|allegato|anlage|anhang|appendix)(?:\s+(\w+))?", heading, re.IGNORECASE
        )
        word = {"it": "all.", "de": "Anlage", "es": "anexo", "pt": "anexo", "fr": "ann.", "ca": "annex"}.get(
            self.language, ""
        )
        if not word:
            named = (found[1] if found else kind).lower()
            word = "app." if named == "appendix" else "Sch." if named == "schedule" else "Annex"
        number = found[2] if found and re.fullmatch(r"\d+\w?|[IVXLC]+|[A-Z]", found[2] or "") else ""
        return f"{word} {number}".strip()

    def opening(self, words: str, num: str) -> str:
        """ "Artículo 5.-" at the beginning of ``words``, which repeats the ``num`` of the provision; else ""."""
        found, number = _OPENING.match(words), re.search(r"\d+", num)
        if found is None or number is None or re.findall(r"\d+", found[0])[0] != number[0]:
            return ""
        return found[0].strip()

    def is_opening(self, words: str, num: str) -> bool:
        """Whether ``words`` open the provision ``num``, rather than go on with a sentence that mentions it."""
        found = _OPENING.match(words)
        if found is None:
            return False
        rest = words[found.end() :].lstrip()
        return bool(found["end"]) or num.endswith(".") or not (rest[:1].islower() or rest[:1] in ",;)")

    def unmarked(self, words: str) -> str:
        """``words`` without the marks ``((`` ``))`` that Normattiva sets around the last amendment."""
        if self.country != "it" and self.language != "it":
            return words
        return words.replace("((", "").replace("))", "")

    def _italian(self, number: str, tag: str) -> str:
        if tag in ("point", "item", "indent", "subparagraph") or not number[:1].isdigit():
            return f"n. {number.strip('()')}" if number[:1].isdigit() else f"lett. {number.strip('()')})"
        return f"co. {number}"

    def _german(self, number: str, tag: str) -> str:
        bare = number.strip("()")
        if bare[:1].isdigit():
            return f"Abs. {bare}" if number.startswith("(") or tag in ("paragraph", "subsection") else f"Nr. {bare}"
        return f"{'Bst.' if self.country == 'ch' else 'lit.'} {bare}"


def _bare(num: str) -> str:
    """A number without the punctuation around it: "Art. 20." → "20", "1-bis." → "1-bis", "(a)" → "(a)"."""
    number = clean(num).strip(" .-–—:")
    number = re.sub(r"\s*[ºª°]|(?<=\d)o\b", "", number)
    return clean(number)
