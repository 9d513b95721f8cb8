"""One URL → one file, whole or not at all.

Each attempt asks only for what is missing: nothing, where the server says that the file is still the current one; the
rest, where a part of the same version is there; everything otherwise.
"""

from __future__ import annotations

import hashlib
import os
import random
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from importlib.metadata import version
from pathlib import Path

import httpx

from ingest.pull import answers
from ingest.pull.addresses import AddressRule, UnknownHost
from ingest.pull.hosts import Hosts
from ingest.pull.looks import check_looks
from ingest.pull.target import Record, Target, sha256_of
from ingest.pull.transport import CheckedBackend, CheckedTransport
from kb.errors import DownloadError
from kb.settings import PullSettings

__all__ = ["Downloader", "Outcome", "Wanted"]

_REDIRECTS = (301, 302, 303, 307, 308)
_MAX_REDIRECTS = 8
_FIRST_WAIT = 1.0  # seconds; doubled at each attempt, with jitter
_ADVICE = {401: "it is not public", 403: "the site refuses programs; download it by hand", 404: "correct download_url"}


class Outcome(StrEnum):
    """What became of a document."""

    DOWNLOADED = "downloaded"
    UNCHANGED = "unchanged"  # the file is what the server, or the manifest's checksum, says
    PRESENT = "present"  # nothing to download; the file is there
    KEPT = "kept"  # the file was put there, or changed, by hand
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file to download. With ``sha256`` nothing else will do."""

    url: str
    path: Path
    sha256: str | None = None


class _Again(Exception):
    """An attempt failed in a way that may pass."""

    def __init__(self, reason: str, wait: float | None = None, *, reached: bool = True) -> None:
        super().__init__(reason)
        self.wait = wait  # seconds asked for; None: ours to choose
        self.reached = reached  # whether a server was there


class Downloader:
    """Downloads files one after the other, with one memory of hosts. For one thread; close it, or use it in ``with``.

    ``rule`` and ``ssl_context`` are there for tests, ``sleep``, ``clock`` and ``jitter`` too.
    """

    def __init__(
        self,
        settings: PullSettings,
        max_bytes: int,
        *,
        rule: AddressRule | None = None,
        ssl_context: ssl.SSLContext | None = None,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
        jitter: Callable[[float, float], float] = random.uniform,
    ) -> None:
        self._settings = settings
        self._max_bytes = max_bytes
        self._sleep = sleep
        self._clock = clock
        self._jitter = jitter
        self._asked = ""  # the host of the latest request, after redirects
        self._hosts = Hosts(settings.delay, sleep, clock)
        self._backend = CheckedBackend(rule or AddressRule(), clock=clock)
        self._client = httpx.Client(
            transport=CheckedTransport(self._backend, ssl_context),
            headers={"User-Agent": _user_agent(settings.contact), "Accept-Encoding": "identity"},
            timeout=httpx.Timeout(settings.read_timeout, connect=settings.connect_timeout),
            follow_redirects=False,
            event_hooks={"response": [_check_redirect]},  # before httpx itself stumbles over a bad location
            trust_env=False,
        )

    def __enter__(self) -> Downloader:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._client.close()

    def fetch(self, wanted: Wanted, received: Callable[[int], None] = lambda _: None) -> Outcome:
        """Bring ``wanted.path`` up to date; ``received`` is told the sizes of what arrives, in bytes.

        Raises:
            DownloadError: why not. A file that was there stays; a part is kept where the next attempt can go on.
        """
        host = _checked_url(wanted.url).host
        target = Target(wanted.path)
        had, known = None, None
        if wanted.path.is_file():
            had = sha256_of(wanted.path)
            if had == wanted.sha256:
                return Outcome.UNCHANGED
            known = target.record_of(had)
            if known is None and wanted.sha256 is None:
                return Outcome.KEPT
            if known is None:
                raise DownloadError(
                    f"{wanted.path}: was not put there by kb pull and is not what sha256 says; remove it to download it"
                )
        if known is not None and (known.url != wanted.url or wanted.sha256):
            known = None  # another source, or another version, is wanted: "unchanged" is no answer
        self._backend.deadline = self._clock() + self._settings.total_timeout
        attempts = 1 if self._hosts.is_unreachable(host) else 1 + self._settings.retries
        for attempt in range(attempts):
            try:
                digest = self._attempt(wanted, target, known, received)
            except (_Again, UnknownHost, httpx.TransportError, httpx.DecodingError) as error:
                again = self._judged(error)
                if attempt + 1 == attempts:
                    break
                self._wait(again, attempt)
            else:
                self._hosts.reached(self._asked)
                return Outcome.UNCHANGED if digest in (None, had) else Outcome.DOWNLOADED
        (self._hosts.reached if again.reached else self._hosts.not_reached)(self._asked)
        times = f" ({attempts} attempts)" if attempts > 1 else ""
        raise DownloadError(
            f"{again}{times}; {'' if again.reached else 'check the URL and the network, or '}try again later"
        )

    # -- one attempt ---------------------------------------------------------------------------------------------

    def _attempt(
        self, wanted: Wanted, target: Target, known: Record | None, received: Callable[[int], None]
    ) -> str | None:
        """Checksum of the new file; None where the server says that the old one is the current one."""
        headers: dict[str, str] = {}
        if known is not None and known.etag:
            headers["If-None-Match"] = known.etag
        if known is not None and known.last_modified:
            headers["If-Modified-Since"] = known.last_modified
        conditional = bool(headers)
        offset, part = target.unfinished(wanted.url) or (0, None)
        if part is not None and part.resume_by:
            headers |= {"Range": f"bytes={offset}-", "If-Range": part.resume_by}
        with self._answer(wanted, headers) as response:
            total = None
            if response.status_code == 304 and conditional:
                target.discard_part()
                return None
            if response.status_code == 200:
                offset = 0
                target.begin(answers.record(wanted.url, response.headers))
            elif response.status_code == 206 and part and answers.continues(response.headers, offset, part):
                total = (answers.content_range(response.headers) or (0, None))[1]
            elif response.status_code in (206, 416):
                target.discard_part()
                raise _Again("the server's answer does not continue what is there", wait=0.0)
            else:
                raise _status_failure(response)
            size = self._store(response, target, offset, received)
        if total is not None and size != total:
            target.discard_part()
            raise _Again(f"{size:,} bytes came where {total:,} were announced", wait=0.0)
        return self._finish(wanted, target, resumed=offset > 0)

    def _store(self, response: httpx.Response, target: Target, offset: int, received: Callable[[int], None]) -> int:
        """Write the body to the part, to disk; returns the part's size."""
        encoding = response.headers.get("content-encoding", "").lower()
        if encoding not in ("", "identity", "gzip", "deflate"):
            raise DownloadError(f"the server compresses as {encoding[:20]!r}, which was not asked for; tell its owner")
        plain = encoding in ("", "identity")
        announced = response.headers.get("content-length", "")
        if plain and announced.isdigit() and offset + int(announced) > self._max_bytes:
            target.discard_part()
            raise self._too_large(f"{offset + int(announced):,} bytes")
        size = offset
        with target.open_part(append=offset > 0) as out:
            for chunk in response.iter_raw() if plain else response.iter_bytes():
                size += len(chunk)
                if size > self._max_bytes:
                    break
                try:
                    out.write(chunk)
                except OSError as error:
                    raise DownloadError(
                        f"{target.part}: cannot be written ({error.strerror}); free some space"
                    ) from None
                received(len(chunk))
            out.flush()
            os.fsync(out.fileno())
        if size > self._max_bytes:
            target.discard_part()
            raise self._too_large("it")
        return size

    def _finish(self, wanted: Wanted, target: Target, *, resumed: bool) -> str:
        data = target.part.read_bytes()
        digest = hashlib.sha256(data).hexdigest()
        try:
            if wanted.sha256 and digest != wanted.sha256:
                raise DownloadError(
                    f"{wanted.path.name}: checksum differs from the manifest's; the text was updated, or is not the "
                    "one meant: look at it, then correct sha256"
                )
            check_looks(data, wanted.path.name)
        except DownloadError as error:
            target.discard_part()
            if resumed:  # its two ends may not belong together, whatever the server said
                raise _Again(str(error), wait=0.0) from None
            raise
        target.finish(digest)
        return digest

    # -- requests ------------------------------------------------------------------------------------------------

    @contextmanager
    def _answer(self, wanted: Wanted, headers: dict[str, str]) -> Iterator[httpx.Response]:
        """The answer at the end of the redirects, its body not read yet."""
        here = _checked_url(wanted.url)
        seen = {here}
        while True:
            self._asked = here.host
            with self._hosts.turn(here.host), self._client.stream("GET", here, headers=headers) as response:
                if response.status_code not in _REDIRECTS:
                    yield response
                    return
                onward = _redirected(response)
            if onward in seen:
                raise DownloadError(f"redirects in a circle ({onward}); correct download_url")
            if len(seen) > _MAX_REDIRECTS:
                raise DownloadError(f"more than {_MAX_REDIRECTS} redirects; correct download_url")
            if here.scheme == "https" and onward.scheme != "https" and not wanted.sha256:
                raise DownloadError(
                    f"redirects from https to {onward}, which anyone on the way could change; give sha256"
                )
            seen.add(onward)
            here = onward

    # -- failures ------------------------------------------------------------------------------------------------

    def _judged(self, error: Exception) -> _Again:
        """What is to be said and waited.

        Raises:
            DownloadError: no further attempt would help.
        """
        if self._clock() >= self._backend.deadline:
            raise self._too_slow() from None
        if isinstance(error, _Again):
            return error
        if isinstance(error, UnknownHost):
            return _Again(str(error), reached=False)
        cause: BaseException | None = error
        while cause is not None:
            if isinstance(cause, ssl.SSLCertVerificationError):
                raise DownloadError(f"the server's certificate is not accepted: {cause.verify_message}") from None
            cause = cause.__cause__ or cause.__context__
        said = " ".join(str(error).split())[:200] or "no reason given"
        reached = not isinstance(error, httpx.ConnectError | httpx.ConnectTimeout)
        if isinstance(error, httpx.TimeoutException):
            said = "the server is silent" if reached else "no connection"
        return _Again(said, reached=reached)

    def _wait(self, again: _Again, attempt: int) -> None:
        longest = self._settings.max_wait
        wait = min(longest, _FIRST_WAIT * 2**attempt) * self._jitter(0.5, 1.0) if again.wait is None else again.wait
        if wait > longest:
            raise DownloadError(f"{again}: the server asks to wait {wait:,.0f} s; run kb pull again after that")
        if self._clock() + wait >= self._backend.deadline:
            raise self._too_slow()
        self._sleep(wait)

    def _too_slow(self) -> DownloadError:
        seconds = self._settings.total_timeout
        return DownloadError(f"not complete after {seconds:,.0f} s; try again, or raise pull.total_timeout")

    def _too_large(self, what: str) -> DownloadError:
        return DownloadError(
            f"{what} exceeds the limit of {self._max_bytes:,} bytes; raise ingest.max_bytes to allow it"
        )


def _status_failure(response: httpx.Response) -> Exception:
    status = response.status_code
    said = answers.status_text(status)
    if status in answers.PASSING:
        return _Again(said, answers.retry_after(response.headers))
    return DownloadError(f"{said}; {_ADVICE.get(status, 'check download_url')}")


def _checked_url(url: str | httpx.URL) -> httpx.URL:
    try:
        parsed = httpx.URL(url)
    except (httpx.InvalidURL, ValueError, TypeError) as error:
        raise DownloadError(f"{str(url)[:200]!r} is no URL ({error}); correct it") from None
    if parsed.scheme not in ("http", "https") or not parsed.host:
        raise DownloadError(f"{str(parsed)[:200]} is not downloaded: only http and https are; correct download_url")
    if parsed.port is not None and not 0 < parsed.port < 65_536:
        raise DownloadError(f"{str(parsed)[:200]} is no URL: there is no port {parsed.port}; correct it")
    if parsed.userinfo:
        raise DownloadError(f"the URL on {parsed.host} holds a name or password; official texts need none")
    return parsed


def _check_redirect(response: httpx.Response) -> None:
    if response.status_code in _REDIRECTS:
        _redirected(response)


def _redirected(response: httpx.Response) -> httpx.URL:
    location = response.headers.get("location", "")
    if not location:
        raise DownloadError("redirects without saying where; check download_url")
    try:
        onward = response.url.join(location)
    except (httpx.InvalidURL, ValueError) as error:
        raise DownloadError(f"redirects to {location[:200]!r}, which is no URL ({error})") from None
    return _checked_url(onward.copy_with(fragment=None))


def _user_agent(contact: str) -> str:
    about = f"kb pull; +{contact}" if contact else "kb pull"
    return f"policy-kb/{version('policy-kb')} ({about})"
