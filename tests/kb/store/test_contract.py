"""What every vector store does, whatever its engine."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from kb.model import Filters
from kb.settings import StoreSettings
from kb.store import Point, VectorStore, open_store
from kb.store.base import FIRST_DAY, LAST_DAY, Wording
from kb.store.schema import payload

DIM = 16
ANY = Filters(any_date=True)


def open_engine(engine: str, folder: Path) -> VectorStore:
    if engine == "edge":
        return open_store(StoreSettings(), folder, DIM)
    return open_store(StoreSettings(url=":memory:", collection="test"), folder, DIM)


@pytest.fixture(params=["edge", "server"])
def store(request: pytest.FixtureRequest, index: Path) -> Iterator[VectorStore]:
    store = open_engine(request.param, index)
    yield store
    store.close()


def unit(seed: int) -> NDArray[np.float32]:
    vector = np.random.default_rng(seed).normal(size=DIM)
    return np.asarray(vector / np.linalg.norm(vector), dtype=np.float32)


def point(n: int, text: str = "members quorum", **fields: object) -> Point:
    made = Point(
        id=str(UUID(int=n)), dense=unit(n), bm25_text=text, doc_id="doc", version_id="v1", jurisdiction="ES",
        kind="law", language="en", role="body",
    )  # fmt: skip
    return replace(made, **fields)  # type: ignore[arg-type]


def found(hits: Sequence[object]) -> set[int]:
    return {UUID(hit.id).int for hit in hits}  # type: ignore[attr-defined]


# ---- an empty store, and odd arguments


def test_the_fields_that_filters_look_at_come_back(store: VectorStore) -> None:
    written = [point(1, jurisdiction="ES-CT", from_day=730_000), point(2, kind="report", language="fr", role="note")]
    store.upsert([*written, point(3, version_id="v2")])
    assert dict(store.payloads("v1")) == {p.id: payload(p) for p in written}
    assert dict(store.payloads("absent")) == {}


def test_an_empty_store_answers_nothing(store: VectorStore) -> None:
    assert store.search_dense(unit(0), 5, Filters()) == []
    assert store.search_bm25("member", "en", 5, Filters()) == []
    assert store.search_hybrid(unit(0), "member", "en", 5, Filters()) == []
    assert store.count() == 0
    assert store.versions() == {}
    assert list(store.ids("v1")) == []
    assert store.vectors([str(UUID(int=1))]) == {}
    store.delete_versions(["v1"])
    store.delete_versions([])
    store.upsert([])
    store.flush()
    store.optimize()
    assert store.count() == 0


def test_limits(store: VectorStore) -> None:
    store.upsert([point(n) for n in range(30)])
    for limit, expected in [(0, 0), (-1, 0), (1, 1), (29, 29), (30, 30), (10_000, 30)]:
        assert len(store.search_dense(unit(0), limit, ANY)) == expected
        assert len(store.search_bm25("member", "en", limit, ANY)) == expected
        assert len(store.search_hybrid(unit(0), "member", "en", limit, ANY)) == expected


def test_a_query_without_words_leaves_the_dense_side(store: VectorStore) -> None:
    store.upsert([point(n) for n in range(5)])
    for text in ("", "   ", "the", "¿?"):
        assert store.search_bm25(text, "en", 5, ANY) == []
        assert found(store.search_hybrid(unit(3), text, "en", 1, ANY)) == {3}


def test_a_vector_of_another_shape_or_with_nan_is_refused(store: VectorStore) -> None:
    for vector in (np.ones(DIM + 1, np.float32), np.ones((1, DIM), np.float32), np.full(DIM, np.nan, np.float32)):
        with pytest.raises(ValueError, match="a vector"):
            store.upsert([point(1), point(2, dense=vector)])
        with pytest.raises(ValueError, match="a vector"):
            store.search_dense(vector, 5, ANY)
        with pytest.raises(ValueError, match="a vector"):
            store.search_hybrid(vector, "member", "en", 5, ANY)
    assert store.count() == 0


def test_an_id_that_is_no_uuid_is_refused_and_unknown(store: VectorStore) -> None:
    with pytest.raises(ValueError, match="must be a UUID"):
        store.upsert([replace(point(1), id="número 1")])
    assert store.vectors(["número 1", "", str(UUID(int=9))]) == {}


# ---- writing


def test_upsert_is_idempotent_and_the_last_write_wins(store: VectorStore) -> None:
    store.upsert([point(1, "quorum"), point(2, "dividend")])
    store.upsert([point(1, "quorum"), point(2, "dividend")])
    assert store.count() == 2
    store.upsert([point(1, "surplus", version_id="v2", jurisdiction="FR")])
    assert store.versions() == {"v1": 1, "v2": 1}
    assert store.search_bm25("quorum", "en", 5, ANY) == []
    assert found(store.search_bm25("surplus", "en", 5, Filters(jurisdiction=("FR",)))) == {1}


def test_versions_are_counted_exactly_and_deleted_whole(store: VectorStore) -> None:
    store.upsert([point(n, version_id=f"v{n % 3}", role="contents" if n % 5 == 0 else "body") for n in range(700)])
    assert store.versions() == {"v0": 234, "v1": 233, "v2": 233}
    assert {UUID(i).int for i in store.ids("v1")} == {n for n in range(700) if n % 3 == 1}
    store.delete_versions(["v1", "v2", "never written"])
    assert store.versions() == {"v0": 234}
    assert store.count() == 234
    assert list(store.ids("v1")) == []
    assert found(store.search_dense(unit(1), 1000, ANY)) == {n for n in range(0, 700, 3) if n % 5}


def test_many_versions_are_all_counted(store: VectorStore) -> None:
    store.upsert([point(n, version_id=f"v{n}") for n in range(300)])
    assert store.versions() == {f"v{n}": 1 for n in range(300)}
    store.delete_versions(f"v{n}" for n in range(299))
    assert store.versions() == {"v299": 1}


def test_vectors_come_back_as_written_and_normalised(store: VectorStore) -> None:
    store.upsert([point(n, dense=unit(n) * 3) for n in range(600)])
    asked = [str(UUID(int=n)) for n in (5, 599, 10_000)] + [str(UUID(int=7)).upper()]
    vectors = store.vectors(asked)
    assert set(vectors) == {asked[0], asked[1], asked[3]}
    for key, n in ((asked[0], 5), (asked[1], 599), (asked[3], 7)):
        assert vectors[key].dtype == np.float32
        np.testing.assert_allclose(vectors[key], unit(n), atol=1e-6)


def test_any_text_may_be_a_document_id(store: VectorStore) -> None:
    names = ["loi-coopératives", "협동조합 기본법", 'a "b" \\ c', "💧", "x" * 300]
    store.upsert([point(n, doc_id=name, version_id=name + "@1") for n, name in enumerate(names)])
    for n, name in enumerate(names):
        assert found(store.search_dense(unit(0), 9, Filters(document=(name,), any_date=True))) == {n}
        assert list(store.ids(name + "@1")) == [str(UUID(int=n))]
    assert store.versions() == {name + "@1": 1 for name in names}


# ---- BM25

SENTENCES = {
    "en": ("The general assembly elects the auditors every three years.", "auditor"),
    "es": ("La asamblea general aprobará la liquidación de los bienes comunes.", "liquidacion"),
    "fr": ("Le conseil convoque les sociétaires quinze jours à l’avance.", "societaires"),
    "it": ("L’assemblea approva il bilancio entro centoventi giorni.", "bilanci"),
    "pt": ("A direção presta contas aos cooperadores em março.", "direcao"),
    "de": ("Der Aufsichtsrat überwacht die Führung der Geschäfte.", "Geschäft"),
    "ca": ("El consell rector respon davant l’assemblea de sòcies.", "socies"),
    "ko": ("이사장은 총회를 소집하고 의장이 된다.", "총회"),
    "hi": ("प्रबंधन मंडल वार्षिक बैठक बुलाएगा।", "प्रबंधन"),
    "ms": ("Lembaga hendaklah memanggil mesyuarat agung tahunan.", "mesyuarat"),
    "bg": ("Управителният съвет свиква общото събрание веднъж годишно.", "събрание"),
    "ja": ("理事長は毎年一回総会を招集しなければならない。", "総会"),
    "gu": ("સમિતિ દર વર્ષે સામાન્ય સભા બોલાવશે.", "સભા"),
    "sw": ("Bodi itaitisha mkutano mkuu kila mwaka.", "mkutano"),
}


def test_a_term_finds_its_document_in_every_language(store: VectorStore) -> None:
    languages = list(SENTENCES)
    store.upsert([point(n, SENTENCES[code][0], language=code) for n, code in enumerate(languages)])
    for n, code in enumerate(languages):
        hits = store.search_bm25(SENTENCES[code][1], code, 3, ANY)
        assert hits, f"{code}: {SENTENCES[code][1]} finds nothing"
        assert found(hits[:1]) == {n}, code


def test_a_rare_term_counts_more_than_a_common_one(store: VectorStore) -> None:
    """IDF over the collection: the ratio of the scores is that of the terms' inverse document frequencies."""
    store.upsert([point(n, "surplus" if n == 7 else "member") for n in range(100)])
    rare = store.search_bm25("surplus", "en", 1, ANY)[0].score
    common = store.search_bm25("member", "en", 1, ANY)[0].score

    def idf(holders: int) -> float:
        return float(np.log((100 - holders + 0.5) / (holders + 0.5) + 1))

    assert rare / common == pytest.approx(idf(1) / idf(99), rel=0.01)


def test_bm25_knows_only_documents_with_a_term(store: VectorStore) -> None:
    store.upsert([point(1, "quorum of the assembly"), point(2, "dividend"), point(3, "quorum")])
    hits = store.search_bm25("quorum", "en", 10, ANY)
    assert [UUID(hit.id).int for hit in hits] == [3, 1]  # the shorter first
    assert hits[0].score > hits[1].score > 0


# ---- hybrid


def test_hybrid_holds_the_hits_of_both_sides(store: VectorStore) -> None:
    store.upsert([point(n, "quorum" if n >= 98 else "member") for n in range(100)])
    hits = store.search_hybrid(unit(3), "quorum", "en", 200, ANY)
    assert {3, 98, 99} <= found(hits)  # nearest by meaning, without the word; and both that have the word
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_hybrid_matches_words_within_the_language_of_the_question_only(store: VectorStore) -> None:
    spanish = [point(n, "quorum", language="es") for n in (50, 51)]
    store.upsert([*(point(n, "member") for n in range(10)), *spanish])
    dense = store.search_dense(unit(3), 50, ANY)
    assert [hit.id for hit in store.search_hybrid(unit(3), "quorum", "en", 50, ANY)] == [hit.id for hit in dense]
    only_spanish = Filters(any_date=True, language=("es",))
    assert found(store.search_hybrid(unit(3), "quorum", "en", 50, only_spanish)) == {50, 51}


def test_a_wording_finds_documents_in_its_language_and_no_others(store: VectorStore) -> None:
    spanish = [point(50, "quórum de la asamblea", language="es"), point(51, "capital social", language="es")]
    store.upsert([*(point(n, "member") for n in range(30)), *spanish])
    vector = unit(3)
    without = store.search_hybrid(vector, "quorum", "en", 32, ANY)
    assert UUID(without[0].id).int == 3 and UUID(without[1].id).int not in (50, 51)
    worded = store.search_hybrid(vector, "quorum", "en", 32, ANY, [Wording("es", "quórum", unit(50))])
    assert UUID(worded[0].id).int == 50
    elsewhere = store.search_hybrid(vector, "quorum", "en", 32, ANY, [Wording("fr", "quórum", unit(50))])
    assert [hit.id for hit in elsewhere] == [hit.id for hit in without]
    only_english = Filters(any_date=True, language=("en",))
    assert not found(store.search_hybrid(vector, "x", "en", 32, only_english, [Wording("es", "y", vector)])) & {50, 51}


def test_hybrid_prefers_what_both_sides_find(store: VectorStore) -> None:
    store.upsert([point(n, "quorum" if n in (3, 50) else "member") for n in range(100)])
    assert UUID(store.search_hybrid(unit(3), "quorum", "en", 5, ANY)[0].id).int == 3


def test_the_same_search_gives_the_same_answer(store: VectorStore) -> None:
    store.upsert([point(n) for n in range(200)])  # all equal for BM25
    first = store.search_hybrid(unit(500), "member", "en", 20, ANY)
    assert all(store.search_hybrid(unit(500), "member", "en", 20, ANY) == first for _ in range(5))
    ties = store.search_bm25("member", "en", 200, ANY)
    assert [hit.id for hit in ties] == sorted(hit.id for hit in ties)


# ---- filters

DAY = date(2020, 6, 15)
CASES: list[tuple[str, Filters, set[int]]] = [
    ("jurisdiction is exact", Filters(jurisdiction=("ES",), any_date=True), {0, 2, 3, 4, 5, 6, 7, 8}),
    ("a subdivision is named", Filters(jurisdiction=("ES-CT",), any_date=True), {1}),
    ("several are any of", Filters(jurisdiction=("ES-CT", "ES"), any_date=True), {0, 1, 2, 3, 4, 5, 6, 7, 8}),
    ("kind", Filters(kind=("report", "standard"), any_date=True), {2}),
    ("language", Filters(language=("es",), any_date=True), {3}),
    ("document", Filters(document=("other",), any_date=True), {4}),
    ("today, by default", Filters(), {0, 1, 2, 3, 4, 6}),
    ("first day it applies", Filters(as_of=DAY), {0, 1, 2, 3, 4, 5, 6}),
    ("the day before", Filters(as_of=DAY - timedelta(1)), {0, 1, 2, 3, 4}),
    ("last day it applies", Filters(as_of=DAY + timedelta(9)), {0, 1, 2, 3, 4, 5, 6}),
    ("first day it no longer applies", Filters(as_of=DAY + timedelta(10)), {0, 1, 2, 3, 4, 6}),
    ("not yet law", Filters(as_of=date(9000, 1, 1)), {0, 1, 2, 3, 4, 6, 7}),
    ("any_date wins over as_of", Filters(as_of=DAY, any_date=True), {0, 1, 2, 3, 4, 5, 6, 7, 8}),
    ("combined", Filters(jurisdiction=("ES",), kind=("law",), language=("en",), as_of=DAY), {0, 4, 5, 6}),
    ("contradiction", Filters(jurisdiction=("ES-CT",), kind=("report",), any_date=True), set()),
    ("unknown value", Filters(jurisdiction=("ZZ",), any_date=True), set()),
]


@pytest.fixture(scope="module", params=["edge", "server"])
def dated(request: pytest.FixtureRequest, scratch: Path) -> Iterator[VectorStore]:
    """Ten points, each different from the first in one respect."""
    store = open_engine(request.param, scratch / f"dated-{request.param}")
    past, future = date(1990, 1, 1).toordinal(), date(8999, 1, 1).toordinal()
    store.upsert(
        [
            point(0),
            point(1, jurisdiction="ES-CT"),
            point(2, kind="report"),
            point(3, language="es"),
            point(4, doc_id="other"),
            point(5, from_day=DAY.toordinal(), to_day=DAY.toordinal() + 10),
            point(6, from_day=DAY.toordinal()),
            point(7, from_day=future),
            point(8, to_day=past),
            point(9, role="contents"),
        ]
    )
    yield store
    store.close()


@pytest.mark.parametrize(("filters", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_filters(dated: VectorStore, filters: Filters, expected: set[int]) -> None:
    assert found(dated.search_dense(unit(0), 50, filters)) == expected
    assert found(dated.search_bm25("quorum", "en", 50, filters)) == expected
    assert found(dated.search_hybrid(unit(0), "quorum", "en", 50, filters)) == expected


def test_other_roles_than_contents_are_found(store: VectorStore) -> None:
    store.upsert([point(n, role=role) for n, role in enumerate(("body", "preamble", "annex", "note", "contents"))])
    assert found(store.search_dense(unit(0), 9, Filters())) == {0, 1, 2, 3}


# ---- against a plain model

PLACES = ("ES", "ES-CT", "FR", "ZA")
KINDS = ("law", "report")
CODES = ("en", "es")
DOCS = ("a", "b", "c")
DAYS = tuple(range(730_000, 730_006))


def some(values: Sequence[str]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(values), max_size=2, unique=True).map(tuple)


anything = st.builds(
    Filters,
    jurisdiction=some(PLACES),
    kind=some(KINDS),
    language=some(CODES),
    document=some(DOCS),
    as_of=st.none() | st.sampled_from(DAYS).map(date.fromordinal),
    any_date=st.booleans(),
)


def population() -> list[Point]:
    rng = np.random.default_rng(1)
    made = []
    for n in range(300):
        begin = int(rng.choice([FIRST_DAY, *DAYS]))
        end = int(rng.choice([LAST_DAY, *(day for day in DAYS if day >= begin)]))
        made.append(
            point(
                n,
                jurisdiction=str(rng.choice(PLACES)),
                kind=str(rng.choice(KINDS)),
                language=str(rng.choice(CODES)),
                doc_id=str(rng.choice(DOCS)),
                role="contents" if n % 11 == 0 else "body",
                from_day=begin,
                to_day=end,
            )
        )
    return made


def passes(p: Point, f: Filters) -> bool:
    """What ``Filters`` means, said once more and differently."""
    if p.role == "contents":
        return False
    for wanted, value in ((f.jurisdiction, p.jurisdiction), (f.kind, p.kind), (f.language, p.language),
                          (f.document, p.doc_id)):  # fmt: skip
        if wanted and value not in wanted:
            return False
    return f.any_date or p.from_day <= (f.as_of or date.today()).toordinal() < p.to_day


@pytest.fixture(scope="module", params=["edge", "server"])
def populated(request: pytest.FixtureRequest, scratch: Path) -> Iterator[tuple[VectorStore, list[Point]]]:
    store = open_engine(request.param, scratch / f"model-{request.param}")
    points = population()
    store.upsert(points)
    yield store, points
    store.close()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(filters=anything, seed=st.integers(0, 10_000), limit=st.integers(1, 400))
def test_dense_search_agrees_with_a_plain_model(
    populated: tuple[VectorStore, list[Point]], filters: Filters, seed: int, limit: int
) -> None:
    store, points = populated
    query = unit(seed)
    eligible = [p for p in points if passes(p, filters)]
    scores = {p.id: float(p.dense @ query) for p in eligible}
    hits = store.search_dense(query, limit, filters)

    assert len(hits) == min(limit, len(eligible))
    assert len({hit.id for hit in hits}) == len(hits)
    for hit in hits:
        assert hit.score == pytest.approx(scores[hit.id], abs=1e-5)
    best = sorted(scores.values(), reverse=True)[: len(hits)]
    np.testing.assert_allclose([hit.score for hit in hits], best, atol=1e-5)
    assert {hit.id for hit in store.search_hybrid(query, "quorum", "en", 1000, filters)} == set(scores)


# ---- threads


def test_threads_may_search_while_one_writes(store: VectorStore) -> None:
    store.upsert([point(n, "auditor" if n == 3 else "member") for n in range(200)])
    failures: list[BaseException] = []
    stop = threading.Event()

    def search() -> None:
        try:
            while not stop.is_set():
                hits = store.search_hybrid(unit(3), "auditor", "en", 10, Filters())
                assert len(hits) == 10
                assert store.vectors([str(UUID(int=3))])
                assert store.versions()["v1"] == 200
        except BaseException as error:
            failures.append(error)
            raise

    threads = [threading.Thread(target=search) for _ in range(8)]
    for thread in threads:
        thread.start()
    for batch in range(10):
        store.upsert([point(1000 + batch * 20 + n, version_id="v2") for n in range(20)])
        store.delete_versions(["v2"] if batch % 2 else [])
        store.flush()
    stop.set()
    for thread in threads:
        thread.join()
    assert not failures
    assert store.versions() == {"v1": 200}
