"""What the headers of an answer mean for a download (RFC 9110)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus

from ingest.pull.target import Record

__all__ = ["PASSING", "content_range", "continues", "record", "retry_after", "status_text"]

PASSING = frozenset({202, 408, 425, 429, 500, 502, 503, 504})
"""Statuses that a later request may not meet. 202 is what some sites answer while they make the page, or look at us."""

_CONTENT_RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+|\*)")
#: A date is a strong validator only if the text cannot have changed twice within its precision (section 8.8.2.2; a
#: minute instead of the second it asks for, since servers' clocks and their files' differ).
_STRONG_DATE_AGE = 60.0


def record(url: str, headers: Mapping[str, str]) -> Record:
    """What to keep of the answer 200 to a request for ``url``, to ask again, or for the rest, later."""
    etag, modified = _sendable(headers.get("etag")), _sendable(headers.get("last-modified"))
    resume_by = None
    if headers.get("content-encoding", "identity").lower() in ("", "identity"):
        if etag and not etag.startswith("W/"):
            resume_by = etag
        elif not etag and modified and _is_strong(modified, headers.get("date", "")):
            resume_by = modified
    return Record(url=url, etag=etag, last_modified=modified, resume_by=resume_by)


def content_range(headers: Mapping[str, str]) -> tuple[int, int | None] | None:
    """First byte and total size (None: not told) of an answer 206; None where it says nothing of use."""
    found = _CONTENT_RANGE.fullmatch(headers.get("content-range", "").strip())
    if found is None:
        return None
    return int(found[1]), None if found[3] == "*" else int(found[3])


def continues(headers: Mapping[str, str], offset: int, known: Record) -> bool:
    """Whether an answer 206 is the rest, from ``offset``, of what ``known`` is of."""
    place = content_range(headers)
    same = not known.etag or headers.get("etag", known.etag) == known.etag
    plain = headers.get("content-encoding", "identity").lower() in ("", "identity")
    return place is not None and place[0] == offset and same and plain


def retry_after(headers: Mapping[str, str], now: datetime | None = None) -> float | None:
    """Seconds that the server asks to wait (section 10.2.3: seconds or a date); None where it does not say."""
    value = headers.get("retry-after", "").strip()
    if value.isascii() and value.isdigit():
        return float(value)
    day = _date(value)
    return None if day is None else max(0.0, (day - (now or datetime.now(UTC))).total_seconds())


def status_text(status: int) -> str:
    try:
        return f"HTTP {status} {HTTPStatus(status).phrase}"
    except ValueError:
        return f"HTTP {status}"


def _sendable(value: str | None) -> str | None:
    """A validator that can be sent back as it is; one with other characters than it may have is none."""
    return value if value and value.isascii() and value.isprintable() and len(value) <= 1000 else None


def _is_strong(modified: str, date: str) -> bool:
    then, now = _date(modified), _date(date)
    return then is not None and now is not None and (now - then).total_seconds() >= _STRONG_DATE_AGE


def _date(value: str) -> datetime | None:
    try:
        day = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError):
        return None
    return day if day.tzinfo else day.replace(tzinfo=UTC)
