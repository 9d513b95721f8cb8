"""Downloading from a server that misbehaves: the file is whole or not there, and the reason is one line."""

from __future__ import annotations

import gzip
import hashlib
import json
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.pull.download import Downloader, Outcome, Wanted
from kb.errors import DownloadError
from tests.ingest.pull.misbehaving import (
    Server,
    announces,
    breaks_off,
    drips,
    endless,
    garbage,
    redirect,
    serve,
    silent,
    status,
)

Make = Callable[..., Downloader]

LAW = b"<?xml version='1.0'?>\n<law>" + b"<p>Every member has one vote.</p>" * 400 + b"</law>\n"
NEWER = LAW.replace(b"one vote", b"two votes")
LAST_YEAR = "Thu, 02 Jan 2025 03:04:05 GMT"


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@pytest.fixture
def law(tmp_path: Path) -> Path:
    return tmp_path / "act.xml"


def left_over(path: Path) -> list[str]:
    """Names in the folder besides the file and its record."""
    return sorted(p.name for p in path.parent.iterdir() if p.name not in (path.name, f".{path.name}.pull.json"))


def refuses(downloader: Downloader, wanted: Wanted, words: str) -> None:
    """Fails with ``words`` in one line, and leaves nothing under the final name."""
    with pytest.raises(DownloadError) as caught:
        downloader.fetch(wanted)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)
    assert not wanted.path.exists()


# -- as it should be ---------------------------------------------------------------------------------------------------


def test_a_file_comes_whole(server: Server, make: Make, law: Path) -> None:
    sizes: list[int] = []
    assert make().fetch(Wanted(server.on("/a", serve(LAW)), law), sizes.append) is Outcome.DOWNLOADED
    assert law.read_bytes() == LAW
    assert sum(sizes) == len(LAW)
    assert left_over(law) == []


def test_the_server_is_told_who_asks(server: Server, make: Make, law: Path) -> None:
    make(contact="https://example.org/kb").fetch(Wanted(server.on("/a", serve(LAW)), law))
    (asked,) = server.asked("/a")
    assert asked["user-agent"].startswith("policy-kb/")
    assert "+https://example.org/kb" in asked["user-agent"]
    assert "authorization" not in asked and "cookie" not in asked


@pytest.mark.parametrize("validators", [{"etag": '"1"'}, {"etag": 'W/"1"'}, {"modified": LAST_YEAR}])
def test_what_the_server_says_is_current_does_not_come_again(
    server: Server, make: Make, law: Path, validators: dict[str, str]
) -> None:
    wanted = Wanted(server.on("/a", serve(LAW, **validators)), law)
    assert make().fetch(wanted) is Outcome.DOWNLOADED
    before = law.stat().st_mtime_ns
    sizes: list[int] = []
    assert make().fetch(wanted, sizes.append) is Outcome.UNCHANGED
    assert sizes == [] and law.stat().st_mtime_ns == before


@pytest.mark.parametrize("etag", ['"é"', '"' + "x" * 5000 + '"'])
def test_a_validator_that_cannot_be_sent_back_is_none(server: Server, make: Make, law: Path, etag: str) -> None:
    wanted = Wanted(server.on("/a", breaks_off(LAW, 50, etag=etag), serve(LAW, etag=etag)), law)
    assert make().fetch(wanted) is Outcome.DOWNLOADED
    assert make().fetch(wanted) is Outcome.UNCHANGED
    assert all("if-none-match" not in asked and "if-range" not in asked for asked in server.asked("/a"))


def test_a_newer_version_replaces_the_file(server: Server, make: Make, law: Path) -> None:
    wanted = Wanted(server.on("/a", serve(LAW, etag='"1"')), law)
    make().fetch(wanted)
    server.on("/a", serve(NEWER, etag='"2"'))
    assert make().fetch(wanted) is Outcome.DOWNLOADED
    assert law.read_bytes() == NEWER


def test_the_same_bytes_from_a_server_without_validators_are_unchanged(server: Server, make: Make, law: Path) -> None:
    wanted = Wanted(server.on("/a", serve(LAW)), law)
    make().fetch(wanted)
    assert make().fetch(wanted) is Outcome.UNCHANGED


def test_a_failure_leaves_the_old_file(server: Server, make: Make, law: Path) -> None:
    wanted = Wanted(server.on("/a", serve(LAW, etag='"1"')), law)
    make().fetch(wanted)
    server.on("/a", breaks_off(NEWER, 100, etag='"2"'))
    with pytest.raises(DownloadError):
        make(retries=1).fetch(wanted)
    assert law.read_bytes() == LAW
    server.on("/a", serve(NEWER, etag='"2"'))  # and the next run completes the new one
    assert make().fetch(wanted) is Outcome.DOWNLOADED
    assert law.read_bytes() == NEWER
    assert server.asked("/a")[-1]["range"] == "bytes=100-"


def test_the_right_checksum_needs_no_request(server: Server, make: Make, law: Path) -> None:
    law.write_bytes(LAW)
    assert make().fetch(Wanted(server.on("/a", serve(NEWER)), law, sha(LAW))) is Outcome.UNCHANGED
    assert server.requests == []


def test_a_file_of_the_user_is_never_replaced(server: Server, make: Make, law: Path) -> None:
    wanted = Wanted(server.on("/a", serve(LAW, etag='"1"')), law)
    make().fetch(wanted)
    law.write_bytes(b"<law>corrected by hand</law>")
    assert make().fetch(wanted) is Outcome.KEPT
    with pytest.raises(DownloadError, match="not put there by kb pull"):
        make().fetch(Wanted(wanted.url, law, sha(LAW)))
    assert law.read_bytes() == b"<law>corrected by hand</law>"
    assert len(server.requests) == 1


def test_another_url_for_the_same_file_is_asked_without_conditions(server: Server, make: Make, law: Path) -> None:
    make().fetch(Wanted(server.on("/a", serve(LAW, etag='"1"')), law))
    assert make().fetch(Wanted(server.on("/b", serve(NEWER, etag='"1"')), law)) is Outcome.DOWNLOADED
    assert law.read_bytes() == NEWER


# -- broken connections ------------------------------------------------------------------------------------------------


def test_a_broken_download_goes_on_where_it_broke(server: Server, make: Make, law: Path) -> None:
    url = server.on("/a", breaks_off(LAW, 5000, etag='"1"'), serve(LAW, etag='"1"'))
    sizes: list[int] = []
    assert make().fetch(Wanted(url, law, sha(LAW)), sizes.append) is Outcome.DOWNLOADED
    assert server.asked("/a")[1]["range"] == "bytes=5000-"
    assert server.asked("/a")[1]["if-range"] == '"1"'
    assert sum(sizes) == len(LAW)  # nothing came twice


def test_it_goes_on_by_date_too_if_that_is_old_enough(server: Server, make: Make, law: Path) -> None:
    now = format_datetime(datetime.now(UTC) - timedelta(seconds=5), usegmt=True)
    make().fetch(Wanted(server.on("/a", breaks_off(LAW, 9, modified=LAST_YEAR), serve(LAW, modified=LAST_YEAR)), law))
    assert server.asked("/a")[1]["if-range"] == LAST_YEAR
    fresh = law.with_name("b.xml")
    make().fetch(Wanted(server.on("/b", breaks_off(LAW, 9, modified=now), serve(LAW, modified=now)), fresh))
    assert "range" not in server.asked("/b")[1]
    assert law.read_bytes() == fresh.read_bytes() == LAW


@pytest.mark.parametrize(
    "then",
    [
        serve(LAW, etag='"1"', ranges=False),
        serve(LAW, etag='"2"'),  # changed meanwhile
        serve(LAW),
    ],
)
def test_a_server_without_ranges_sends_it_all_again(server: Server, make: Make, law: Path, then: object) -> None:
    assert make().fetch(Wanted(server.on("/a", breaks_off(NEWER, 5000, etag='"1"'), then), law)) is Outcome.DOWNLOADED
    assert law.read_bytes() == LAW


@pytest.mark.parametrize("etag", [None, 'W/"1"'])
def test_without_a_strong_validator_nothing_is_continued(
    server: Server, make: Make, law: Path, etag: str | None
) -> None:
    make().fetch(Wanted(server.on("/a", breaks_off(LAW, 5000, etag=etag), serve(LAW, etag=etag)), law))
    assert "range" not in server.asked("/a")[1]
    assert law.read_bytes() == LAW


@pytest.mark.parametrize(
    "answer",
    [
        status(206, LAW[4000:], Content_Range=f"bytes 4000-{len(LAW) - 1}/{len(LAW)}"),  # not where we were
        status(206, LAW[5000:]),  # does not say where
        status(206, LAW[5000:], Content_Range="pages 5-9/9"),
        status(206, LAW[5000:], Content_Range=f"bytes 5000-{len(LAW) - 1}/{len(LAW)}", ETag='"2"'),  # of another
        status(206, LAW[5000:9000], Content_Range=f"bytes 5000-8999/{len(LAW)}"),  # not all of the rest
        status(416, Content_Range=f"bytes */{len(LAW)}"),
    ],
)
def test_a_rest_that_does_not_fit_is_thrown_away(server: Server, make: Make, law: Path, answer: object) -> None:
    url = server.on("/a", breaks_off(LAW, 5000, etag='"1"'), answer, serve(LAW, etag='"1"'))
    assert make().fetch(Wanted(url, law)) is Outcome.DOWNLOADED
    assert law.read_bytes() == LAW


def test_two_versions_spliced_by_the_server_are_found_out_by_the_checksum(
    server: Server, make: Make, law: Path
) -> None:
    lying = serve(NEWER, etag='"1"')
    url = server.on("/a", breaks_off(LAW, 5000, etag='"1"'), lying, lying)
    assert make().fetch(Wanted(url, law, sha(NEWER))) is Outcome.DOWNLOADED
    assert law.read_bytes() == NEWER


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(breaks=st.lists(st.integers(0, len(LAW) - 1), max_size=4), ranges=st.booleans())
def test_wherever_it_breaks_the_file_is_whole_in_the_end(
    server: Server, make: Make, tmp_path: Path, breaks: list[int], ranges: bool
) -> None:
    law = tmp_path / f"{len(server.requests)}.xml"
    script = [breaks_off(LAW, after, etag='"1"') for after in breaks]
    make().fetch(Wanted(server.on("/a", *script, serve(LAW, etag='"1"', ranges=ranges)), law))
    assert law.read_bytes() == LAW
    assert not law.with_name(f".{law.name}.part").exists()


def test_a_body_shorter_than_announced_is_no_file(server: Server, make: Make, law: Path) -> None:
    refuses(make(retries=2), Wanted(server.on("/a", announces(len(LAW) + 10, LAW)), law), "(3 attempts)")
    assert len(server.requests) == 3


def test_a_body_longer_than_announced_is_found_out_by_its_form(server: Server, make: Make, law: Path) -> None:
    refuses(make(), Wanted(server.on("/a", announces(len(LAW) - 100, LAW)), law), "damaged or cut off")


def test_what_is_no_http_is_told(server: Server, make: Make, law: Path) -> None:
    refuses(make(retries=0), Wanted(server.on("/a", garbage()), law), "try again later")


def test_a_crash_between_renaming_and_recording_is_no_change_by_hand(server: Server, make: Make, law: Path) -> None:
    wanted = Wanted(server.on("/a", serve(LAW, etag='"1"')), law)
    make().fetch(wanted)
    record = law.with_name(".act.xml.pull.json")
    state = json.loads(record.read_text())
    record.write_text(json.dumps({"part": state["file"]}))
    assert make().fetch(wanted) is Outcome.UNCHANGED
    assert server.asked("/a")[-1]["if-none-match"] == '"1"'


@pytest.mark.parametrize("damage", ["", "{", '{"file": 3}', "\0"])
def test_a_damaged_record_means_that_nothing_is_known(server: Server, make: Make, law: Path, damage: str) -> None:
    wanted = Wanted(server.on("/a", serve(LAW, etag='"1"')), law)
    make().fetch(wanted)
    law.with_name(".act.xml.pull.json").write_text(damage)
    assert make().fetch(wanted) is Outcome.KEPT
    law.unlink()
    assert make().fetch(wanted) is Outcome.DOWNLOADED


def test_a_link_in_the_place_of_the_part_is_not_written_through(server: Server, make: Make, law: Path) -> None:
    victim = law.with_name("victim")
    victim.write_text("keep me")
    url = server.on("/a", breaks_off(LAW, 50, etag='"1"'), serve(LAW, etag='"1"'))
    with pytest.raises(DownloadError):
        make(retries=0).fetch(Wanted(url, law))
    part = law.with_name(".act.xml.part")
    part.unlink()
    part.symlink_to(victim)
    with pytest.raises(DownloadError, match="cannot be written"):
        make(retries=0).fetch(Wanted(url, law))
    assert victim.read_text() == "keep me"


# -- failures that pass, and that do not -------------------------------------------------------------------------------


def test_after_errors_comes_another_attempt_each_later(
    server: Server, make: Make, law: Path, waits: list[float]
) -> None:
    assert make().fetch(Wanted(server.on("/a", status(500), status(502), status(503), serve(LAW)), law))
    assert law.read_bytes() == LAW
    assert [0.5 * 2**n <= wait <= 2**n for n, wait in enumerate(waits)] == [True] * 3


def test_the_server_says_how_long_to_wait(server: Server, make: Make, law: Path, waits: list[float]) -> None:
    date = format_datetime(datetime.now(UTC) + timedelta(seconds=30), usegmt=True)
    url = server.on("/a", status(429, Retry_After="7"), status(503, Retry_After=date), serve(LAW))
    make().fetch(Wanted(url, law))
    assert waits[0] == 7.0
    assert 25 < waits[1] <= 30


def test_a_wait_too_long_is_left_to_the_user(server: Server, make: Make, law: Path, waits: list[float]) -> None:
    refuses(make(), Wanted(server.on("/a", status(429, Retry_After="3600")), law), "asks to wait 3,600 s")
    assert waits == [] and len(server.requests) == 1


@pytest.mark.parametrize("nonsense", ["soon", "-5", "", "Thu, 99 Foo", "1e9"])
def test_nonsense_in_retry_after_is_ignored(
    server: Server, make: Make, law: Path, waits: list[float], nonsense: str
) -> None:
    make().fetch(Wanted(server.on("/a", status(503, Retry_After=nonsense), serve(LAW)), law))
    assert 0.5 <= waits[0] <= 1.0


@pytest.mark.parametrize(
    ("code", "words"), [(404, "correct download_url"), (403, "by hand"), (410, "HTTP 410 Gone"), (204, "HTTP 204")]
)
def test_what_will_not_pass_is_tried_once(server: Server, make: Make, law: Path, code: int, words: str) -> None:
    refuses(make(), Wanted(server.on("/a", status(code)), law), words)
    assert len(server.requests) == 1


def test_unchanged_is_no_answer_to_a_question_that_was_not_asked(server: Server, make: Make, law: Path) -> None:
    refuses(make(), Wanted(server.on("/a", status(304)), law), "HTTP 304")


def test_a_checksum_that_differs_is_told_and_nothing_stays(server: Server, make: Make, law: Path) -> None:
    refuses(make(), Wanted(server.on("/a", serve(NEWER)), law, sha(LAW)), "checksum differs")
    assert left_over(law) == []


def test_a_page_that_says_sorry_is_no_law(server: Server, make: Make, law: Path) -> None:
    page = b"<!DOCTYPE html><html><body>Sorry, not found</body></html>"
    refuses(make(), Wanted(server.on("/a", serve(page)), law), "HTML came instead")
    assert left_over(law) == []


def test_a_dead_host_is_not_tried_again_and_again(server: Server, make: Make, law: Path, waits: list[float]) -> None:
    import socket

    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        dead = f"http://127.0.0.1:{unused.getsockname()[1]}/"
    downloader = make(retries=2)
    refuses(downloader, Wanted(dead, law), "(3 attempts)")
    refuses(downloader, Wanted(dead, law), "try again later")
    assert len(waits) == 2  # between the three attempts of the first only


def test_a_host_that_redirects_to_a_dead_one_is_not_dead_itself(server: Server, make: Make, law: Path) -> None:
    import socket

    with socket.socket() as unused:
        unused.bind(("127.0.0.2", 0))
        url = server.on("/a", redirect(f"http://127.0.0.2:{unused.getsockname()[1]}/"))
    downloader = make(retries=1)
    refuses(downloader, Wanted(url, law), "check the URL and the network")
    assert downloader.fetch(Wanted(server.on("/b", status(503), serve(LAW)), law)) is Outcome.DOWNLOADED


# -- limits ------------------------------------------------------------------------------------------------------------


def test_an_endless_body_ends_at_the_limit(server: Server, make: Make, law: Path) -> None:
    refuses(make(max_bytes=300_000), Wanted(server.on("/a", endless()), law), "limit of 300,000 bytes")
    assert left_over(law) == []


def test_an_announced_size_over_the_limit_is_refused_before_it_comes(server: Server, make: Make, law: Path) -> None:
    sizes: list[int] = []
    with pytest.raises(DownloadError, match=r"ingest\.max_bytes"):
        make(max_bytes=100).fetch(Wanted(server.on("/a", serve(LAW)), law), sizes.append)
    assert sizes == []


def test_compression_nobody_asked_for_is_undone_within_the_limit(server: Server, make: Make, law: Path) -> None:
    url = server.on("/a", serve(gzip.compress(LAW), Content_Encoding="gzip", etag='"1"'))
    make().fetch(Wanted(url, law))
    assert server.asked("/a")[0]["accept-encoding"] == "identity"
    assert law.read_bytes() == LAW
    bomb = server.on("/b", serve(gzip.compress(b" " * 5_000_000), Content_Encoding="gzip"))
    refuses(make(), Wanted(bomb, law.with_name("b.xml")), "limit of 1,000,000 bytes")
    odd = server.on("/c", serve(LAW, Content_Encoding="br"))
    refuses(make(), Wanted(odd, law.with_name("c.xml")), "compresses as 'br'")


@pytest.mark.parametrize("before_headers", [False, True])
def test_a_drip_is_cut_off_in_time(server: Server, make: Make, law: Path, before_headers: bool) -> None:
    began = time.monotonic()
    url = server.on("/a", drips(LAW, 0.05, before_headers=before_headers))
    refuses(make(total_timeout=0.5, read_timeout=5), Wanted(url, law), "not complete after")
    assert time.monotonic() - began < 4  # the whole drip would take ten minutes


def test_silence_is_noticed(server: Server, make: Make, law: Path) -> None:
    refuses(
        make(read_timeout=0.1, retries=1), Wanted(server.on("/a", silent(1.0)), law), "server is silent (2 attempts)"
    )


def test_requests_to_one_host_keep_their_distance(server: Server, make: Make, law: Path, waits: list[float]) -> None:
    downloader = make(delay=3.0)
    url = server.on("/a", redirect("/b"))
    server.on("/b", serve(LAW))
    downloader.fetch(Wanted(url, law))
    assert len(waits) == 1 and 2.5 < waits[0] <= 3.0  # the hop counts as a request
    downloader.fetch(Wanted(url, law.with_name("b.xml")))
    assert len(waits) == 3


# -- redirects ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", [301, 302, 303, 307, 308])
def test_redirects_are_followed(server: Server, make: Make, law: Path, code: int) -> None:
    server.on("/b", serve(LAW))
    assert make().fetch(Wanted(server.on("/a", redirect("/b#part", code)), law)) is Outcome.DOWNLOADED


@pytest.mark.parametrize(
    ("to", "words"),
    [
        ("file:///etc/passwd", "only http and https"),
        ("ftp://example.org/act.xml", "only http and https"),
        ("gopher://example.org/", "only http and https"),
        ("javascript:alert(1)", "only http and https"),
        ("http://10.0.0.1/act.xml", "no public address"),
        ("http://169.254.169.254/latest/meta-data/", "no public address"),
        ("http://[::ffff:10.0.0.1]/", "no public address"),
        ("http://[fe80::1]/", "no public address"),
        ("http://user:secret@example.org/", "name or password"),
        ("http://[::1/", "no URL"),
        ("http://example.org:99999999/", "no URL"),
        ("/a", "in a circle"),
        ("", "without saying where"),
    ],
)
def test_redirects_to_where_nothing_is_to_be_had_are_refused(
    server: Server, make: Make, law: Path, to: str, words: str
) -> None:
    refuses(make(), Wanted(server.on("/a", redirect(to)), law), words)
    assert len(server.requests) == 1


def test_a_chain_of_redirects_ends(server: Server, make: Make, law: Path) -> None:
    for number in range(20):
        server.on(f"/{number}", redirect(f"/{number + 1}"))
    refuses(make(), Wanted(f"http://127.0.0.1:{server.port}/0", law), "more than 8 redirects")
    assert len(server.requests) == 9
    server.on("/x", redirect("/y"))
    refuses(make(), Wanted(server.on("/y", redirect("/x")), law), "in a circle")


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://example.org/a", "http://", "https://[::1", "act.xml"])
def test_only_http_is_downloaded(make: Make, law: Path, url: str) -> None:
    with pytest.raises(DownloadError):
        make().fetch(Wanted(url, law))
