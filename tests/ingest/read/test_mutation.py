"""Damaged copies of real files of every format: each is read soundly, or refused in one line; none crashes or hangs.

``KB_TEST_MUTATIONS`` says how many copies in all; 500 take about a minute and a half.
"""

from __future__ import annotations

import io
import os
import random
import re
import zipfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import docx
import openpyxl
import pytest

from ingest.manifest import Source
from ingest.passages import Limits
from ingest.prepare import Bytes, prepare
from ingest.read import SUFFIXES, BlockKind, Reading, read
from kb.errors import SourceError
from kb.model import DocumentMeta, Kind
from tests.ingest.fakes import WordEmbedder
from tests.ingest.read.limits import within

pytestmark = pytest.mark.corpus

COPIES = int(os.environ.get("KB_TEST_MUTATIONS", "72"))
FORMATS = ("docx", "egov", "epub", "html", "lims", "markdown", "pdf", "rtf", "sheets", "text", "xlsx", "xml")
SECONDS = 10
_LARGEST = 400_000  # bytes of a file that is copied
_FILES = 6  # of each format, the smallest


def _docx() -> bytes:
    document = docx.Document()
    document.core_properties.title = "Gardens Act"
    document.add_heading("Part 1 Gardens", 1)
    for number in range(40):
        document.add_paragraph(f"{number}. A garden has a fence of {number} posts.", style="List Number")
    table = document.add_table(rows=3, cols=3)
    for row in table.rows:
        for cell in row.cells:
            cell.text = "Posts and rails"
    table.cell(0, 0).merge(table.cell(0, 1))
    document.add_paragraph().add_run("An old rule.").font.strike = True
    return _saved(document)


def _xlsx() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Form", "Members", "Formed"])
    for number in range(40):
        sheet.append([f"Guild {number}", number, f"=B{number + 2}*2"])
    sheet.merge_cells("A3:A5")
    return _saved(book)


def _saved(document: object) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)  # type: ignore[attr-defined]
    return buffer.getvalue()


@cache
def originals(shared: Path) -> dict[str, list[tuple[str, bytes]]]:
    """Format → names and bytes of small files of the corpus; of our own where it has none."""
    found: dict[str, list[tuple[str, bytes]]] = {"docx": [("act.docx", _docx())], "xlsx": [("forms.xlsx", _xlsx())]}
    for path in sorted((shared / "corpus").rglob("*"), key=lambda path: (path.stat().st_size, path.name)):
        format_ = SUFFIXES.get(path.suffix)
        if format_ is None or path.stat().st_size > _LARGEST:
            continue
        data = path.read_bytes()
        if format_ == "xml":  # several vocabularies
            format_ = "lims" if b"<Statute" in data[:5000] or b"<Regulation" in data[:5000] else format_
            format_ = "egov" if b"<Law " in data[:5000] else format_
        files = found.setdefault(format_, [])
        if len(files) < _FILES:
            files.append((path.name, data))
    return found


def mutated(data: bytes, others: Sequence[bytes], chance: random.Random) -> bytes:
    """A damaged copy of ``data``; of an archive, half of the times one with a damaged file inside a sound archive."""
    if data.startswith(b"PK") and chance.random() < 0.6:
        return _rezipped(data, chance)
    return _damaged(data, others, chance)


def _damaged(data: bytes, others: Sequence[bytes], chance: random.Random) -> bytes:
    copy = bytearray(data)
    begin = chance.randrange(len(copy))
    length = chance.randrange(1, max(2, min(len(copy) // 4, 20_000)))
    match chance.randrange(7):
        case 0:
            for _ in range(chance.choice((1, 5, 50, 500))):
                copy[chance.randrange(len(copy))] ^= 1 << chance.randrange(8)
        case 1:
            del copy[begin:]
        case 2:
            other = chance.choice(others)
            copy[begin:] = other[chance.randrange(len(other)) :]
        case 3:
            copy[begin : begin + length] = bytes(len(copy[begin : begin + length]))
        case 4:
            copy[begin:begin] = copy[chance.randrange(len(copy)) :][:length]
        case 5:
            del copy[begin : begin + length]
        case 6:
            copy[begin : begin + length] = chance.randbytes(min(length, 300))
    return bytes(copy)


def _rezipped(data: bytes, chance: random.Random) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        names = source.namelist()
        damaged = chance.choice([name for name in names if source.getinfo(name).file_size])
        for name in names:
            body = source.read(name)
            if name == damaged:
                body = _damaged(
                    body, [source.read(other) for other in names if source.getinfo(other).file_size], chance
                )
            target.writestr(name, body)
    return buffer.getvalue()


def cases(shared: Path, format_: str, copies: int) -> list[tuple[str, bytes]]:
    files = originals(shared)[format_]
    others = [data for _, data in files] + [data for name in FORMATS for _, data in originals(shared)[name][:1]]
    chance = random.Random(f"{format_} 20250101")
    return [(name, mutated(data, others, chance)) for name, data in (chance.choice(files) for _ in range(copies))]


def check(reading: Reading) -> None:
    """What holds of every reading."""
    assert reading.blocks
    for block in reading.blocks:
        assert block.text and block.text == " ".join(block.text.split()), block
        assert not re.search("[\x00-\x1f\x7f\u202a-\u202e\ud800-\udfff]", block.text), block
        assert 0 <= block.level <= 9 or block.kind is BlockKind.ITEM
        assert block.kind is not BlockKind.HEADING or block.level >= 1, block
        assert block.page is None or 1 <= block.page <= max(1, len(reading.page_labels)), block
    assert all(warning and "\n" not in warning for warning in reading.warnings)
    assert all(isinstance(value, str) for value in reading.metadata.values())
    assert reading.title == " ".join(reading.title.split())


def one_line(error: SourceError, name: str) -> None:
    assert "\n" not in str(error) and name in str(error) and len(str(error)) < 500, str(error)
    assert "Traceback" not in str(error)


@pytest.mark.parametrize("format_", FORMATS)
def test_a_damaged_copy_is_read_soundly_or_refused(
    shared: Path, format_: str, capfd: pytest.CaptureFixture[str]
) -> None:
    for number, (name, data) in enumerate(cases(shared, format_, max(1, COPIES // len(FORMATS)))):
        case = f"{format_} {number} ({name}, {len(data)} bytes)"
        try:
            with within(SECONDS):
                check(read(data, name=name))
        except SourceError as error:
            one_line(error, name)
        except BaseException as error:
            raise AssertionError(f"{case}: {type(error).__name__}: {error}") from error
        assert capfd.readouterr() == ("", ""), case


@pytest.mark.parametrize("format_", FORMATS)
def test_a_damaged_copy_is_prepared_whole_or_not_at_all(shared: Path, format_: str) -> None:
    embedder = WordEmbedder()
    for number, (name, data) in enumerate(cases(shared, format_, max(1, COPIES // len(FORMATS) // 5))):
        meta = DocumentMeta("damaged", "Damaged", Kind.LAW, "FR", "fr")
        source = Source(meta, (Path(name),))
        try:
            with within(3 * SECONDS):
                content = prepare(Bytes(source, (data,)), "mark", embedder.count_tokens, Limits.within(128, 96))
        except SourceError as error:
            one_line(error, name)
            continue
        except BaseException as error:
            raise AssertionError(f"{format_} {number} ({name}): {type(error).__name__}: {error}") from error
        assert content.passages
        assert all(passage.span.of(content.text) == passage.text for passage in content.passages)
        content.text.encode("utf-8")
