"""The contract's invariants on real laws, one or two of each format, with the real model.

``KB_TEST_INDEX`` names the data folder of an index of the whole corpus; then the questions run on that one instead.
"""

from __future__ import annotations

import json
import os
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from eval.invariants import broken
from ingest.index import index
from ingest.manifest import load_manifest
from kb.base import KnowledgeBase
from kb.interpret.coverage import Coverage
from kb.locator import parse
from kb.model import Filters, Span
from kb.settings import load_settings

pytestmark = pytest.mark.corpus

#: One short document of each format and script.
DOCUMENTS = (
    "ca-canada-cooperatives-regulations-en",  # LIMS XML
    "de-genossenschaftsregisterverordnung-genregv",  # Markdown, "§"
    "es-illes-balears-ley-4-2019-microcooperativas",
    "fr-comparaison-diverses-structures-juridiques",  # XLS
    "gb-scvo-guide-trust",  # a guide without provisions
    "int-ilo-social-and-solidarity-economy-2014",  # plain text
    "int-ohada-traite-revise-2008-fr",  # PDF
    "kr-public-interest-corporations-act",  # Hangul
    "us-hawaii-421i-cooperative-housing-corporations",  # several HTML files
    "us-iowa-code-chapter-499a",  # RTF
)


@pytest.fixture(scope="module")
def kb(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    whole = os.environ.get("KB_TEST_INDEX")
    with KnowledgeBase(load_settings(data=whole or tmp_path_factory.mktemp("corpus"))) as opened:
        if not whole:
            sources = load_manifest(shared / "corpus" / "corpus.toml").sources
            report = index(opened, [source for source in sources if source.meta.id in DOCUMENTS])
            assert not report.failed
            assert sorted(report.indexed) == sorted(DOCUMENTS)
        yield opened


def test_catalogue_text_and_vectors_agree(kb: KnowledgeBase) -> None:
    assert kb.verify().problems == ()


def test_every_passage_is_a_span_of_its_text_and_fits_the_model(kb: KnowledgeBase) -> None:
    from ingest.passages import embed_text

    for document in kb.documents():
        text = kb.text(document.id)
        passages = [passage for passage, _ in kb.catalog.stored(document.version_id)[1]]
        assert passages
        assert all(text[p.span.start : p.span.end] == p.text for p in passages)
        assert max(kb.embedder.count_tokens([embed_text(p) for p in passages])) <= kb.embedder.max_tokens


def test_every_section_nests_in_its_parent(kb: KnowledgeBase) -> None:
    for document in kb.documents():
        whole = Span(0, document.characters)
        sections = kb.outline(document.id)
        for section in sections:
            parent = whole if section.parent is None else sections[section.parent].span
            assert parent.contains(section.span), (document.id, section)


def test_a_provision_is_found_by_its_own_locator(kb: KnowledgeBase) -> None:
    for document in kb.documents():
        located = {s.locator: s for s in reversed(kb.outline(document.id)) if s.locator}
        for locator in random.Random(7).sample(sorted(located), min(10, len(located))):
            found, wanted = parse(kb.section(document.id, locator).locator), parse(locator)
            assert wanted is None or (found is not None and found.key() == wanted.key()), (document.id, locator)


def test_the_invariants_hold_for_every_dev_question(kb: KnowledgeBase, shared: Path) -> None:
    lines = (shared / "golden" / "dev.jsonl").read_text(encoding="utf-8").splitlines()
    questions = [json.loads(line) for line in lines]
    known = {document.id for document in kb.documents()}
    coverage = Coverage([document.meta for document in kb.documents()])
    answered = 0
    for question in questions:
        given = question["filters"]
        if not set(given.get("document", ())) <= known:
            continue
        filters = Filters(**{name: tuple(values) for name, values in given.items()})
        answer = kb.ask(question["question"], filters)
        assert not list(broken(answer, kb.text, filters)), question["id"]
        answered += not answer.abstained
        read = answer.interpretation
        for place in read.named:  # nothing is read into a question that people do not read in it
            assert any(
                {place, place.split("-")[0]} & {known, known.split("-")[0]} for known in question["jurisdictions"]
            )
        named = {code for place in read.jurisdictions for code in coverage.search_codes(place)}
        for citation in answer.citations:
            assert not filters.jurisdiction or citation.jurisdiction in filters.jurisdiction
            assert not filters.kind or citation.kind in filters.kind
            assert not named or citation.jurisdiction in named, question["id"]
    assert answered > 10
