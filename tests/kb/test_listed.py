"""Several provisions of a document at once: each of them, in order, and the missing ones by name."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ingest.index import index
from ingest.manifest import load_sources
from kb.base import KnowledgeBase
from kb.errors import NotFoundError
from kb.settings import load_settings
from tests.ingest.fakes import WordEmbedder
from tests.ingest.manifests import ACT_ENTRY, CORPUS

_TITLES = ("Name", "Members", "Shares", "Funds", "Audit", "Winding up", "Old forms", "Fees")
ACT = "# Cooperative Act\n\n## Part 1 Formation\n\n" + "\n\n".join(
    ("## Part 2 Business\n\n" if n == 4 else "")
    + f"### Section {n} {title}\n\n(1) The rule on {title}.\n\n(2) It has two parts:\n\n(a) first; and\n\n(b) last."
    for n, title in enumerate(_TITLES, 1)
)


@pytest.fixture(scope="module")
def kb(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    folder = tmp_path_factory.mktemp("listed")
    (folder / "act.md").write_text(ACT)
    (folder / "corpus.toml").write_text(CORPUS + ACT_ENTRY)
    settings = load_settings(data=folder / "data", environ={"KB_INGEST_PROCESSES": "0"})
    with KnowledgeBase(settings, embedder=WordEmbedder()) as opened:
        index(opened, load_sources([folder / "corpus.toml"]))
        yield opened


@pytest.mark.parametrize(
    ("locator", "found"),
    [
        ("s. 2", "s. 2"),
        ("ss. 2-5", "s. 2, s. 3, s. 4, s. 5"),
        ("s. 2-5", "s. 2, s. 3, s. 4, s. 5"),
        ("s. 1, 3-5", "s. 1, s. 3, s. 4, s. 5"),
        ("2-4", "s. 2, s. 3, s. 4"),
        ("sections 7 and 2", "s. 7, s. 2"),
        ("s. 2, 2 and 3", "s. 2, s. 3"),
        ("s. 2(2)(a) and (b)", "s. 2(2)(a), s. 2(2)(b)"),
        ("ss. 2 to 3(1)", "s. 2, s. 3(1)"),
        ("subsections (1) and (2) of section 3", "s. 3(1), s. 3(2)"),
        ("Winding up", "s. 6"),
    ],
)
def test_each_of_the_provisions_in_order(kb: KnowledgeBase, locator: str, found: str) -> None:
    sections, missing = kb.provisions("in-act", locator)
    assert ", ".join(section.locator for section in sections) == found
    assert missing is None


def test_what_does_not_exist_is_named_beside_what_does(kb: KnowledgeBase) -> None:
    sections, missing = kb.provisions("in-act", "s. 2, 30 and 40")
    assert [section.locator for section in sections] == ["s. 2"]
    assert str(missing) == "in-act: no provision 's. 30', 's. 40'; it has s. 1 to s. 8; --outline lists all"


def test_a_range_without_its_end_is_no_range(kb: KnowledgeBase) -> None:
    sections, missing = kb.provisions("in-act", "ss. 6-20")
    assert [section.locator for section in sections] == ["s. 6"]
    assert "'s. 20'" in str(missing)


@pytest.mark.parametrize(
    ("locator", "said"),
    [
        ("ss. 5-2", "s. 5 stands after s. 2"),
        ("ss. 2 and 5 BGB", "not 'BGB'"),
        ("s. 2 whereas s. 3", "names several provisions"),
        ("s. 80", "no provision 's. 80'"),
    ],
)
def test_what_cannot_be_shown_is_refused(kb: KnowledgeBase, locator: str, said: str) -> None:
    with pytest.raises(NotFoundError, match=said):
        kb.provisions("in-act", locator)
