"""Has every provision of a source its section? Found against counted, document by document.

    python -m eval.bench.structure MANIFEST … [--json | --markdown] [--only PART]

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

Locators are compared by `kb.locator` key, those of provisions with those of provisions: "s. 7.1", which is a section
of Canada's and parses as paragraph 1 of section 7, and one that cannot be parsed are compared as they are written. A
found one is *unexpected* where it lies within no provision that was counted. Exit status 1 when less than 99 % of all
are found, or less than 95 % of a document without a reason in `structure.toml`.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from eval.bench.provisions import Expected, expected_provisions
from ingest.manifest import Source, load_sources
from ingest.outline import Outline, build_outline
from ingest.prepare import fetch
from ingest.read import join, read
from kb.errors import KbError
from kb.locator import parse
from kb.model import Kind, Section, SectionRole
from kb.settings import load_settings

__all__ = ["Found", "compare", "outline_of"]

#: Share of all provisions, and of one document's, that must be found.
ALL, EACH = 0.99, 0.95
_ASIDE = (SectionRole.NOTE, SectionRole.CONTENTS)
_LAWS = (Kind.LAW, Kind.REGULATION, Kind.STANDARD)

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """How a document fared. All lists are of locators, in the order of the source."""

    doc_id: str
    expected: int
    found: int  # of the expected
    missing: tuple[str, ...]
    unexpected: tuple[str, ...]  # provisions within none that was counted
    repeated: tuple[str, ...]  # expected ones that more than one section claims, not one within the other
    reason: str = ""

    @property
    def share(self) -> float:
        return self.found / self.expected

    @property
    def enough(self) -> bool:
        return self.share >= EACH or bool(self.reason)


def outline_of(source: Source) -> Outline:
    """The outline that ingestion gives a source.

    Raises:
        SourceError: the document cannot be read.
    """
    data = fetch(source, load_settings().ingest.max_bytes)
    meta = source.meta
    reading = join(
        [
            read(part, name=path.name, language=meta.language)
            for path, part in zip(source.files, data.parts, strict=True)
        ]
    )
    return build_outline(reading, meta.language, is_law=meta.kind in _LAWS)


def compare(expected: Expected, sections: Sequence[Section]) -> Found:
    """Which of the expected provisions the sections have, and what they have besides."""
    wanted = {_written(locator): locator for locator in expected.locators}
    by_key = {key: written for written, locator in wanted.items() if (key := _key(locator))}
    claims: Counter[str] = Counter()
    unexpected: dict[object, str] = {}
    for section in sections:
        locator = section.locator
        if not locator or section.role in _ASIDE:
            continue
        parsed = parse(locator)
        name = _written(locator)
        if name not in wanted and parsed is not None and len(parsed.numbers) <= 1:
            name = by_key.get(parsed.key(), "")
        if name in wanted:
            claims[name] += not _same_as_parent(section, sections)
        elif parsed is not None:
            key = parsed.key()
            if not any(key[:length] in by_key for length in range(1, len(key) + 1)):
                unexpected.setdefault(key[: 2 if parsed.context else 1], locator)
        elif section.parent is None or not sections[section.parent].locator:
            unexpected.setdefault(name or locator, locator)  # else a subdivision that no parser knows
    return Found(
        doc_id=expected.doc_id,
        expected=len(wanted),
        found=sum(name in claims for name in wanted),
        missing=tuple(locator for name, locator in wanted.items() if name not in claims),
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
    def some(names: Sequence[str]) -> str:
        more = f" … {len(names) - listed} more" if len(names) > listed else ""
        return ", ".join(names[:listed]) + more

    cells = [found.doc_id, str(found.expected), str(found.found), f"{found.share:.1%}", some(found.missing)]
    return " | ".join([*cells, some(found.unexpected), some(found.repeated)])


def _print(results: Iterable[Found], failed: Sequence[str], *, markdown: bool) -> None:
    results = list(results)
    header = ["document", "counted", "found", "share", "missing", "unexpected", "repeated"]
    edge = "| " if markdown else ""
    if markdown:
        print(f"`python -m eval.bench.structure`, {date.today()}:\n")
    print(edge + " | ".join(header) + (" |\n" + "|---" * len(header) + "|" if markdown else ""))
    for result in results:
        print(edge + _row(result, 6 if markdown else 40) + (" |" if markdown else ""))
        if result.reason and not markdown:
            print(f"    reason: {result.reason}")
    expected, found = sum(one.expected for one in results), sum(one.found for one in results)
    print(f"\n{found} of {expected} provisions of {len(results)} documents found: {found / max(expected, 1):.2%}")
    for line in failed:
        print(line)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m eval.bench.structure", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("manifest", type=Path, nargs="+")
    parser.add_argument("--only", action="append", default=[], help="documents whose id contains this")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true")
    form.add_argument("--markdown", action="store_true", help="tables for docs/benchmarks.md")
    given = parser.parse_args()
    try:
        sources = load_sources(given.manifest)
        known = expected_provisions()
        results, failed = [], []
        for source in sources:
            if source.meta.id not in known or not all(part in source.meta.id for part in given.only):
                continue
            try:
                results.append(compare(known[source.meta.id], outline_of(source).sections))
            except KbError as error:
                failed.append(f"{source.meta.id}: {error}")
    except KbError as error:
        sys.exit(f"structure: {error}")
    if not results:
        sys.exit("structure: no document of the manifest is listed in structure.toml; name the corpus that it counts")
    if given.json:
        print(
            json.dumps({"documents": [asdict(one) for one in results], "failed": failed}, ensure_ascii=False, indent=2)
        )
    else:
        _print(results, failed, markdown=given.markdown)
    whole = sum(one.found for one in results) / sum(one.expected for one in results)
    sys.exit(0 if whole >= ALL and all(one.enough for one in results) and not failed else 1)


if __name__ == "__main__":
    main()
