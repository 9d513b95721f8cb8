"""Which jurisdictions the indexed documents cover, and which of them may answer for one that is named."""

from __future__ import annotations

from collections.abc import Sequence

from kb.jurisdiction import parent
from kb.model import DocumentMeta
from kb.vocabulary import table

__all__ = ["Coverage", "display_name"]


class Coverage:
    """The jurisdictions of a set of documents.

    A named jurisdiction is covered by documents of its own; a country without any, by those of its subdivisions (the
    United States by Hawaii and Iowa); a subdivision without any, by those of its country, whose law applies in it
    (Scotland by the United Kingdom); a member of a body whose acts are its members' own law, by those too (Senegal by
    OHADA). The answer says whose law it quotes where that is not the one named.
    """

    def __init__(self, documents: Sequence[DocumentMeta]) -> None:
        self.codes = tuple(sorted({document.jurisdiction for document in documents}))

    def covers(self, code: str) -> bool:
        """Whether any document may answer for ``code``."""
        return bool(self.search_codes(code))

    def search_codes(self, code: str) -> tuple[str, ...]:
        """Codes of documents that may answer for ``code``, the nearest first; empty when it is not covered.

        >>> from kb.model import DocumentMeta, Kind
        >>> act = lambda code: DocumentMeta(code, "An act", Kind.LAW, code, "es")
        >>> coverage = Coverage([act(code) for code in ("ES", "ES-CT", "US-HI", "US-IA", "OHADA")])
        >>> coverage.search_codes("ES-CT"), coverage.search_codes("ES"), coverage.search_codes("US")
        (('ES-CT', 'ES'), ('ES',), ('US-HI', 'US-IA'))
        >>> coverage.search_codes("SN")
        ('OHADA',)
        """
        country = parent(code)
        own = [each for each in (code, country) if each in self.codes]
        if not own and country is None:
            own = [each for each in self.codes if parent(each) == code]
        bodies = table("jurisdictions")["bodies"]
        return (*own, *(body for body in self.bodies(code) if bodies[body].get("uniform")))

    def bodies(self, code: str) -> tuple[str, ...]:
        """Covered bodies whose law applies in ``code`` as well: ``OHADA`` for Senegal, ``EU`` for Spain."""
        country = parent(code) or code
        bodies = table("jurisdictions")["bodies"]
        return tuple(
            body for body in sorted(bodies) if body in self.codes and country in bodies[body].get("members", ())
        )

    def resolve(self, code: str) -> str | None:
        """The code under which ``code`` is covered: itself, or that of its country or body; None if it is not."""
        codes = self.search_codes(code)
        if not codes:
            return None
        return code if code in codes or parent(codes[0]) == code else codes[0]

    def names(self, language: str) -> list[str]:
        """Names of the covered jurisdictions in ``language``, in alphabetical order."""
        return sorted((display_name(code, language) for code in self.codes), key=str.casefold)


def display_name(code: str, language: str) -> str:
    """The name of a jurisdiction in ``language``; in English, or its own language, where no other is known."""
    bodies = table("jurisdictions")["bodies"]
    if code in bodies:
        return str(bodies[code]["display"].get(language, bodies[code]["display"]["en"]))
    country = parent(code)
    if country is None:
        return _country_name(code, language)
    subdivisions = table("subdivisions")
    shown = subdivisions["display"].get(code, {})
    own = subdivisions["names"].get(code, [code])[0]
    return f"{shown.get(language, own)} ({_country_name(country, language)})"


def _country_name(code: str, language: str) -> str:
    names = table("country-names")
    return str(names.get(language, {}).get(code) or names["en"].get(code, code))
