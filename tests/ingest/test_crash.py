"""A real ingestion is killed at many moments: the index afterwards is whole, and the next ingestion finishes the job.

Seeded; KB_TEST_CRASHES multiplies the random moments for a longer search.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ingest.index import index
from ingest.manifest import load_sources
from kb.base import KnowledgeBase
from kb.model import Filters
from kb.settings import load_settings
from kb.verify import is_whole
from tests.ingest.crashing import POINTS
from tests.ingest.fakes import WordEmbedder

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="the killed processes are forked")

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = 5
SECTIONS = 6
RANDOM_MOMENTS = 27 * int(os.environ.get("KB_TEST_CRASHES", "1"))
HEAD = '[corpus]\nid = "crash"\ntitle = "Crash"\n'
DOCUMENT = """
[[document]]
id = "in-act-{n}"
title = "Act {n}"
kind = "law"
jurisdiction = "IN"
language = "en"
file = "{n}.md"
"""


class Corpus:
    """A few acts whose every version says which it is, in each of its sections."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.manifest = folder / "corpus.toml"
        self.manifest.write_text(HEAD + "".join(DOCUMENT.format(n=n) for n in range(DOCUMENTS)))
        self.edition = 0

    def new_edition(self) -> None:
        """Every act is changed, in most of its sections; a few stay, whose vectors are used again."""
        self.edition += 1
        for n in range(DOCUMENTS):
            sections = [
                f"### Section {s} Members\n\nA cooperative of act {n} has {s + 5} members"
                + (f", says edition {self.edition}.\n" if s else ", always.\n")
                for s in range(SECTIONS)
            ]
            (self.folder / f"{n}.md").write_text(f"# Act {n}\n\n" + "\n".join(sections))


class Victim:
    """The program of ``tests.ingest.crashing``."""

    def __init__(self) -> None:
        paths = os.pathsep.join([str(ROOT), *filter(None, sys.path)])
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.ingest.crashing"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": paths},
        )
        assert self._process.stdout is not None
        assert self._process.stdout.readline().strip() == "ready"

    def ingest(self, **order: Any) -> dict[str, Any]:
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline())
        assert answer["killed"] or answer["code"] == 0, answer
        return dict(answer)

    def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(30)


@pytest.fixture(scope="module")
def victim() -> Iterator[Victim]:
    opened = Victim()
    yield opened
    opened.close()


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    return Corpus(tmp_path)


def opened(folder: Path) -> KnowledgeBase:
    settings = load_settings(data=folder / "data", environ={"KB_INGEST_PROCESSES": "0"})
    return KnowledgeBase(settings, embedder=WordEmbedder())


def editions(kb: KnowledgeBase) -> dict[str, set[str]]:
    """Which editions the text of each document is of: exactly one, if it is whole."""
    return {
        document.id: {line.rpartition(" ")[2] for line in kb.text(document.id).splitlines() if "edition" in line}
        for document in kb.documents()
    }


def check_after_kill(kb: KnowledgeBase, before: int, now: int) -> None:
    """Each document is old or new and whole; search finds nothing else; only leftovers are reported."""
    documents = kb.documents()
    if before:
        assert [document.id for document in documents] == [f"in-act-{n}" for n in range(DOCUMENTS)]
    vectors = kb.store.versions()
    for document in documents:
        assert is_whole(kb.catalog, document, vectors.get(document.version_id, 0)), document.id
    for doc_id, found in editions(kb).items():
        assert found in ({f"{before}."}, {f"{now}."}), (doc_id, found)
    current = {passage.id: passage.text for d in documents for passage, _ in kb.catalog.stored(d.version_id)[1]}
    for query in ("members of a cooperative", f"says edition {now}", f"says edition {before}"):
        passages, _ = kb.search(query, Filters(any_date=True), limit=100)
        assert all(current[found.passage.id] == found.passage.text for found in passages)
        assert bool(passages) is bool(documents)
    leftovers = ("vectors of an unfinished ingestion", "vectors of no known document")
    assert all(any(words in problem for words in leftovers) for problem in kb.verify().problems)


def check_finished(kb: KnowledgeBase, corpus: Corpus) -> None:
    """The next ingestion does the rest."""
    report = index(kb, load_sources([corpus.manifest]))
    assert not report.failed
    assert len(report.indexed) + len(report.unchanged) == DOCUMENTS
    assert set(map(frozenset, editions(kb).values())) == {frozenset({f"{corpus.edition}."})}
    assert kb.verify().problems == ()
    assert kb.catalog.unfinished() == []
    assert kb.store.count() == sum(document.passages for document in kb.documents())


def kill(victim: Victim, corpus: Corpus, before: int, *, finish: bool = True, **order: Any) -> bool:
    """One kill and what must hold after it; whether the process was killed before it had finished."""
    answer = victim.ingest(data=str(corpus.folder / "data"), manifest=str(corpus.manifest), **order)
    with opened(corpus.folder) as kb:
        check_after_kill(kb, before, corpus.edition)
        if finish:
            kb.store.optimize = lambda: None  # type: ignore[method-assign]  # half a second each time
            check_finished(kb, corpus)
    return bool(answer["killed"])


@pytest.mark.parametrize("point", [point for point in POINTS if point not in ("delete_versions", "drop")])
def test_the_first_ingestion_killed(victim: Victim, corpus: Corpus, point: str) -> None:
    """Nothing is indexed yet: each document is there, whole, or is not."""
    corpus.new_edition()
    assert kill(victim, corpus, 0, point=point, nth=1)


@pytest.mark.parametrize("point", [point for point in POINTS if point not in ("optimize", "set_fact")])
def test_an_ingestion_of_changes_killed_at_a_named_point(victim: Victim, corpus: Corpus, point: str) -> None:
    corpus.new_edition()
    assert not kill(victim, corpus, 0, finish=False)
    for nth in (1, 3):
        before = corpus.edition
        corpus.new_edition()
        assert kill(victim, corpus, before, point=point, nth=nth)


@pytest.mark.parametrize("left", ["upsert", "switch"])
@pytest.mark.parametrize("sweeping", ["delete_versions", "flush", "drop"])
def test_killed_while_it_clears_up_what_a_kill_left(victim: Victim, corpus: Corpus, left: str, sweeping: str) -> None:
    corpus.new_edition()
    assert not kill(victim, corpus, 0, finish=False)
    corpus.new_edition()
    assert kill(victim, corpus, 1, finish=False, point=left, nth=2)
    assert kill(victim, corpus, 1, point=sweeping, nth=1)


@pytest.mark.parametrize("seed", range(3))
def test_an_ingestion_of_changes_killed_at_random_moments(victim: Victim, corpus: Corpus, seed: int) -> None:
    """Spread over the time that an ingestion takes here and now, the earliest when it opens the index."""
    chance = random.Random(seed)
    corpus.new_edition()
    usual = _seconds(victim, corpus)
    killed = 0
    for moment in range(RANDOM_MOMENTS // 3):
        for _ in range(9):  # a busy machine may finish before the moment comes
            before = corpus.edition
            corpus.new_edition()
            delay = usual * (moment + chance.random()) / (RANDOM_MOMENTS // 3)
            if kill(victim, corpus, before, delay=delay):
                killed += 1
                break
            usual *= 0.8
    assert killed == RANDOM_MOMENTS // 3


def _seconds(victim: Victim, corpus: Corpus) -> float:
    """That an ingestion of changes takes."""
    order = {"data": str(corpus.folder / "data"), "manifest": str(corpus.manifest)}
    victim.ingest(**order)
    corpus.new_edition()
    return float(victim.ingest(**order)["seconds"])
