"""Those who write to one index take turns; whoever reads it afterwards finds catalogue and vectors agreed."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from ingest.index import IngestReport, index
from ingest.manifest import load_sources
from kb.base import KnowledgeBase
from kb.catalog import Catalog
from kb.database import versions
from kb.embed.base import Vectors
from kb.settings import load_settings
from tests.ingest.fakes import WordEmbedder


class HeldEmbedder(WordEmbedder):
    """Stops at a text that holds ``word`` until it is let go."""

    def __init__(self, word: str) -> None:
        super().__init__()
        self.word = word
        self.reached = threading.Event()
        self.let_go = threading.Event()

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        if any(self.word in text for text in texts):
            self.reached.set()
            assert self.let_go.wait(20)
        return super().embed_passages(texts)


@pytest.fixture
def embedder() -> HeldEmbedder:
    return HeldEmbedder("seven")


@pytest.fixture
def kb(tmp_path: Path, embedder: HeldEmbedder, monkeypatch: pytest.MonkeyPatch) -> Iterator[KnowledgeBase]:
    monkeypatch.setattr("kb.store.edge.EdgeStore.optimize", lambda _: None)  # a process each time; not the subject
    with KnowledgeBase(
        load_settings(data=tmp_path / "data", environ={"KB_INGEST_PROCESSES": "0"}), embedder=embedder
    ) as opened:
        yield opened
        embedder.let_go.set()


def ingest(kb: KnowledgeBase, folder: Path, name: str, members: str) -> IngestReport:
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.md").write_text(
        f"# Act {name}\n\n## Section 1 Members\n\nAt least {members} members found a cooperative.\n"
    )
    return again(kb, folder, name, force=False)


def again(kb: KnowledgeBase, folder: Path, name: str, *, force: bool = True) -> IngestReport:
    defaults = {"jurisdiction": "IN", "kind": "law", "language": "en", "id": name}
    return index(kb, load_sources([folder / f"{name}.md"], defaults), force=force, replacing=True)


def held(kb: KnowledgeBase, embedder: HeldEmbedder, work: Callable[[], object]) -> threading.Thread:
    """A thread at ``work``, which has begun to write a document and waits for the embedder."""
    thread = threading.Thread(target=work)
    thread.start()
    assert embedder.reached.wait(20)
    return thread


@pytest.mark.parametrize("other", ["sweep", "remove", "index"])
def test_others_wait_while_a_document_is_written(
    kb: KnowledgeBase, embedder: HeldEmbedder, tmp_path: Path, other: str
) -> None:
    ingest(kb, tmp_path / "a", "in-act", "five")
    writer = held(kb, embedder, lambda: ingest(kb, tmp_path / "a", "in-act", "seven"))
    work: dict[str, Callable[[], object]] = {
        "sweep": kb.sweep,
        "remove": lambda: kb.remove("in-act"),
        "index": lambda: ingest(kb, tmp_path / "b", "in-rules", "nine"),
    }
    second = threading.Thread(target=work[other])
    second.start()
    second.join(0.3)
    assert second.is_alive()
    assert "five" in kb.text("in-act"), "readers do not wait"
    embedder.let_go.set()
    writer.join(20)
    second.join(20)
    assert [d.id for d in kb.documents()] == {"sweep": ["in-act"], "remove": [], "index": ["in-act", "in-rules"]}[other]
    assert not kb.verify().problems


def test_two_ingestions_in_one_process_leave_every_document_with_its_vectors(kb: KnowledgeBase, tmp_path: Path) -> None:
    def work(n: int) -> list[IngestReport]:
        return [
            ingest(kb, tmp_path / str(n), name, f"{n} and {turn}") for turn in range(2) for name in ("in-a", "in-b")
        ]

    with ThreadPoolExecutor(3) as pool:
        reports = [report for found in pool.map(work, range(3)) for report in found]
    assert not [failure for report in reports for failure in report.failed]
    assert [d.id for d in kb.documents()] == ["in-a", "in-b"]
    assert not kb.verify().problems


def test_the_same_document_ingested_twice_at_once_is_there_once(kb: KnowledgeBase, tmp_path: Path) -> None:
    ingest(kb, tmp_path / "a", "in-act", "five")
    with ThreadPoolExecutor(3) as pool:
        reports = list(pool.map(lambda _: again(kb, tmp_path / "a", "in-act"), range(3)))
    assert not [failure for report in reports for failure in report.failed]
    assert [d.id for d in kb.documents()] == ["in-act"]
    assert not kb.verify().problems


def test_a_document_that_another_process_removes_meanwhile_stays_removed(
    kb: KnowledgeBase, embedder: HeldEmbedder, tmp_path: Path
) -> None:
    ingest(kb, tmp_path / "a", "in-act", "five")
    reports: list[IngestReport] = []
    writer = held(kb, embedder, lambda: reports.append(ingest(kb, tmp_path / "a", "in-act", "seven")))
    other = Catalog.in_folder(tmp_path / "data")
    gone = other.retire("in-act")
    kb.store.delete_versions(gone)
    other.drop(gone)
    other.close()
    embedder.let_go.set()
    writer.join(20)
    (failure,) = reports[0].failed
    assert "removed while it was being indexed" in failure.reason
    assert kb.documents() == []
    assert kb.store.count() == 0
    assert not kb.verify().problems


def test_a_version_switched_to_while_a_sweep_looks_is_kept(
    kb: KnowledgeBase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By another process, which no lock of ours holds back."""
    ingest(kb, tmp_path / "a", "in-act", "five")
    version = kb.document("in-act").version_id
    with kb.catalog._engine.begin() as connection:
        connection.execute(versions.update().values(state="writing"))
    store, look = kb.store, kb.store.versions

    def versions_then_switch() -> dict[str, int]:
        found = look()
        kb.catalog.switch(version)
        return found

    monkeypatch.setattr(store, "versions", versions_then_switch)
    assert kb.sweep() == 0
    monkeypatch.undo()
    assert not kb.verify().problems


def test_an_index_made_after_it_was_found_missing_is_read(tmp_path: Path) -> None:
    settings = load_settings(data=tmp_path / "data", environ={"KB_INGEST_PROCESSES": "0"})
    with KnowledgeBase(settings, embedder=WordEmbedder()) as reader:
        assert reader.documents() == []
        assert reader.search("members")[0] == []
        assert not reader.verify().problems
        assert not settings.data.exists()
        with KnowledgeBase(settings, embedder=WordEmbedder()) as writer:
            ingest(writer, tmp_path / "a", "in-act", "five")
        assert [d.id for d in reader.documents()] == ["in-act"]
        assert [p.passage.doc_id for p in reader.search("members")[0]] == ["in-act"]


def test_one_that_found_the_index_missing_can_make_it(tmp_path: Path) -> None:
    with KnowledgeBase(
        load_settings(data=tmp_path / "data", environ={"KB_INGEST_PROCESSES": "0"}), embedder=WordEmbedder()
    ) as kb:
        assert kb.documents() == []
        ingest(kb, tmp_path / "a", "in-act", "five")
        assert [d.id for d in kb.documents()] == ["in-act"]
        assert not kb.verify().problems


@pytest.mark.parametrize("query", ["How many members found a cooperative?", "section 1 of the Act in-act"])
def test_a_search_finds_what_is_left_when_a_document_goes_meanwhile(
    kb: KnowledgeBase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, query: str
) -> None:
    for name in ("in-act", "in-rules"):
        ingest(kb, tmp_path / name, name, "five")
    passages, _ = kb.search(query)
    assert {scored.meta.id for scored in passages} >= {"in-act"}
    kb.catalog._cache.clear()  # as for a reader who has not seen these texts
    read = kb.catalog.text
    removed: list[str] = []

    def text(version: str) -> str:
        if not removed:  # the search has read of the document, and not yet its text
            removed.append("in-act")
            kb.remove("in-act")
        return read(version)

    monkeypatch.setattr(kb.catalog, "text", text)
    passages, _ = kb.search(query)
    assert removed
    assert {scored.meta.id for scored in passages} <= {"in-rules"}


def test_the_text_of_a_document_that_is_replaced_meanwhile_is_the_new_one(
    kb: KnowledgeBase, embedder: HeldEmbedder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    embedder.let_go.set()
    ingest(kb, tmp_path, "in-act", "five")
    kb.catalog._cache.clear()
    read = kb.catalog.text
    asked: list[str] = []

    def text(version: str) -> str:
        asked.append(version)
        if len(asked) == 1:
            ingest(kb, tmp_path, "in-act", "nine")
            kb.catalog._cache.clear()
        return read(version)

    monkeypatch.setattr(kb.catalog, "text", text)
    assert "nine" in kb.text("in-act")
    assert asked[0] != asked[-1]
