"""How sure we are that what was found answers the question: a logistic regression over eight pieces of evidence.

Fitted on the dev questions and on those of ``eval/sets/answerable.jsonl``, which we wrote for it: questions on covered
places that the corpus answers, and questions that no law answers (fees, names, statistics, recipes). ``python -m
eval.bench.confidence`` fits it anew and tells what it is worth on questions left out.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from numpy.typing import NDArray

from kb.answer.judge import SIGNALS, Candidate
from kb.answer.question import content_words
from kb.interpret.jurisdictions import find_mentions
from kb.words import fold

if TYPE_CHECKING:
    import numpy as np

    from kb.base import KnowledgeBase
    from kb.model import Interpretation
    from kb.retrieve import Group

__all__ = ["CONSTANT", "WEIGHTS", "confidence", "evidence", "names_in"]

#: The evidence in the order of :func:`evidence`, with its weights.
WEIGHTS: dict[str, float] = {
    "meaning": 15.2,  # cosine similarity of question and sentence
    "passage": 9.7,  # of question and the passage found first
    "plain_meaning": 23.2,  # the same two, the question read as any text: trained on questions that are answered, the
    "plain_passage": 36.3,  # question reader finds something near to every one
    "same": -4.2,  # whether question and sentence are in one language: similarities are higher then
    "concepts": 2.77,  # share of the concepts asked about that sentence and headings name
    "words": 2.05,  # share of the question's words that the passages have; half of them where the language differs
    "missing": -2.79,  # names and years in the question that no passage has, three at most
}
CONSTANT = -67.9
_MOST_MISSING = 3
#: By so many letters a word is the same in two forms.
_STEM = 6
_WORD = re.compile(r"(?<![¿¡])[^\W_]+")


def confidence(
    kb: KnowledgeBase, group: Group, meant: Interpretation, best: Candidate, signals: NDArray[np.float64]
) -> float:
    """In [0, 1]: that ``best``, the best sentence of ``group``, with its row of signals, answers."""
    found = evidence(kb, group, meant, best, signals)
    total = CONSTANT + sum(weight * value for weight, value in zip(WEIGHTS.values(), found, strict=True))
    return 1 / (1 + math.exp(-total))


def evidence(
    kb: KnowledgeBase, group: Group, meant: Interpretation, best: Candidate, signals: NDArray[np.float64]
) -> tuple[float, ...]:
    """What speaks for an answer, in the order of ``WEIGHTS``."""
    there = " ".join(
        fold(" ".join((scored.passage.text, *scored.passage.path, scored.meta.title))) for scored in group.passages[:8]
    )
    same = best.scored.meta.language == meant.language
    wanted = content_words(group.asked.text)
    missing = sum(fold(name)[:_STEM] not in there for name in names_in(group.asked.topic, meant))
    return (
        float(signals[SIGNALS.index("meaning")]),
        kb.calibration(group.passages[0].signals.get("cosine", 0.0)),
        float(signals[SIGNALS.index("plain_meaning")]),
        _plain_passage(kb, group),
        float(same),
        float(signals[SIGNALS.index("concepts_above")]),
        sum(word in there for word in wanted) / len(wanted) if same and wanted else 0.5,
        float(min(missing, _MOST_MISSING)),
    )


def _plain_passage(kb: KnowledgeBase, group: Group) -> float:
    """Similarity of the question, read as any query, with the passage found first."""
    first = group.passages[0].passage.id
    vector = kb.store.vectors([first]).get(first)
    return kb.plain_calibration(float(group.asked.plain @ vector)) if vector is not None else 0.0


def names_in(topic: str, meant: Interpretation) -> Sequence[str]:
    """Names and years in a question, but those of its jurisdictions and the day that were understood.

    A capital at the beginning is no name's; that of a city is, though a capital tells which country is meant.
    """
    day = str(meant.as_of.year) if meant.as_of else ""
    places = [m for m in find_mentions(topic, meant.language) if not m.weak]
    return [
        match[0]
        for match in _WORD.finditer(topic)
        if (
            (match.start() and len(match[0]) > 2 and match[0][0].isupper())
            or (len(match[0]) == 4 and match[0].isdigit())
        )
        and match[0] != day
        and not any(place.start <= match.start() < place.end for place in places)
    ]
