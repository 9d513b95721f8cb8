"""The real corpus in XML, HTML, Markdown and plain text: everything is read, and nothing of the law is lost."""

from __future__ import annotations

import html
import json
import re
import tomllib
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from eval.matching import matches
from ingest.read import SUFFIXES, BlockKind, Reading, format_of, join, read

pytestmark = pytest.mark.corpus

FORMATS = ("xml", "html", "markdown", "text")
#: Pages with as much navigation as law, and texts where a running head stands on every page: words are lost on purpose.
FURNISHED = re.compile(r"hawaii-421i|mx/ley|/my/|\Amy/|worker-cooperative-code|ica-co-operative")


@cache
def documents(shared: Path) -> dict[str, tuple[tuple[Path, ...], str]]:
    """Document id → its files, its language; only those that are wholly in our formats."""
    found = {}
    for manifest in ("corpus.toml", "distractors.toml"):
        for entry in tomllib.loads((shared / "corpus" / manifest).read_text("utf-8"))["document"]:
            files = tuple(shared / "corpus" / name for name in entry.get("files", [entry.get("file")]))
            if all(SUFFIXES.get(file.suffix) in FORMATS for file in files):
                found[entry["id"]] = (files, entry["language"])
    return found


@cache
def reading(shared: Path, document: str) -> Reading:
    files, language = documents(shared)[document]
    return join([read(file.read_bytes(), name=file.name, language=language) for file in files])


def words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text.casefold()))


def independent_text(file: Path) -> str:
    """The words of a file by the simplest means there are."""
    text = file.read_text("utf-8-sig")
    if file.suffix == ".xml":
        text = re.sub(r"(?s)<Identification.*?</Identification>|<RecentAmendments.*?</RecentAmendments>", " ", text)
        text = re.sub(r"(?s)<meta>.*?</meta>|<FootnoteRef.*?</FootnoteRef>", " ", text)
        text = re.sub(r"</?(?:XRef|Defined|ins|ref|Sup|Emph)[^>]*>", "", text)
    elif file.suffix == ".html":
        text = re.sub(r"(?is)<(style|script|head)\b.*?</\1>", " ", text)
        text = re.sub(r"(?is)<span[^>]*display: none[^>]*>[^<]*", " ", text)
        text = re.sub(r"(?i)</?(?:font|span|b|i|a|u)\b[^>]*>", "", text)
    else:
        text = re.sub(r"(?sm)^---\n(?:[^\n]*\n){1,40}?---$", " ", text)
        text = re.sub(r"\]\([^)]*\)", "] ", re.sub(r"(?s)<!--.*?-->|\{%.*?%\}|\^\d+", "", text))
        text = re.sub(r"(\w)-\n(?=[a-z])", r"\1", re.sub(r"[\\*_]", "", text))
    return html.unescape(re.sub(r"<[A-Za-z/!?][^>]*>", "" if file.suffix == ".md" else " ", text))


def test_every_document_is_read(shared: Path) -> None:
    assert len(documents(shared)) > 90
    for document in documents(shared):
        got = reading(shared, document)
        assert len(got.blocks) > 5, document
        for block in got.blocks:
            assert block.text == " ".join(block.text.split()) != "", (document, block)


def test_no_word_of_the_law_is_lost(shared: Path) -> None:
    for document, (files, language) in documents(shared).items():
        for file in files:
            if FURNISHED.search(file.relative_to(shared / "corpus").as_posix()):
                continue
            got = read(file.read_bytes(), name=file.name, language=language)
            expected = words(independent_text(file))
            missing = expected - words(re.sub(r"[*_]", "", " ".join(block.text for block in got.blocks)))
            share = 1 - missing.total() / expected.total()
            assert share >= 0.98, (document, file.name, share, missing.most_common(10))


def test_gold_quotes_are_in_one_or_two_blocks_of_law(shared: Path) -> None:
    def reduced(text: str) -> str:
        return re.sub(r"[\W_]+", "", text.casefold())

    law: dict[str, list[str]] = {}
    checked = 0
    for line in (shared / "golden" / "dev.jsonl").read_text("utf-8").splitlines():
        question = json.loads(line)
        for gold in question["gold"]:
            document = gold["doc"]
            if document not in documents(shared):
                continue
            if document not in law:
                blocks = reading(shared, document).blocks
                asides = (BlockKind.NOTE, BlockKind.CONTENTS)
                law[document] = [reduced(block.text) for block in blocks if block.kind not in asides]
            texts, quote = law[document], reduced(gold["quote"])
            pairs = [a + b for a, b in zip(texts, [*texts[1:], ""], strict=True)]
            # a gold quote that was copied with the side heading in it is matched by the contract's rule
            found = any(quote in pair for pair in pairs) or any(matches(pair, quote) for pair in pairs)
            assert found, (question["id"], document, gold["locator"])
            checked += 1
    assert checked > 150


def test_locators_of_gold_provisions_in_structured_xml(shared: Path) -> None:
    """Where the source marks its structure, the block with the gold quote has the gold locator, or a part of it."""

    def reduced(text: str) -> str:
        return re.sub(r"[\W_]+", "", text.casefold())

    checked = 0
    for line in (shared / "golden" / "dev.jsonl").read_text("utf-8").splitlines():
        question = json.loads(line)
        for gold in question["gold"]:
            document = gold["doc"]
            if document not in documents(shared) or documents(shared)[document][0][0].suffix != ".xml":
                continue
            quote = reduced(gold["quote"])
            found = [b.locator for b in reading(shared, document).blocks if quote in reduced(b.text)]
            if not found:
                continue  # the quote runs over two blocks
            wanted = reduced(gold["locator"])
            assert any(reduced(f).startswith(wanted) or wanted.startswith(reduced(f)) for f in found), (
                question["id"],
                gold["locator"],
                found,
            )
            checked += 1
    assert checked > 20


def test_plain_text_rulebooks_have_structure(shared: Path) -> None:
    folder = shared / "bench" / "obliqa" / "documents"
    if not folder.is_dir():
        pytest.skip("the ObliQA documents are not there")
    for file in sorted(folder.glob("*.txt"))[:12]:
        data = file.read_bytes()
        assert format_of(data, name=file.name) == "text"
        got = read(data, name=file.name, language="en")
        kinds = Counter(block.kind for block in got.blocks)
        assert kinds[BlockKind.HEADING] > 5 and kinds[BlockKind.ITEM] > 5, (file.name, kinds)
        expected = words(data.decode("utf-8-sig"))
        missing = expected - words(" ".join(block.text for block in got.blocks))
        assert missing.total() < 0.01 * expected.total(), (file.name, missing.most_common(8))
