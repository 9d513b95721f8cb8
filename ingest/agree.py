"""Whether what a file says about itself agrees with its manifest. Where it does not, the manifest wins.

Only front matter of Markdown is asked: it is written by people about this text. What HTML and PDF files carry, such as
"Microsoft Word - draft3.doc" or the day of a download, is about the file.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from kb.iso639 import LANGUAGES
from kb.jurisdiction import is_jurisdiction, parent
from kb.model import DocumentMeta

__all__ = ["differences", "jurisdiction_in", "published_in"]

_TITLE = ("title", "titulo", "título", "titre", "titolo", "titel", "제목", "full_title")
_LANGUAGE = ("language", "lang", "idioma", "langue", "sprache", "lingua")
_PLACE = ("jurisdiction", "country")
_PUBLISHED = ("published", "publication_date", "date_published", "pubdate")
_ENACTED = ("enactment_date", "signature_date", "date_enacted", "year", *_PUBLISHED)
_FROM = ("in_force_from", "entry_into_force", "effective_date", "date_in_force", "commencement_date")
_TO = ("in_force_to", "repeal_date", "date_repealed")


def differences(meta: DocumentMeta, found: Mapping[str, str], detected: frozenset[str] = frozenset()) -> list[str]:
    """What front matter says otherwise, one line each; case, spaces, punctuation and lesser detail do not count.

    Args:
        detected: fields of ``meta`` that come from the text itself.
    """
    says = {key.casefold(): value for key, value in found.items()}
    return [
        f"the file says {what} {theirs}, the manifest {ours}; the manifest's is used"
        for field, what, ours, theirs in _compared(meta, says)
        if field not in detected
    ]


def jurisdiction_in(found: Mapping[str, str]) -> str | None:
    """The code of the jurisdiction that front matter names, the most exact one."""
    says = {key.casefold(): value for key, value in found.items()}
    codes = (value.strip().upper() for value in _values(says, _PLACE))
    return next((code for code in codes if is_jurisdiction(code)), None)


def published_in(found: Mapping[str, str], year: int) -> date | None:
    """The day in ``year`` on which front matter says that the text was published."""
    says = {key.casefold(): value for key, value in found.items()}
    days = (day for day in map(_day, _values(says, _PUBLISHED)) if day)
    return next((day for day in days if day.year == year), None)


def _compared(meta: DocumentMeta, says: Mapping[str, str]) -> Iterator[tuple[str, str, str, str]]:
    """(field, name of the value, the manifest's, the file's) of each that differs."""
    for title in _values(says, _TITLE)[:1]:
        if not _same_title(meta.title, title):
            yield "title", "title", repr(meta.title), repr(title)
    for value in _values(says, _LANGUAGE)[:1]:
        code = re.split(r"[-_]", value.strip().casefold())[0]
        if code in LANGUAGES and code != meta.language:
            yield "language", "language", meta.language, code
    place = jurisdiction_in(says)
    if place and meta.jurisdiction not in (place, parent(place)) and parent(meta.jurisdiction) != place:
        yield "jurisdiction", "jurisdiction", meta.jurisdiction, place
    for field, own, keys in (
        ("published", meta.published, _PUBLISHED),
        ("in_force_from", meta.in_force_from, _FROM),
        ("in_force_to", meta.in_force_to, _TO),
    ):
        days = [day for day in map(_day, _values(says, keys)) if day]
        if own and days and own not in days:
            yield field, field, own.isoformat(), days[0].isoformat()
    years = {int(value[:4]) for value in _values(says, _ENACTED) if re.match(r"\d{4}\b", value)}
    if meta.year and years and meta.year not in years:
        yield "year", "year", str(meta.year), str(min(years))


def _values(says: Mapping[str, str], keys: Sequence[str]) -> list[str]:
    return [says[key] for key in keys if says.get(key)]


def _day(value: str) -> date | None:
    try:
        return date.fromisoformat(value.strip()[:10])
    except ValueError:
        return None


def _same_title(one: str, other: str) -> bool:
    """Whether the words of one are in the other, in any order ("Euskadi: Ley 4/1993 …", "Ley 4/1993 … de Euskadi")."""
    a, b = _plain(one), _plain(other)
    if not b or a in b or b in a:
        return True
    words, others = ({_plain(word) for word in re.split(r"[\W_]+", text)} for text in (one, other))
    return words <= others or others <= words


def _plain(text: str) -> str:
    """Letters and digits only, folded."""
    return "".join(c for c in unicodedata.normalize("NFKD", text).casefold() if c.isalnum())
