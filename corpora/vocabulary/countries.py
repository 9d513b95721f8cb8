"""Write the tables of countries and codes from the Unicode CLDR and ISO 3166, as packaged by Babel and pycountry.

``countries.toml`` holds all names by which a country is asked about, ``country-names.toml`` the one that we use,
``codes.toml`` the codes that exist.

The names are kept in a file because opening twenty CLDR locales takes longer (0.1 s) than understanding a thousand
questions. Run ``python -m corpora.vocabulary.countries`` after an update of Babel; a test tells when that is due.
"""

from __future__ import annotations

import re
import unicodedata
from importlib.metadata import version
from pathlib import Path

import pycountry
from babel.localedata import load

__all__ = ["LANGUAGES", "names", "render", "render_codes", "render_names"]

#: Languages of the corpora, in which names of countries may be shown.
_SHOWN = ("en", "fr", "es", "de", "it", "pt", "ca", "ko", "hi", "ja", "ms", "bg")

#: Languages of the corpora, and those in which questions on them are most likely.
LANGUAGES = tuple("en es fr it pt de ca gl eu nl ko ja zh hi ms id bg ru el ar".split())

#: Territories of CLDR that make no law: groupings, outlying areas, private-use codes.
_NO_JURISDICTION = {
    "AC",
    "AQ",
    "BV",
    "CP",
    "CQ",
    "DG",
    "EA",
    "EU",
    "EZ",
    "HM",
    "IC",
    "QO",
    "TA",
    "UM",
    "UN",
    "XA",
    "XB",
    "ZZ",
}


def names(code: str) -> list[str]:
    """All names of a country, each once, in the order of ``LANGUAGES``."""
    found: dict[str, str] = {}
    for language in LANGUAGES:
        name = load(language)["territories"].get(code, "")
        first, *others = re.split(r"\s*[(（)）\[\]]\s*", name)
        # "Myanmar (Burma)" has two names; "Congo (Brazzaville)" and "Macao (SAR)" have one and a remark
        written_out = first.replace("&", "and").replace("St. ", "Saint ") if language == "en" else ""
        for part in (first, written_out, *(others if code == "MM" else ())):
            if part:
                found.setdefault(unicodedata.normalize("NFC", part).casefold(), unicodedata.normalize("NFC", part))
    return list(found.values())


def render() -> str:
    """The text of ``countries.toml``."""
    codes = sorted(
        code for code in load("en")["territories"] if re.fullmatch(r"[A-Z]{2}", code) and code not in _NO_JURISDICTION
    )
    quoted = {code: ", ".join(f'"{name}"' for name in names(code)) for code in codes}
    return (
        "# Names of countries by ISO 3166-1 alpha-2 code, in the languages " + " ".join(LANGUAGES) + ".\n"
        f"# Source: Unicode CLDR (Unicode-3.0 licence), as packaged by Babel {version('babel')}.\n"
        "# Generated: python -m corpora.vocabulary.countries\n\n"
        + "".join(f"{code} = [{line}]\n" for code, line in quoted.items())
    )


def render_names() -> str:
    """The text of ``country-names.toml``: a table for each language in which we show names."""
    head = f"# Source: Unicode CLDR (Unicode-3.0 licence), as packaged by Babel {version('babel')}.\n"
    head += "# Generated: python -m corpora.vocabulary.countries\n"
    codes = [country.alpha_2 for country in pycountry.countries]
    tables = []
    for language in _SHOWN:
        territories = load(language)["territories"]
        lines = (f'{code} = "{territories[code]}"\n' for code in sorted(codes) if code in territories)
        tables.append(f"\n[{language}]\n" + "".join(lines))
    return head + "".join(tables)


def render_codes() -> str:
    """The text of ``codes.toml``: ISO 3166-1 countries, and the ISO 3166-2 subdivisions of each."""
    found: dict[str, list[str]] = {country.alpha_2: [] for country in pycountry.countries}
    for subdivision in pycountry.subdivisions:
        found[subdivision.country_code].append(subdivision.code.partition("-")[2])
    head = (
        f"# Source: ISO 3166-1 and 3166-2, as packaged by pycountry {version('pycountry')} (LGPL-2.1, from Debian).\n"
    )
    head += "# Generated: python -m corpora.vocabulary.countries\n\n"
    return head + "".join(f'{code} = "{" ".join(sorted(parts))}"\n' for code, parts in sorted(found.items()))


if __name__ == "__main__":
    folder = Path(__file__).parent
    for name, text in (("countries", render()), ("country-names", render_names()), ("codes", render_codes())):
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
