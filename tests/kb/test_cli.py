"""The command line with the real model: what a user types, sees, and is told when something is wrong."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pypdf
import pytest
from click.testing import CliRunner, Result

from kb.cli import cli

ACT = """# Cooperative Act

## Section 1 Name

The name of a cooperative ends with the word limited.

## Section 2 Members

(1) A primary cooperative needs at least five members.
"""
HEAD = '[corpus]\nid = "t"\ntitle = "T"\n'
DOCUMENT = """
[[document]]
id = "{id}"
title = "Cooperative Act"
kind = "law"
jurisdiction = "{where}"
language = "en"
file = "{file}"
{more}
"""


def run(data: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli, ["--data", str(data), *arguments], prog_name="kb")


def says(result: Result, status: int, words: str) -> None:
    """One line on stderr that holds ``words``, and nothing like a traceback."""
    assert result.exit_code == status, result.output
    lines = result.stderr.strip().splitlines()
    assert len(lines) == 1, result.stderr
    assert words in lines[0]
    assert "Traceback" not in result.output


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder: Path = tmp_path_factory.mktemp("cli")
    (folder / "act.md").write_text(ACT)
    (folder / "corpus.toml").write_text(HEAD + DOCUMENT.format(id="in-act", where="IN", file="act.md", more=""))
    result = run(folder / "data", "ingest", str(folder / "corpus.toml"))
    assert result.exit_code == 0, result.output
    assert "1 documents indexed (2 passages, 2 embedded)" in result.output
    return folder


@pytest.fixture
def data(index: Path) -> Path:
    return index / "data"


def test_help_lists_the_commands() -> None:
    result = CliRunner().invoke(cli, ["--help"])
    assert result.exit_code == 0
    for command in "ingest search ask compare documents show remove status verify eval serve".split():
        assert f"\n  {command} " in result.output


def test_ask_answers_with_its_citation(data: Path) -> None:
    result = run(data, "ask", "How many members does a cooperative need in India?")
    assert result.exit_code == 0
    assert "(1) A primary cooperative needs at least five members [1]." in result.output
    assert "Cooperative Act, s. 2(1) (IN)" in result.output


def test_ask_json_is_the_contracts_answer(data: Path) -> None:
    answer = json.loads(run(data, "ask", "How many members does a cooperative need in India?", "--json").output)
    assert answer.keys() >= {
        *("question", "language", "answer", "abstained", "confidence", "citations", "passages", "interpretation"),
        *("generator", "notice", "timings_ms"),
    }
    citation = answer["citations"][0]
    assert citation.keys() >= {
        *("n", "passage_id", "doc_id", "title", "kind", "jurisdiction", "language", "locator", "path", "page", "quote"),
        *("start", "end", "source_url", "url"),
    }
    assert answer["interpretation"]["jurisdictions"] == ["IN"]


def test_search_prints_passages(data: Path) -> None:
    found = json.loads(run(data, "search", "name of the cooperative", "--json", "--limit", "1").output)
    assert [p["locator"] for p in found["passages"]] == ["s. 1"]
    assert "s. 1" in run(data, "search", "name of the cooperative").output


def test_show_prints_exactly_the_provision(data: Path) -> None:
    result = run(data, "show", "in-act", "section 2")
    assert "at least five members" in result.output
    assert "limited" not in result.output
    assert "s. 2" in run(data, "show", "in-act", "--outline").output


def test_show_prints_each_of_several_provisions(data: Path) -> None:
    result = run(data, "show", "in-act", "ss. 1-2")
    assert result.exit_code == 0
    assert result.output.index("limited") < result.output.index("at least five members")
    shown = json.loads(run(data, "show", "in-act", "ss. 1-2", "--json").output)
    assert [section["locator"] for section in shown] == ["s. 1", "s. 2"]


def test_show_prints_what_exists_and_names_what_does_not(data: Path) -> None:
    result = run(data, "show", "in-act", "s. 2 and 9")
    says(result, 1, "no provision 's. 9'")
    assert "at least five members" in result.stdout
    assert [each["locator"] for each in json.loads(run(data, "show", "in-act", "s. 2, 9", "--json").stdout)] == ["s. 2"]


@pytest.mark.parametrize("command", [["documents"], ["status"], ["verify"], ["show", "in-act"]])
def test_data_comes_as_json_too(data: Path, command: list[str]) -> None:
    result = run(data, *command, "--json")
    assert result.exit_code == 0
    json.loads(result.output)


def test_compare_answers_for_each_jurisdiction(data: Path) -> None:
    result = run(data, "compare", "How many members are needed?", "-j", "IN", "-j", "FR", "--json")
    rows = json.loads(result.output)["rows"]
    assert [(row["jurisdiction"], row["answer"]["abstained"]) for row in rows] == [("IN", False), ("FR", True)]


def test_ingest_again_embeds_nothing(index: Path, data: Path) -> None:
    result = run(data, "ingest", str(index / "corpus.toml"), "--json")
    assert json.loads(result.output)["unchanged"] == ["in-act"]


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (["ask", ""], 2, "empty"),
        (["ask", "members", "-j", "Spain"], 2, "unknown jurisdiction"),
        (["ask", "members", "-k", "novel"], 2, "unknown kind"),
        (["ask", "members", "-l", "zz"], 2, "unknown language 'zz'"),
        (["search", "members", "-l", "english"], 2, "unknown language 'english'"),
        (["documents", "-l", "zz"], 2, "unknown language 'zz'"),
        (["ask", "members", "--as-of", "yesterday"], 2, "'yesterday' is no date; write it like 2026-01-31"),
        (["ask", "members", "--as-of", ""], 2, "is no date"),
        (["search", "members", "--as-of", "20260131"], 2, "is no date"),
        (["documents", "--as-of", "2026-W05-6"], 2, "is no date"),
        (["ask", "members", "--as-of", "2026-02-30"], 2, "is no date"),
        (["ask", "members", "--as-of", "٢٠٢٦-01-31"], 2, "is no date"),
        (["ask", "members", "-d", "in-acts"], 2, "did you mean in-act"),
        (["compare", "members", "-j", "IN"], 2, "two jurisdictions"),
        (["compare", "members", "-j", "IN", "-j", "Spain"], 2, "unknown jurisdiction"),
        (["show", "in-acts"], 1, "did you mean in-act"),
        (["show", "in-act", "s. 99"], 1, "it has s. 1 to s. 2"),
        (["remove", "absent"], 1, "no document"),
        (["ingest", "absent.toml"], 1, "no such file"),
        (["eval", "absent.jsonl"], 1, "absent.jsonl"),
    ],
)
def test_a_wrong_call_is_told_in_one_line(data: Path, arguments: list[str], status: int, words: str) -> None:
    says(run(data, *arguments), status, words)


def encrypted(path: Path) -> None:
    writer = pypdf.PdfWriter()
    writer.add_blank_page(200, 200)
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(path)


def truncated(path: Path) -> None:
    writer = pypdf.PdfWriter()
    for _ in range(5):
        writer.add_blank_page(200, 200)
    writer.write(path)
    path.write_bytes(path.read_bytes()[:300])


def blank(path: Path) -> None:
    writer = pypdf.PdfWriter()
    writer.add_blank_page(200, 200)
    writer.write(path)


BOMB = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;&b;">]><akomaNtoso>&c;</akomaNtoso>'


@pytest.mark.parametrize(
    ("name", "make", "words"),
    [
        ("absent.md", lambda path: None, "no such file"),
        ("empty.md", lambda path: path.write_bytes(b""), "empty"),
        ("cut.pdf", truncated, "cut.pdf"),
        ("locked.pdf", encrypted, "encrypted"),
        ("blank.pdf", blank, "no text on its pages"),
        ("bomb.xml", lambda path: path.write_text(BOMB), "bomb.xml"),
        ("cut.xml", lambda path: path.write_text("<akomaNtoso><act><body>"), "cut.xml"),
    ],
)
def test_a_bad_document_is_named_and_the_others_stay(
    index: Path, data: Path, tmp_path: Path, name: str, make: Callable[[Path], object], words: str
) -> None:
    make(tmp_path / name)
    (tmp_path / "act.md").write_text(ACT)
    (tmp_path / "corpus.toml").write_text(
        HEAD
        + DOCUMENT.format(id="in-bad", where="IN", file=name, more="")
        + DOCUMENT.format(id="in-act", where="IN", file="act.md", more="")
    )
    result = run(data, "ingest", str(tmp_path / "corpus.toml"), "--json")
    assert result.exit_code == 1
    assert result.stderr == "kb: 1 not indexed (in-bad); the report says why\n"
    report = json.loads(result.stdout)
    assert report["unchanged"] == ["in-act"]
    (failure,) = report["failed"]
    assert failure["document"] == "in-bad"
    assert words in failure["reason"]
    assert "\n" not in failure["reason"]
    assert run(data, "verify").exit_code == 0
    assert "five members" in run(data, "ask", "How many members does a cooperative need in India?").output


@pytest.mark.parametrize(
    ("manifest", "words"),
    [
        (HEAD + DOCUMENT.format(id="a", where="IN", file="act.md", more='colour = "red"'), "colour: unknown key"),
        (HEAD + 2 * DOCUMENT.format(id="a", where="IN", file="act.md", more=""), "used twice"),
        (HEAD + DOCUMENT.format(id="a", where="XX", file="act.md", more=""), "no jurisdiction code"),
    ],
)
def test_a_bad_manifest_changes_nothing(data: Path, tmp_path: Path, manifest: str, words: str) -> None:
    (tmp_path / "act.md").write_text(ACT)
    (tmp_path / "corpus.toml").write_text(manifest)
    says(run(data, "ingest", str(tmp_path / "corpus.toml")), 1, words)
    assert [d["id"] for d in json.loads(run(data, "documents", "--json").output)] == ["in-act"]


READING = [
    ["ask", "How many members?"],
    ["search", "members"],
    ["compare", "members", "-j", "IN", "-j", "FR"],
    ["documents"],
    ["show", "in-act"],
    ["remove", "in-act"],
    ["status"],
    ["verify"],
]


@pytest.mark.parametrize("command", READING, ids=lambda command: command[0])
@pytest.mark.parametrize("there", [False, True])
def test_a_folder_without_an_index_is_told_and_left_alone(tmp_path: Path, command: list[str], there: bool) -> None:
    folder = tmp_path / "typo"
    if there:
        folder.mkdir()
    says(run(folder, *command), 1, f"no index in {folder}; run kb ingest")
    assert folder.exists() is there
    assert not there or not list(folder.iterdir())


@pytest.mark.parametrize(
    ("command", "status", "words"),
    [
        (["ask", "How many members?"], 0, "Nothing is indexed yet"),
        (["documents", "--json"], 0, "[]"),
        (["status", "--json"], 0, '"documents": 0'),
        (["verify"], 0, "0 documents, 0 passages, 0 vectors: all agree"),
        (["show", "in-act"], 1, "no document 'in-act'"),
    ],
)
def test_a_newcomer_reads_an_empty_index_and_nothing_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: list[str], status: int, words: str
) -> None:
    folder = tmp_path / "user" / "policy-kb"
    monkeypatch.setattr("platformdirs.user_data_dir", lambda *_, **__: str(folder))
    monkeypatch.delenv("KB_DATA", raising=False)
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(cli, command, prog_name="kb")
    assert result.exit_code == status, result.output
    assert words in result.output
    assert not folder.parent.exists()


def test_a_second_process_is_told_who_owns_the_index(data: Path) -> None:
    from kb.base import KnowledgeBase
    from kb.settings import load_settings

    with KnowledgeBase(load_settings(data=data), owner_url="http://127.0.0.1:1234") as kb:
        assert kb.store.count() == 2
        second = subprocess.run(
            [sys.executable, "-m", "kb", "--data", str(data), "ask", "members"],
            capture_output=True,
            text=True,
            timeout=120,
            env=os.environ,
        )
    assert second.returncode == 1
    assert "http://127.0.0.1:1234" in second.stderr
    assert len(second.stderr.strip().splitlines()) == 1


def test_a_removed_document_answers_no_more(tmp_path: Path, index: Path) -> None:
    data = tmp_path / "data"
    assert run(data, "ingest", str(index / "corpus.toml")).exit_code == 0
    assert "removed in-act" in run(data, "remove", "in-act").output
    assert json.loads(run(data, "documents", "--json").output) == []
    assert json.loads(run(data, "ask", "How many members?", "--json").output)["citations"] == []


def test_help_imports_nothing_heavy() -> None:
    code = "import sys, kb.cli; print([m for m in ('numpy', 'pydantic', 'sqlalchemy', 'rich') if m in sys.modules])"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert result.stdout.strip() == "[]"


def test_a_lost_vector_is_found_and_mended(tmp_path: Path, index: Path) -> None:
    import shutil

    data = tmp_path / "data"
    assert run(data, "ingest", str(index / "corpus.toml")).exit_code == 0
    shutil.rmtree(data / "vectors")
    assert run(data, "verify").exit_code == 1
    result = run(data, "verify", "--repair")
    assert result.exit_code == 0, result.output
    assert "mended in-act: 2 of 2 passages have no vector; 2 passages embedded again" in result.output
    assert json.loads(run(data, "verify", "--json").output)["problems"] == []
    (data / "vectors" / "format.json").write_text("{")
    says(run(data, "verify"), 1, "kb verify --repair")
    repaired = json.loads(run(data, "verify", "--repair", "--json").output)
    assert (repaired["problems"], repaired["repair"]["embedded"]) == ([], 2)


def test_ingestion_lists_what_failed_at_the_end(tmp_path: Path) -> None:
    (tmp_path / "act.md").write_text(ACT)
    (tmp_path / "corpus.toml").write_text(
        HEAD
        + DOCUMENT.format(id="in-act", where="IN", file="act.md", more="")
        + DOCUMENT.format(id="in-gone", where="IN", file="gone.md", more="")
    )
    (tmp_path / "stray.toml").write_text('title = "x"\n')
    result = run(tmp_path / "data", "ingest", str(tmp_path))
    assert result.exit_code == 1
    *before, summary, head, row = result.stdout.strip().splitlines()
    assert "1 documents indexed" in summary and "1 not indexed" in summary
    assert head.split() == ["not", "indexed", "why"]
    assert row.startswith("in-gone") and "no such file" in row
    assert any("stray.toml" in line for line in before)


def test_sync_forgets_and_replace_takes_over(tmp_path: Path) -> None:
    data = tmp_path / "data"
    (tmp_path / "act.md").write_text(ACT)
    manifest = tmp_path / "corpus.toml"
    first, second = (DOCUMENT.format(id=doc_id, where="IN", file="act.md", more="") for doc_id in ("in-a", "in-b"))
    manifest.write_text(HEAD + first + second)
    assert run(data, "ingest", str(manifest)).exit_code == 0
    manifest.write_text(HEAD + first)
    report = json.loads(run(data, "ingest", "--sync", "--json", str(manifest)).output)
    assert (report["removed"], report["unchanged"]) == (["in-b"], ["in-a"])
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.md").write_text(ACT)
    says(run(data, "ingest", str(tmp_path / "in" / "a.md")), 1, "--replace")
    assert run(data, "ingest", "--replace", str(tmp_path / "in" / "a.md")).exit_code == 0


def test_options_that_describe_nothing_are_wrong_usage(index: Path, data: Path) -> None:
    says(run(data, "ingest", "-j", "FR", str(index / "corpus.toml")), 2, "is a manifest")
    says(run(data, "ingest", "-j", "FR"), 2, "is a manifest")
    says(run(data, "ingest", "-j", "XX", str(index / "act.md")), 2, "no jurisdiction code")


def test_an_interrupted_ingestion_says_so_in_one_line_and_leaves_the_index_whole(tmp_path: Path) -> None:
    import signal
    import time

    data = tmp_path / "data"
    (tmp_path / "act.md").write_text(ACT)
    sections = [
        f"## Section {n} Matter {n}\n\n" + f"Matter {n} of the cooperative is settled. " * 30 for n in range(400)
    ]
    (tmp_path / "long.md").write_text("# Long Act\n\n" + "\n\n".join(sections))
    (tmp_path / "corpus.toml").write_text(
        HEAD
        + DOCUMENT.format(id="in-act", where="IN", file="act.md", more="")
        + DOCUMENT.format(id="in-long", where="IN", file="long.md", more="")
    )
    command = [sys.executable, "-m", "kb", "--data", str(data), "ingest", str(tmp_path / "corpus.toml")]
    # Where the tests run in the background of a shell, SIGINT is ignored, and what they start would inherit that.
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    catalog = data / "catalog.sqlite"
    for _ in range(600):  # until the first document is there, when the long one is being embedded
        if catalog.exists() and "in-act" in run(data, "documents").output:
            break
        time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    out, error = process.communicate(timeout=240)
    assert process.returncode == 130, (out, error)
    assert error.strip().splitlines() == ["kb: interrupted; what was finished is kept"]
    assert [d["id"] for d in json.loads(run(data, "documents", "--json").output)] == ["in-act"]
    result = run(data, "verify")
    assert result.exit_code == 0, result.output
    assert json.loads(run(data, "status", "--json").output)["unfinished"] == 0
