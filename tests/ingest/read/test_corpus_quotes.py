"""The readers of PDF, RTF, EPUB, spreadsheets and DOCX against the real corpus: nothing lost, nothing in between."""

from __future__ import annotations

import io
import json
import logging
import re
import tomllib
import unicodedata
from collections import Counter, defaultdict
from functools import cache
from pathlib import Path
from typing import Any

import pypdf
import pytest
from pypdf.errors import DependencyError

from ingest.read import epub, pdf, rtf, sheets
from ingest.read.blocks import Block, BlockKind, Reading
from ingest.read.pdf_furniture import without_furniture
from kb.errors import NoTextError

READERS = {".pdf": pdf, ".rtf": rtf, ".epub": epub, ".xls": sheets, ".xlsx": sheets}
_WORD = re.compile(r"[^\W_]+")
_NO_TEXT = ("Cc", "Co", "Cs", "Cn")  # control, private use, half a surrogate pair, unassigned
# Its pages are halves of printed sheets; pypdf reads the other half too, which is outside the visible page.
_CROPPED = "de-bgbl-2010-2279-no-text-layer"
_SAMPLED_PAGES = 8  # of each PDF; pypdf takes a second for a few pages

pytestmark = pytest.mark.corpus


def documents(shared: Path) -> dict[str, dict[str, Any]]:
    found = {}
    for manifest in ("corpus.toml", "distractors.toml"):
        for document in tomllib.loads((shared / "corpus" / manifest).read_text(encoding="utf-8"))["document"]:
            if Path(document.get("file", "")).suffix in READERS:
                found[document["id"]] = document
    return found


@cache
def source_of(path: Path) -> pdf.Source:
    return pdf.opened(path.read_bytes(), path.name)


@cache
def reading_of(path: Path) -> Reading:
    if path.suffix == ".pdf":
        return pdf.arranged(source_of(path), path.name)
    return READERS[path.suffix].read(path.read_bytes(), name=path.name)


def alnum(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())


def test_every_gold_quote_is_whole_in_two_neighbouring_blocks(shared: Path) -> None:
    known = documents(shared)
    quotes: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for line in (shared / "golden" / "dev.jsonl").read_text(encoding="utf-8").splitlines():
        question = json.loads(line)
        for gold in question["gold"]:
            if gold["doc"] in known:
                quotes[gold["doc"]].append((question["id"], gold["quote"]))
    assert quotes
    broken = []
    for doc, wanted in quotes.items():
        blocks = reading_of(shared / "corpus" / known[doc]["file"]).blocks
        body = [alnum(block.text) for block in blocks if block.kind is not BlockKind.NOTE]
        pairs = [first + second for first, second in zip(body, [*body[1:], ""], strict=True)]
        broken += [(doc, number) for number, quote in wanted if not any(alnum(quote) in pair for pair in pairs)]
    assert broken == []


def test_every_document_reads_or_says_that_it_has_no_text(shared: Path, capfd: pytest.CaptureFixture[str]) -> None:
    for document in documents(shared).values():
        path = shared / "corpus" / document["file"]
        try:
            reading = reading_of(path)
        except NoTextError as error:
            assert str(error).startswith(path.name)
            continue
        assert [
            block.text for block in reading.blocks if block.text != " ".join(block.text.split()) or not block.text
        ] == []
        assert not [block.text for block in reading.blocks for c in block.text if unicodedata.category(c) in _NO_TEXT]
        pages = [block.page for block in reading.blocks if block.page and block.kind is not BlockKind.NOTE]
        assert pages == sorted(pages) and (not pages or pages[-1] <= len(reading.page_labels))
    assert capfd.readouterr() == ("", "")


def test_the_words_of_pdf_pages_are_all_there(shared: Path) -> None:
    """Against pypdf, which extracts text in quite another way. Running headers and footers aside."""
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    poor = []
    for document in documents(shared).values():
        path = shared / "corpus" / document["file"]
        if path.suffix != ".pdf" or document["id"] == _CROPPED:
            continue
        pages = source_of(path).pages
        kept, _ = without_furniture(pages)
        try:
            other = pypdf.PdfReader(io.BytesIO(path.read_bytes())).pages
            len(other)
        except DependencyError:  # AES, which pypdf reads only with a package we do not need
            continue
        blocks = reading_of(path).blocks
        found = expected = 0
        for index in range(0, len(pages), max(1, len(pages) // _SAMPLED_PAGES)):
            furniture = Counter(_words(line.text for line in {*pages[index].lines} - {*kept[index].lines}))
            # blocks go on over pages, and what pypdf splits or joins differently still counts as there
            near = _words(block.text for block in blocks if index <= (block.page or 0) <= index + 2)
            run = "".join(near)
            have = Counter(near)
            for word, count in (Counter(_words([other[index].extract_text()])) - furniture).items():
                expected += count
                found += count if have[word] >= count or word in run else have[word]
        if found < 0.97 * expected:
            poor.append((path.name, found, expected))
    assert poor == []


def _words(texts: Any) -> list[str]:
    return [word for text in texts for word in _WORD.findall(text.casefold())]


def test_articles_of_a_code_in_two_columns_come_in_order(shared: Path) -> None:
    blocks = reading_of(shared / "corpus/it/codice-civile-2018.pdf").blocks
    numbers = [int(match.group(1)) for block in blocks if (match := _article(block))]
    cooperative = [number for number in numbers if 2511 <= number <= 2545]
    assert set(range(2511, 2546)) <= set(cooperative)
    assert cooperative[: len(set(cooperative))] == sorted(cooperative)[: len(set(cooperative))]


def _article(block: Block) -> re.Match[str] | None:
    return re.match(r"Art\. (\d+)(?!\d|[- ](?:bis|ter))", block.text) if block.kind is BlockKind.HEADING else None
