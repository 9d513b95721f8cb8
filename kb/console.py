"""How the command line shows things to people."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.text import Text

from kb.model import Answer, Document, ScoredPassage, Section, SectionRole
from kb.places import ocr_name, page_name

if TYPE_CHECKING:
    from kb.progress import Progress

__all__ = [
    "console",
    "print_answer",
    "print_document",
    "print_documents",
    "print_passages",
    "print_section",
    "print_status",
    "print_table",
    "progress",
]

_SHOWN = 400  # characters of a passage in a list of results


def console(*, width: int | None = None, stderr: bool = False) -> Console:
    """One that prints what it is given: brackets and colons in names and paths are no markup, no emoji.

    Wrapped to the terminal, never in a pipe, unless there is a ``width`` for it.
    """
    piped = not stderr and not sys.stdout.isatty()
    return Console(
        highlight=False,
        markup=False,
        emoji=False,
        stderr=stderr,
        soft_wrap=piped and width is None,
        width=width if piped else None,
    )


@contextmanager
def progress() -> Iterator[Progress]:
    """A bar on stderr with rate and time left; silent where stderr is no terminal."""
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn

    shown = console(stderr=True)
    bar = Progress(
        SpinnerColumn(),
        TextColumn("{task.description:<42.42}", markup=False),
        BarColumn(bar_width=None),
        TextColumn("{task.percentage:>3.0f} %"),
        TextColumn("{task.fields[passages]:>6} passages"),
        TextColumn("{task.fields[rate]:>5.1f}/s"),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
        console=shown,
        transient=True,
        disable=not shown.is_terminal,
    )
    with bar:
        yield _Bar(bar)


class _Bar:
    """What ingestion and evaluation report to."""

    def __init__(self, bar: Any) -> None:
        self._bar = bar
        self._task: Any = None
        self._passages = 0
        self._began: float | None = None

    def start(self, total: int) -> None:
        self._task = self._bar.add_task("", total=max(total, 1), passages=0, rate=0.0)

    def document(self, name: str) -> None:
        self._bar.update(self._task, description=name)

    def advance(self, units: int, passages: int) -> None:
        import time

        now = time.monotonic()
        self._began = self._began or now
        self._passages += passages
        rate = self._passages / (now - self._began) if now > self._began else 0.0
        self._bar.update(self._task, advance=units, passages=self._passages, rate=rate)


def print_table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Rows of words below the names of their columns, of which the first and the last may be long."""
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for number, column in enumerate(columns):
        table.add_column(column, overflow="fold", no_wrap=0 < number < len(columns) - 1)
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    console(width=2000).print(table)


def print_answer(answer: Answer, title: str = "") -> None:
    out = console()
    if title:
        out.rule(Text(title, style="bold"), align="left")
    out.print(Text(answer.answer, style="yellow" if answer.abstained else "bold"))
    if answer.citations:
        out.print()
    for citation in answer.citations:
        by_page = citation.locator.startswith("p. ")  # the page is all that is known of the place
        place = f"{citation.title}, {citation.locator}" if citation.locator and not by_page else citation.title
        place += f", p. {page_name(citation.page, citation.page_label)}" if citation.page is not None else ""
        out.print(Text.assemble((f"[{citation.n}] ", "cyan"), (place, "cyan"), f" ({citation.jurisdiction})"))
        if citation.ocr is not None:
            out.print(Text(f"    ({ocr_name(citation.ocr)})", style="yellow"))
        if citation.columns:
            out.print(Text(f"    ({citation.columns})", style="dim"))
        out.print(Text(f"    “{' '.join(citation.quote.split())}”", style="dim"))
        if citation.source_url:
            out.print(Text(f"    {citation.source_url}", style="blue"))
    if not answer.abstained:
        out.print(Text(f"\nConfidence {answer.confidence:.2f}. {answer.notice}", style="dim"))


def print_passages(passages: Sequence[ScoredPassage]) -> None:
    out = console()
    if not passages:
        out.print("Nothing found.")
    for n, scored in enumerate(passages, 1):
        passage, meta = scored.passage, scored.meta
        place = " › ".join([meta.title, *passage.path[-1:]])
        out.print(
            Text.assemble(
                (f"{n:>2} ", "cyan"), (f"{scored.score:.2f} ", "dim"), (f"{passage.locator or '–'}  ", "bold"), place
            )
        )
        text = " ".join(passage.text.split())
        out.print(Text("   " + (text if len(text) <= _SHOWN else text[:_SHOWN].rsplit(" ", 1)[0] + " …"), style="dim"))
        read = f", {ocr_name(passage.ocr)}" if passage.ocr is not None else ""
        out.print(Text(f"   {meta.id} ({meta.jurisdiction}, {meta.language}){read}\n", style="blue"))


def print_documents(documents: Sequence[Document]) -> None:
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for column in ("document", "title", "kind", "where", "lang"):
        table.add_column(column, overflow="fold", no_wrap=column in ("kind", "where", "lang"))
    table.add_column("passages", justify="right")
    for document in documents:
        meta = document.meta
        until = f" (until {meta.in_force_to})" if meta.in_force_to else ""
        row = (meta.id, meta.title + until, str(meta.kind), meta.jurisdiction, meta.language)
        table.add_row(*(Text(cell) for cell in row), str(document.passages))
    out = console(width=160)
    out.print(table)
    out.print(f"{len(documents)} documents")


def print_document(document: Document, outline: Sequence[Section] | None) -> None:
    out = console()
    meta = document.meta
    out.print(Text(meta.title, style="bold"))
    force = f"in force from {meta.begins or 'an unknown day'}"
    force += f" until {meta.in_force_to}" if meta.in_force_to else ""
    out.print(f"{meta.id}: {meta.kind}, {meta.jurisdiction}, {meta.language}, {force}")
    facts = (
        ("version", meta.version),
        ("translation of", meta.translation_of),
        ("source", meta.source_url),
        ("licence", meta.licence),
    )
    for name, value in facts:
        if value:
            out.print(Text(f"{name}: {value}"))
    pages = f", {document.pages} pages" if document.pages else ""
    out.print(f"{document.characters:,} characters, {document.sections} sections, {document.passages} passages{pages}")
    for warning in document.warnings:
        out.print(Text(f"warning: {warning}", style="yellow"))
    if outline is None:
        out.print(Text("--outline lists its provisions; kb show DOC LOCATOR prints one.", style="dim"))
        return
    for section in outline:
        if section.role is SectionRole.CONTENTS or not (section.heading or section.locator):
            continue
        label = section.heading or section.locator
        named = f"{label}  [{section.locator}]" if section.heading and section.locator else label
        out.print(Text("  " * (section.level - 1) + named))


def print_section(
    document: Document,
    section: Section,
    text: str,
    outline: Sequence[Section] = (),
    page_label: str | None = None,
    *,
    follows: bool = False,
) -> None:
    """One provision; the notes in it, known from the outline, are set off.

    Args:
        page_label: as its page is printed.
        follows: it is not the first one that is printed.
    """
    out = console()
    if follows:
        out.print()
    place = [document.meta.title, section.locator or section.heading]
    if section.page is not None and not section.locator.startswith("p. "):
        place.append(f"p. {page_name(section.page, page_label)}")
    out.print(Text(", ".join(part for part in place if part), style="cyan"))
    shown = Text(text)
    for each in outline:
        if each.role is SectionRole.NOTE and section.span.contains(each.span):
            shown.stylize("dim", each.span.start - section.span.start, each.span.end - section.span.start)
    out.print(shown)


def print_status(facts: dict[str, Any]) -> None:
    out = console()
    out.print(f"index      {facts['data']} ({facts['bytes'] / 1e6:.1f} MB, store: {facts['store']})")
    out.print(f"documents  {facts['documents']} ({facts['passages']:,} passages, {facts['characters']:,} characters)")
    out.print(f"model      {facts['embedder'] or 'none yet: nothing is indexed; run kb ingest'}")
    for name in ("jurisdictions", "languages", "kinds"):
        out.print(f"{name:<13} " + ", ".join(f"{key} {count}" for key, count in facts[name].items()))
    if facts["unfinished"]:
        out.print(f"{facts['unfinished']} unfinished versions; the next kb ingest clears them")
