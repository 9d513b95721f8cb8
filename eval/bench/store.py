"""How fast the embedded store searches, against the engine qdrant-client has in process; what it costs on disk.

``python -m eval.bench.store [--points 20000 50000] [--queries 100] [--dim 384]``

Points are random: vectors around 200 centres, texts of 120 words drawn by Zipf's law from 20,000, a date of beginning
and one of 40 jurisdictions each. Both engines get the same points and the same queries through ``VectorStore``, so what
is timed is what a search of the product waits for: encoding the query's BM25 terms, filters, fusion, ids.
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from kb.model import Filters
from kb.settings import StoreSettings
from kb.store import Point, VectorStore, open_store

EDGE = StoreSettings.model_validate({})
LOCAL_MODE = StoreSettings.model_validate({"url": ":memory:", "collection": "bench"})
NO_FILTER = Filters(any_date=True)
FILTER = Filters(jurisdiction=("J1", "J2"), as_of=date(2020, 1, 1))


@dataclass(frozen=True)
class Query:
    vector: NDArray[np.float32]
    text: str


class Population:
    """Reproducible random points and queries."""

    def __init__(self, dim: int) -> None:
        self._rng = np.random.default_rng(20240601)
        self._centres = self._rng.normal(size=(200, dim))
        weight = 1 / np.arange(1, 20_001)
        self._chances = weight / weight.sum()
        self._words = np.array([f"word{n}" for n in range(20_000)])

    def _vectors(self, count: int) -> NDArray[np.float32]:
        centre = self._centres[self._rng.integers(len(self._centres), size=count)]
        vectors = centre + 0.7 * self._rng.normal(size=centre.shape)
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)

    def _texts(self, count: int, words: int) -> list[str]:
        drawn = self._rng.choice(self._words, size=(count, words), p=self._chances)
        return [" ".join(row) for row in drawn]

    def points(self, count: int) -> list[Point]:
        begin = self._rng.integers(date(1950, 1, 1).toordinal(), date(2025, 1, 1).toordinal(), size=count)
        rows = zip(self._vectors(count), self._texts(count, 120), begin, strict=True)
        return [
            Point(
                str(UUID(int=n)), vector, text, f"doc{n % 200}", f"version{n % 200}", f"J{n % 40}", "law", "en", "body",
                from_day=int(day),
            )
            for n, (vector, text, day) in enumerate(rows)
        ]  # fmt: skip

    def queries(self, count: int) -> list[Query]:
        return [Query(*row) for row in zip(self._vectors(count), self._texts(count, 8), strict=True)]


def milliseconds(store: VectorStore, queries: Sequence[Query], filters: Filters) -> tuple[float, float]:
    """Median and 95th percentile of a hybrid search for ten hits."""
    times = []
    for query in queries:
        begin = time.perf_counter()
        store.search_hybrid(query.vector, query.text, "en", 10, filters)
        times.append(1000 * (time.perf_counter() - begin))
    p50, p95 = np.percentile(times, [50, 95])
    return float(p50), float(p95)


def recall(store: VectorStore, points: Sequence[Point], queries: Sequence[Query]) -> float:
    """Share of the ten nearest points that the dense search finds."""
    matrix = np.stack([point.dense for point in points])
    found = 0
    for query in queries:
        nearest = np.argpartition(-(matrix @ query.vector), 10)[:10]
        hits = {hit.id for hit in store.search_dense(query.vector, 10, NO_FILTER)}
        found += sum(points[n].id in hits for n in nearest)
    return found / (10 * len(queries))


def seconds(work: Callable[[], object]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def megabytes(folder: Path) -> float:
    """Disk blocks in use; files of the engine have holes."""
    return sum(file.stat().st_blocks * 512 for file in folder.rglob("*") if file.is_file()) / 1e6


def peak_megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)


def fill(store: VectorStore, points: Sequence[Point]) -> None:
    for start in range(0, len(points), 1000):
        store.upsert(points[start : start + 1000])
    store.flush()


def slowest_meanwhile(store: VectorStore, queries: Sequence[Query], work: Callable[[], object]) -> tuple[int, float]:
    """Searches answered while ``work`` ran in a thread, and the longest wait of one, in ms."""
    thread = threading.Thread(target=work)
    thread.start()
    answered, slowest = 0, 0.0
    while thread.is_alive():
        query = queries[answered % len(queries)]
        slowest = max(slowest, milliseconds(store, [query], NO_FILTER)[1])
        answered += 1
    thread.join()
    return answered, slowest


def report(name: str, times: tuple[float, float], against: tuple[float, float] | None = None) -> None:
    ratio = f"   local mode / Edge: {against[0] / times[0]:.0f} times at p50" if against else ""
    print(f"  {name:<42} p50 {times[0]:8.2f} ms   p95 {times[1]:8.2f} ms{ratio}")


def bench(count: int, dim: int, queries: int, folder: Path) -> None:
    population = Population(dim)
    points, asked = population.points(count), population.queries(queries)
    print(f"{count} points of {dim} numbers, {queries} queries")

    local = open_store(LOCAL_MODE, folder, dim)
    fill(local, points)
    few = asked[: max(5, queries // 10)]  # it is slow
    slow = {filters: milliseconds(local, few, filters) for filters in (NO_FILTER, FILTER)}
    local.close()
    report("qdrant-client local mode, no filter", slow[NO_FILTER])
    report("qdrant-client local mode, filter", slow[FILTER])
    del local

    before = peak_megabytes()
    store = open_store(EDGE, folder, dim)
    spent = seconds(lambda: fill(store, points))
    print(
        f"  Edge: {count / spent:.0f} points/s written, {megabytes(folder) / count * 1e4:.0f} MB disk per 10,000 points"
    )
    report("Edge before optimize, no filter", milliseconds(store, asked, NO_FILTER), slow[NO_FILTER])
    report("Edge before optimize, filter", milliseconds(store, asked, FILTER), slow[FILTER])

    begin = time.perf_counter()
    answered, slowest = slowest_meanwhile(store, asked, store.optimize)
    print(
        f"  optimize {time.perf_counter() - begin:.1f} s; meanwhile {answered} searches in a row, "
        f"the slowest {slowest:.0f} ms; disk per 10,000 points {megabytes(folder) / count * 1e4:.0f} MB"
    )
    report("Edge after optimize, no filter", milliseconds(store, asked, NO_FILTER), slow[NO_FILTER])
    report("Edge after optimize, filter", milliseconds(store, asked, FILTER), slow[FILTER])
    print(f"  recall@10 of the dense search against exact: {recall(store, points, asked):.3f}")
    print(f"  peak memory of this process grew by {max(0.0, peak_megabytes() - before):.0f} MB with Edge")

    full = megabytes(folder)
    store.delete_versions([f"version{n}" for n in range(100)])
    store.flush()
    deleted = megabytes(folder)
    spent = seconds(store.optimize)
    print(
        f"  half deleted: {full:.0f} MB before, {deleted:.0f} MB after, {megabytes(folder):.0f} MB when optimized "
        f"({spent:.1f} s)"
    )
    store.close()
    print(f"  opening it again: {seconds(lambda: open_store(EDGE, folder, dim).close()):.2f} s")


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m eval.bench.store", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--points", type=int, nargs="+", default=[20_000, 50_000])
    parser.add_argument("--queries", type=int, default=100)
    parser.add_argument("--dim", type=int, default=384)
    options = parser.parse_args(arguments)
    for count in options.points:
        with tempfile.TemporaryDirectory() as folder:
            bench(count, options.dim, options.queries, Path(folder))


if __name__ == "__main__":
    main()
