"""Has every provision of a source its section? Found against counted, document by document.

    python -m eval.bench.structure MANIFEST … [--json | --markdown] [--only PART]
        [--sample 300] [--pages 100] [--seed 0]

What is found: the sections that reading and outline give (the files themselves are read; no index, no embedder), notes
and tables of contents left out. What is there: `structure.toml`, counted without any of this project's code. For each
document the raw file was reduced to text by other means (the Markdown or text itself; lxml for HTML and XML, where
Canada's LIMS, Akoma Ntoso and e-Gov number their own elements; poppler's pdftotext for PDF; the RTF and EPUB taken
apart by hand), a regular expression written for that document took the numbers at the beginning of lines, and each gap,
repetition and jump in their order was looked at in the raw file: articles that a law quotes from another, that the
editor gives in two versions, or that a table of contents names are not counted twice, numbers that the source skips
are not counted at all, and provisions repealed together ("§§ 3 bis 6") are one. Counted are top-level provisions:
articles, sections, and the additional, transitional and final provisions and schedules that the law itself numbers.
Not counted: what stands within a Korean or Japanese supplementary provision, transitional articles of the decrees that
amended a Mexican law, recitals, and documents that are not listed (guides; three distractors and two scans whose
numbering was not counted by hand).

The first count owed nothing to what is found. Where the two then differed, the raw file was looked at again, and the
count corrected where that showed it wrong (about fifteen numbers): an error that both make alike would not be seen.

Locators are compared by `kb.locator` key, those of provisions with those of provisions: "art. 7.1", which is an article
in the French of Canada and parses as paragraph 1 of article 7, and one that cannot be parsed are compared as they are
written. A found one is *unexpected* where it lies within no provision that was counted. Exit status 1 when less than
99 % of all are found, or less than 95 % of a document without a reason in `structure.toml`.

`--sample` and `--pages` also compare provisions and pages drawn from the documents with the raw files: see
`eval.bench.fidelity`. They only report.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from eval.bench.fidelity import (
    Page,
    Provision,
    check_pages,
    check_provisions,
    draw_pages,
    draw_provisions,
    only_number,
)
from eval.bench.provisions import Expected, expected_provisions
from eval.bench.rawtext import has_poppler
from ingest.manifest import Source, load_sources
from ingest.passages import Limits
from ingest.prepare import fetch, prepare
from kb.errors import KbError
from kb.locator import parse
from kb.model import Passage, Section, SectionRole
from kb.settings import load_settings
from kb.version import VersionContent

__all__ = ["Found", "Run", "check", "compare"]

#: Share of all provisions, and of one document's, that must be found.
ALL, EACH = 0.99, 0.95
#: Longest locator that a table shows whole.
_NAME = 40
_ASIDE = (SectionRole.NOTE, SectionRole.CONTENTS)

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """How a document fared. All lists are of locators, in the order of the source."""

    doc_id: str
    expected: int
    found: int  # of the expected
    missing: tuple[str, ...]
    empty: tuple[str, ...]  # have a section that holds nothing but the number: not found, either
    unexpected: tuple[str, ...]  # provisions within none that was counted
    repeated: tuple[str, ...]  # expected ones that more than one section claims, not one within the other
    reason: str = ""

    @property
    def share(self) -> float:
        return self.found / self.expected

    @property
    def enough(self) -> bool:
        return self.share >= EACH or bool(self.reason)


def content_of(source: Source) -> VersionContent:
    """What ingestion would store of a source; the sizes of passages are only those of our models by and large.

    Raises:
        SourceError: the document cannot be read.
    """
    data = fetch(source, load_settings().ingest.max_bytes)
    return prepare(data, "", lambda texts: [len(text) // 4 for text in texts], Limits(target=320, most=512))


def compare(expected: Expected, sections: Sequence[Section], text: str) -> Found:
    """Which of the expected provisions the sections have, and what they have besides. ``text`` is what they span."""
    wanted = {_written(locator): locator for locator in expected.locators}
    by_key = {key: written for written, locator in wanted.items() if (key := _key(locator))}
    claims: Counter[str] = Counter()
    filled: set[str] = set()
    end = expected.ends(text)
    unexpected: dict[object, str] = {}
    for section in sections:
        locator = section.locator
        if not locator or section.role in _ASIDE:
            continue
        if expected.until and section.span.start >= end:
            unexpected.setdefault("until", f"{locator} and others after {expected.until!r}")
            continue
        parsed = parse(locator)
        name = _written(locator)
        if name not in wanted and parsed is not None and len(parsed.numbers) <= 1:
            name = by_key.get(parsed.key(), "")
        if name in wanted:
            claims[name] += not _same_as_parent(section, sections)
            if not only_number(wanted[name], section.span.of(text)):
                filled.add(name)
        elif parsed is not None:
            key = parsed.key()
            if not any(key[:length] in by_key for length in range(1, len(key) + 1)):
                unexpected.setdefault(key[: 2 if parsed.context else 1], locator)
        elif section.parent is None or not sections[section.parent].locator:
            unexpected.setdefault(name or locator, locator)  # else a subdivision that no parser knows
    return Found(
        doc_id=expected.doc_id,
        expected=len(wanted),
        found=len(filled),
        missing=tuple(locator for name, locator in wanted.items() if name not in claims),
        empty=tuple(locator for name, locator in wanted.items() if name in claims and name not in filled),
        unexpected=tuple(unexpected.values()),
        repeated=tuple(locator for name, locator in wanted.items() if claims[name] > 1),
        reason=expected.reason,
    )


def _written(locator: str) -> str:
    return "".join(locator.split()).casefold()


def _key(locator: str) -> Key | None:
    """The key of a locator that names a provision, and not a part of one."""
    parsed = parse(locator)
    return parsed.key() if parsed is not None and len(parsed.numbers) <= 1 else None


def _same_as_parent(section: Section, sections: Sequence[Section]) -> bool:
    return section.parent is not None and sections[section.parent].locator == section.locator


def _row(found: Found, listed: int) -> str:
    """A row of the table; ``listed`` of each kind are named, those with a long name in part."""

    def some(names: Sequence[str]) -> str:
        names = [name if len(name) <= _NAME else f"{name[:_NAME]}…" for name in names]
        more = f" … {len(names) - listed} more" if len(names) > listed else ""
        return ", ".join(names[:listed]) + more

    cells = [
        found.doc_id,
        str(found.expected),
        str(found.found),
        f"{found.share:.1%}",
        some(found.missing),
        some(found.empty),
    ]
    return " | ".join([*cells, some(found.unexpected), some(found.repeated)])


def _print(run: Run, *, markdown: bool) -> None:
    header = ["document", "counted", "found", "share", "missing", "empty", "unexpected", "repeated"]
    edge = "| " if markdown else ""
    print(edge + " | ".join(header) + (" |\n" + "|---" * len(header) + "|" if markdown else ""))
    for result in run.documents:
        print(edge + _row(result, 6 if markdown else 40) + (" |" if markdown else ""))
        if result.reason and not markdown:
            print(f"    reason: {result.reason}")
    print(f"\n{run.found} of {run.expected} provisions of {len(run.documents)} documents: {run.share:.2%}")
    bullet = "- " if markdown else "  "
    if run.provisions:
        wrong = [one for one in run.provisions if not one.same]
        print(
            f"\n{len(run.provisions) - len(wrong)} of {len(run.provisions)} drawn provisions have the source's words\n"
        )
        for one in wrong:
            print(f"{bullet}{one.doc_id} {one.locator}: {one.similar:.2f}")
    if run.pages:
        away = [page for page in run.pages if not page.there]
        print(f"\n{len(run.pages) - len(away)} of {len(run.pages)} drawn passages are on the page they name\n")
        for page in away:
            words = "" if markdown else f": {page.words!r}"  # no sentence of a source goes into our documents
            print(f"{bullet}{page.doc_id} p. {page.page}{words}")
    for line in (*run.failed, *run.skipped):
        print(f"{bullet}{line}")


@dataclass(slots=True)
class Run:
    """All that one run found out."""

    seed: int
    documents: list[Found] = field(default_factory=list)
    provisions: list[Provision] = field(default_factory=list)
    pages: list[Page] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)  # documents that could not be read, and why
    skipped: list[str] = field(default_factory=list)  # checks that could not be made, and why

    @property
    def expected(self) -> int:
        return sum(one.expected for one in self.documents)

    @property
    def found(self) -> int:
        return sum(one.found for one in self.documents)

    @property
    def share(self) -> float:
        return self.found / self.expected if self.expected else 1.0

    @property
    def enough(self) -> bool:
        return self.share >= ALL and all(one.enough for one in self.documents) and not self.failed


def check(sources: Sequence[Source], *, sample: int = 0, pages: int = 0, seed: int = 0) -> Run:
    """Read the sources one after the other and compare them with what is listed in `structure.toml`.

    Args:
        sample: provisions whose words are compared with the raw files.
        pages: passages of PDF documents whose page is looked at.
    """
    run = Run(seed)
    listed = expected_provisions()
    listed = {source.meta.id: listed[source.meta.id] for source in sources if source.meta.id in listed}
    if (sample or pages) and not has_poppler():
        run.skipped.append("PDF not compared with the raw files: pdftotext is missing; install poppler-utils")
        pages = 0
        listed_raw = {s.meta.id: listed[s.meta.id] for s in sources if s.meta.id in listed and not _is_pdf(s)}
    else:
        listed_raw = listed
    drawn = draw_provisions(listed_raw, sample, seed)
    passages: dict[str, Sequence[Passage]] = {}
    paths = {}
    for source in sources:
        doc_id = source.meta.id
        if doc_id not in listed and not (pages and _is_pdf(source)):
            continue
        try:
            content = content_of(source)
        except KbError as error:
            if doc_id in listed:
                run.failed.append(f"{doc_id}: {error}")
            continue
        if doc_id in listed:
            run.documents.append(compare(listed[doc_id], content.sections, content.text))
            run.provisions += check_provisions(
                source.files, content, [one for one in drawn if one.doc_id == doc_id], listed[doc_id]
            )
        if pages and _is_pdf(source):
            passages[doc_id], paths[doc_id] = content.passages, source.files[0]
    looked_at: dict[str, list[Passage]] = {}
    for doc_id, passage in draw_pages(passages, pages, seed):
        looked_at.setdefault(doc_id, []).append(passage)
    for doc_id, some in looked_at.items():
        run.pages += check_pages(paths[doc_id], doc_id, some)
    return run


def _is_pdf(source: Source) -> bool:
    return len(source.files) == 1 and source.files[0].suffix.lower() == ".pdf"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m eval.bench.structure", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("manifest", type=Path, nargs="+")
    parser.add_argument("--only", default="", metavar="PART", help="documents whose id contains this")
    parser.add_argument("--sample", type=int, default=0, help="provisions to compare with the raw files (0)")
    parser.add_argument("--pages", type=int, default=0, help="passages of PDF documents to look up on their page (0)")
    parser.add_argument("--seed", type=int, default=0)
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true")
    form.add_argument("--markdown", action="store_true", help="a table for docs/benchmarks.md")
    given = parser.parse_args()
    try:
        sources = [source for source in load_sources(given.manifest) if given.only in source.meta.id]
        run = check(sources, sample=given.sample, pages=given.pages, seed=given.seed)
    except KbError as error:
        sys.exit(f"structure: {error}")
    if not run.documents and not run.failed:
        sys.exit("structure: no document of the manifest is listed in structure.toml; name the corpus that it counts")
    if given.json:
        print(json.dumps(asdict(run) | {"share": run.share}, ensure_ascii=False, indent=2))
    else:
        _print(run, markdown=given.markdown)
    sys.exit(0 if run.enough else 1)


if __name__ == "__main__":
    main()
