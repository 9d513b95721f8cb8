"""The command line. Imports of anything heavy stay inside the commands, so that help is immediate.

Exit status: 0 done, 1 the work failed (one line on stderr says what to do), 2 wrong usage.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from kb.errors import KbError, UsageError

if TYPE_CHECKING:
    from kb.base import KnowledgeBase
    from kb.model import Filters

__all__ = ["main"]

_F = TypeVar("_F", bound=Callable[..., Any])


class _Group(click.Group):
    """Turns our errors into one line and the right exit status, for every command."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except UsageError as error:
            click.echo(f"kb: {error}", err=True)
            ctx.exit(2)
        except KbError as error:
            click.echo(f"kb: {error}", err=True)
            ctx.exit(1)
        except BrokenPipeError:  # `kb … | head` is no error
            sys.stderr.close()
            ctx.exit(0)
        except KeyboardInterrupt:
            click.echo("kb: interrupted; what was finished is kept", err=True)
            ctx.exit(130)
        except Exception as error:
            if os.environ.get("KB_DEBUG") or isinstance(error, (click.ClickException, click.exceptions.Exit)):
                raise
            said = " ".join(str(error).split())[:300]
            click.echo(f"kb: internal error: {type(error).__name__}: {said}; KB_DEBUG=1 shows where", err=True)
            ctx.exit(1)


def _told_of(failed: Sequence[str], what: str) -> None:
    """Ends the command with status 1 and a line on stderr where something failed; stdout has the reasons."""
    if not failed:
        return
    some = ", ".join(failed[:3]) + (" …" if len(failed) > 3 else "")
    click.echo(f"kb: {len(failed)} {what} ({some}); the report says why", err=True)
    sys.exit(1)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.option("--data", type=click.Path(path_type=Path), metavar="DIR", help="Folder of the index (or KB_DATA).")
@click.version_option(package_name="policy-kb", prog_name="kb")
@click.pass_context
def cli(ctx: click.Context, data: Path | None) -> None:
    """Answers on cooperative and social-economy law, each statement with its place in the source.

    First time: `kb ingest` indexes the bundled corpus, `kb ask "…"` answers from it.
    """
    ctx.obj = data


def _with_data(command: _F) -> _F:
    """`--data` is understood after the command too; the last one given wins."""

    def remember(ctx: click.Context, _param: click.Parameter, value: Path | None) -> None:
        if value is not None:
            ctx.find_root().obj = value

    return click.option(
        "--data", type=click.Path(path_type=Path), metavar="DIR", expose_value=False, callback=remember, hidden=True
    )(command)


def _json_option(command: _F) -> _F:
    return click.option("--json", "as_json", is_flag=True, help="Print JSON.")(_with_data(command))


def _filter_options(command: _F) -> _F:
    for option in (
        click.option("--limit", type=click.IntRange(1, 100), help="Passages to return."),
        click.option("--as-of", metavar="DATE", help="Law in force on this day (YYYY-MM-DD) instead of today."),
        click.option("-d", "--document", multiple=True, metavar="ID", help="Only this document; may be repeated."),
        click.option("-l", "--language", multiple=True, metavar="CODE", help="Only documents in this language."),
        click.option("-k", "--kind", multiple=True, metavar="KIND", help="Only law, regulation, policy-guide …"),
        click.option("-j", "--jurisdiction", multiple=True, metavar="CODE", help="Only ES, ES-CT, INT …; repeatable."),
    ):
        command = option(command)
    return command


def _filters(
    jurisdiction: tuple[str, ...],
    kind: tuple[str, ...],
    language: tuple[str, ...],
    document: tuple[str, ...],
    as_of: str | None,
) -> Filters:
    from kb.errors import QuestionError
    from kb.filters import parse_day
    from kb.model import Filters

    day = None
    if as_of is not None:
        try:
            day = parse_day(as_of)
        except ValueError as error:
            raise QuestionError(f"--as-of {error}") from None
    return Filters(jurisdiction, kind, language, document, day)


@contextmanager
def _open(*, to_write: bool = False) -> Iterator[KnowledgeBase]:
    """The index; only who writes may name a folder that holds none."""
    from kb.base import KnowledgeBase
    from kb.settings import load_settings

    with KnowledgeBase(load_settings(data=click.get_current_context().find_root().obj)) as kb:
        if not to_write:
            kb.check_exists()
        yield kb


def _print_json(value: Any) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


@cli.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[MANIFEST|PATH …]")
@click.option("--force", is_flag=True, help="Read and write again what did not change.")
@click.option("--sync", is_flag=True, help="Also forget documents that left their manifest or folder.")
@click.option("--replace", "replacing", is_flag=True, help="Let a document take the id of another one.")
@click.option("-j", "--jurisdiction", help="Of bare files without a sidecar, as are the next ones.")
@click.option("-k", "--kind")
@click.option("-l", "--language")
@click.option("--title", help="Of a single bare file.")
@click.option("--id", "doc_id", help="Of a single bare file.")
@_json_option
def ingest(
    paths: tuple[Path, ...],
    force: bool,
    sync: bool,
    replacing: bool,
    doc_id: str | None,
    as_json: bool,
    **given: str | None,
) -> None:
    """Index documents; without arguments the bundled corpus. Unchanged documents are skipped."""
    from ingest.index import index
    from ingest.manifest import load_corpora
    from ingest.report import print_report, report_json
    from kb.console import progress
    from kb.resources import bundled_manifests

    defaults = {name: value for name, value in (given | {"id": doc_id}).items() if value is not None}
    corpora = load_corpora(list(paths) or bundled_manifests(), defaults)
    sources = [source for corpus in corpora for source in corpus.sources]
    notices = [notice for corpus in corpora for notice in corpus.notices]
    with _open(to_write=True) as kb, progress() as bar:
        report = index(kb, sources, force=force, replacing=replacing, sync=corpora if sync else (), progress=bar)
    if as_json:
        _print_json(report_json(report, notices))
    else:
        print_report(report, notices)
    _told_of([failure.doc_id for failure in report.failed], "not indexed")


@cli.command()
@click.argument("manifest", required=False, type=click.Path(path_type=Path))
@click.option("--to", type=click.Path(path_type=Path, file_okay=False), metavar="DIR", help="Put files there instead.")
@_json_option
def pull(manifest: Path | None, to: Path | None, as_json: bool) -> None:
    """Download the official texts a MANIFEST names; without one, those of the bundled list (needs --to)."""
    from ingest.pull import pull as download
    from ingest.report import print_pull, pull_json, pull_progress
    from kb.resources import official_manifest
    from kb.settings import load_settings

    if manifest is None and to is None:
        raise UsageError("say where the official texts shall go: kb pull --to DIR; or name a manifest")
    settings = load_settings(data=click.get_current_context().find_root().obj)
    with pull_progress() as progress:
        report = download(manifest or official_manifest(), settings, to=to, progress=progress)
    if as_json:
        _print_json(pull_json(report))
    else:
        print_pull(report)
    _told_of([one.doc_id for one in report.failed], "not downloaded")


@cli.command()
@click.argument("query")
@_filter_options
@_json_option
def search(query: str, limit: int | None, as_json: bool, **given: Any) -> None:
    """Ranked passages."""
    from kb import console, wire

    with _open() as kb:
        kb.load_ahead()
        passages, meant = kb.search(query, _filters(**given), limit)
        if as_json:
            found = [wire.scored_json(scored) for scored in passages]
            _print_json({"passages": found, "interpretation": wire.interpretation_json(meant)})
        else:
            console.print_passages(passages)


@cli.command()
@click.argument("question")
@_filter_options
@_json_option
def ask(question: str, limit: int | None, as_json: bool, **given: Any) -> None:
    """An answer with citations."""
    from kb import console, wire

    with _open() as kb:
        kb.load_ahead()
        answer = kb.ask(question, _filters(**given), limit)
        if as_json:
            _print_json(wire.answer_json(answer))
        else:
            console.print_answer(answer)


@cli.command()
@click.argument("question")
@_filter_options
@_json_option
def compare(question: str, jurisdiction: tuple[str, ...], limit: int | None, as_json: bool, **given: Any) -> None:
    """The question answered side by side for several jurisdictions (-j, two or more)."""
    from kb import console, wire

    if len(set(jurisdiction)) < 2:
        raise UsageError("compare needs two jurisdictions or more: -j ES -j FR")
    with _open() as kb:
        kb.load_ahead()
        rows = kb.compare(question, jurisdiction, _filters((), **given), limit)
        if as_json:
            answers = [{"jurisdiction": code, "answer": wire.answer_json(answer)} for code, answer in rows]
            _print_json({"question": question, "rows": answers})
        else:
            for code, answer in rows:
                console.print_answer(answer, title=code)


@cli.command()
@click.option("-j", "--jurisdiction", multiple=True, metavar="CODE")
@click.option("-k", "--kind", multiple=True, metavar="KIND")
@click.option("-l", "--language", multiple=True, metavar="CODE")
@click.option("--as-of", metavar="DATE", help="Only what applies on this day.")
@_json_option
def documents(as_json: bool, **given: Any) -> None:
    """What is indexed."""
    from kb import console, wire
    from kb.filters import check_filters

    filters = _filters(document=(), **given)
    check_filters(filters, ())
    with _open() as kb:
        found = kb.documents(filters)
        if as_json:
            _print_json([wire.document_json(document) for document in found])
        else:
            console.print_documents(found)


@cli.command()
@click.argument("doc")
@click.argument("locator", required=False)
@click.option("--outline", is_flag=True, help="Headings and provisions instead of text.")
@_json_option
def show(doc: str, locator: str | None, outline: bool, as_json: bool) -> None:
    """A document's facts and outline, or provisions: kb show es-ley-27-1999-cooperativas "art. 8", "arts. 8 y 9".

    With --json one provision is an object, several ("arts. 8 y 9", "ss. 7-9") are an array.
    """
    from kb import console, wire

    with _open() as kb:
        document, whole = kb.document_with_text(doc)
        if locator is not None:
            found, missing = kb.provisions(document, locator)
            labels = [kb.catalog.page_of(document.version_id, section.span.start)[1] for section in found]
            if as_json:
                printed = [
                    wire.section_json(section) | {"page_label": label, "doc_id": doc, "text": section.span.of(whole)}
                    for section, label in zip(found, labels, strict=True)
                ]
                _print_json(printed[0] if len(printed) == 1 and missing is None else printed)
            else:
                for n, (section, label) in enumerate(zip(found, labels, strict=True)):
                    console.print_section(
                        document, section, section.span.of(whole), kb.outline(document), label, follows=n > 0
                    )
            if missing is not None:
                raise missing
        elif as_json:
            sections = [wire.section_json(section) for section in kb.outline(document)]
            _print_json(wire.document_json(document) | {"outline": sections})
        else:
            console.print_document(document, kb.outline(document) if outline else None)


@cli.command()
@click.argument("docs", nargs=-1, required=True, metavar="DOC …")
@_json_option
def remove(docs: tuple[str, ...], as_json: bool) -> None:
    """Forget documents; they answer no more."""
    with _open() as kb:
        for doc in docs:  # all of them must exist before any is removed
            kb.removable(doc)
        for doc in dict.fromkeys(docs):
            kb.remove(doc)
            if not as_json:
                click.echo(f"removed {doc}")
    if as_json:
        _print_json({"removed": list(dict.fromkeys(docs))})


@cli.command()
@_json_option
def status(as_json: bool) -> None:
    """What is indexed, where, and with which model."""
    from kb import console
    from kb.status import status as status_of

    with _open() as kb:
        facts = status_of(kb)
    if as_json:
        _print_json(facts)
    else:
        console.print_status(facts)


@cli.command()
@click.option("--repair", "mend", is_flag=True, help="Mend what a damaged disk broke.")
@_json_option
def verify(mend: bool, as_json: bool) -> None:
    """Whether catalogue, stored text and vectors agree."""
    from dataclasses import asdict

    with _open() as kb:
        if mend:
            from ingest.repair import repair

            done, found = repair(kb)
        else:
            done, found = None, kb.verify()
    if as_json:
        _print_json(asdict(found) | ({"repair": asdict(done)} if done else {}))
    else:
        for line in done.mended if done else ():
            click.echo(f"mended {line}")
        for problem in found.problems:
            click.echo(problem, err=True)
        for line in done.lost if done else ():
            click.echo(f"not mended {line}", err=True)
        state = "all agree" if not found.problems else f"{len(found.problems)} problems"
        click.echo(f"{found.documents} documents, {found.passages} passages, {found.vectors} vectors: {state}")
        if found.unproven:
            click.echo(
                f"of {len(found.unproven)} documents, indexed by an earlier version, it is not proven that each vector "
                "is that of its passage; kb ingest --force makes it so"
            )
    if found.problems:
        sys.exit(1)


@cli.command("eval")
@click.argument("golden", type=click.Path(path_type=Path), metavar="GOLDEN.jsonl")
@click.option("--baseline", multiple=True, type=click.Choice(["bm25", "dense"]), help="Score this too, in one run.")
@click.option("--no-answers", is_flag=True, help="Score retrieval only.")
@click.option("--failures", is_flag=True, help="List each question that went wrong.")
@_json_option
def evaluate(golden: Path, baseline: tuple[str, ...], no_answers: bool, failures: bool, as_json: bool) -> None:
    """Score retrieval and answers on a golden set."""
    from eval.report import print_report, report_json
    from eval.run import run
    from kb import console

    with _open() as kb, console.progress() as progress:
        result = run(kb, golden, baselines=baseline, answers=not no_answers, progress=progress)
    if as_json:
        _print_json(report_json(result))
    else:
        print_report(result, failures=failures)


@cli.command()
@click.option("--host", help="Address to listen on (127.0.0.1).")
@click.option("--port", type=click.IntRange(0, 65535), help="Port to listen on (8000); 0: a free one.")
@click.option("--open", "allow_remote", is_flag=True, help="Listen also where other machines can reach it.")
@_with_data
def serve(host: str | None, port: int | None, allow_remote: bool) -> None:
    """The web service."""
    from api.serve import serve as run_service
    from kb.settings import load_settings

    settings = load_settings(data=click.get_current_context().find_root().obj)
    run_service(settings, host=host, port=port, allow_remote=allow_remote)


def main() -> None:
    """Entry point of the ``kb`` command."""
    cli(prog_name="kb")
