"""Write ``countries.toml``: the names of countries in many languages, from the Unicode CLDR as packaged by Babel.

The names are kept in a file because opening twenty CLDR locales takes longer (0.1 s) than understanding a thousand
questions. Run ``python -m corpora.vocabulary.countries`` after an update of Babel; a test tells when that is due.
"""

from __future__ import annotations

import re
import unicodedata
from importlib.metadata import version
from pathlib import Path

from babel.localedata import load

__all__ = ["LANGUAGES", "names", "render"]

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


if __name__ == "__main__":
    Path(__file__).with_suffix(".toml").write_text(render(), encoding="utf-8")
