"""How well a sentence answers a question: what it says, where it stands, and whether it holds what is asked for.

The score is a weighted sum of signals. The weights were fitted on the dev questions, as ``python -m eval.bench.fit``
does, and on those of ``eval/sets/training`` that the question reader had not seen then; rounded, and moved where that
cost nothing there and helped on the briefs. None knows a question, a law or a language.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from kb.answer.quantities import counts_at_least, states_least, states_number
from kb.answer.question import asks_for_number, content_words
from kb.interpret.forms import forms
from kb.interpret.glossary import concepts
from kb.interpret.rephrase import asks_for_least
from kb.model import Kind, ScoredPassage, Span

if TYPE_CHECKING:
    from kb.base import KnowledgeBase
    from kb.embed.base import Vectors
    from kb.retrieve import Group

__all__ = ["SIGNALS", "WEIGHTS", "Candidate", "is_of_another_form", "signals"]

#: A sentence of fewer characters is embedded with the heading above it.
_SHORT = 160
#: Characters of a sentence that are embedded, and of a heading.
_EMBEDDED, _HEADING = 700, 160
#: Concepts that a law answers with a figure or a bound.
_BOUNDS = frozenset({"percentage", "period", "age", "capital", "minimum", "maximum"})
#: Those who belong to an organisation, and its bodies, whose members are counted too: "at least three members of the
#: board" is no answer to how many a society needs.
_COUNTED = frozenset({"members", "founders"})
_ORGANS = frozenset({"board", "supervisory-board", "general-meeting", "quorum", "vote"})
#: Kinds of cooperative with rules of their own, which are not those of cooperatives in general.
_SPECIAL = frozenset(
    {
        "worker-cooperative",
        "credit-cooperative",
        "housing-cooperative",
        "consumer-cooperative",
        "agricultural-cooperative",
        "social-cooperative",
        "second-degree",
        "federation",
    }
)

#: What is excepted, up to the end of its clause.
_OTHER_THAN = re.compile(
    r"\b(?:other than|except(?: for)?|excluding|autres? que|à l['’]exception d\w+|sauf|hormis|distint[ao]s? de|excepto|"
    r"salvo|außer|mit Ausnahme|diverse da|eccetto|exceto|tret de)\b[^,;.:]{0,60}",
    re.IGNORECASE,
)

#: The signals in the order of the columns of :func:`signals`, with their weights; that of ``meaning`` is 1.
WEIGHTS: dict[str, float] = {
    "meaning": 1.0,  # cosine similarity with the question
    "plain_meaning": 0.7,  # the same, the question read as any text: what it says, not where such things are said
    "words": 0.05,  # share of the question's words that it has
    "concepts": 0.005,  # share of the question's concepts that it names
    "concepts_above": 0.04,  # the same, with its headings
    "number": 0.05,  # a quantity where one is asked for
    "least": 0.06,  # "at least" where the least is asked for
    "counted": 0.05,  # and of what the question counts, or against it of another body
    "passage_meaning": 1.2,  # cosine similarity of its passage with the question, less the best one's
    "passage_found": 0.08,  # score of its passage in the search, by the best one's
    "other_form": -0.1,  # on another legal form than the question
    "another_law": -0.08,  # of the country, where the region has its own
    "special": -0.05,  # on a kind of cooperative that the question does not name
    "bounds": 0.015,  # share of the asked figures and bounds that it states
}
SIGNALS = tuple(WEIGHTS)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may answer."""

    scored: ScoredPassage
    span: Span  # of the sentence, in the document's text
    rank: int  # of its passage
    text: str


def signals(kb: KnowledgeBase, group: Group, candidates: Sequence[Candidate]) -> NDArray[np.float64]:
    """The signals of each candidate, of shape (candidates, signals). Embeds every candidate."""
    asked = group.asked
    vectors = _embedded(kb, [_placed(candidate) for candidate in candidates])
    meaning = [kb.calibration(float(row @ asked.vector)) for row in vectors]
    plain = [kb.plain_calibration(float(row @ asked.plain)) for row in vectors]
    wanted = content_words(asked.text)
    number, least = asks_for_number(asked.text), asks_for_least(asked.text)
    form = forms(asked.text)
    passage = [kb.calibration(c.scored.signals.get("cosine", 0.0)) for c in candidates]
    found = [c.scored.signals.get("fused", 0.0) for c in candidates]
    own = [c.scored.meta.jurisdiction == group.jurisdiction for c in candidates]
    bounds = [name for name in asked.concepts if name in _BOUNDS]
    rows = []
    for i, candidate in enumerate(candidates):
        text, language = candidate.text, candidate.scored.meta.language
        named = frozenset(concepts(text, language))
        above = named.union(concepts(" ".join(candidate.scored.passage.path[-2:]), language))
        rows.append(
            (
                meaning[i],
                plain[i],
                len(wanted & content_words(text)) / len(wanted) if wanted else 0.0,
                _share(asked.concepts, named),
                _share(asked.concepts, above),
                number and states_number(text, language),
                least and states_least(text, language),
                _counted(group, candidate, named) if least else 0,
                passage[i] - max(passage),
                found[i] / (max(found) or 1.0),
                is_of_another_form(form, candidate.scored, text),
                any(own) and not own[i],
                _is_special(text, language, named, asked.concepts),
                _share(bounds, named),
            )
        )
    return np.asarray(rows, dtype=np.float64)


def _counted(group: Group, candidate: Candidate, named: frozenset[str]) -> int:
    """1 where the least number of what the question counts is given, -1 where it is that of something else."""
    asked = set(group.asked.concepts)
    given = counts_at_least(group.asked.text, candidate.text, candidate.scored.meta.language)
    if not asked & _COUNTED:
        return int(given)
    unasked = named - asked
    return -1 if unasked & _ORGANS or (not given and "capital" in unasked) else int(given)


def _is_special(text: str, language: str, named: frozenset[str], asked: Sequence[str]) -> bool:
    """Whether a sentence is on a kind of cooperative that is not asked about; "other than" that kind it is not."""
    special = named & _SPECIAL - set(asked)
    if not special:
        return False
    return not special.isdisjoint(concepts(_OTHER_THAN.sub(" ", text), language))


def _share(wanted: Sequence[str], there: frozenset[str]) -> float:
    return sum(name in there for name in wanted) / len(wanted) if wanted else 0.0


def is_of_another_form(asked: frozenset[str], scored: ScoredPassage, text: str) -> bool:
    """Whether a sentence is about another legal form (a mutual) than the question's (a cooperative).

    The title of a law says what all of it is about; that of a guide does not.
    """
    if not asked:
        return False
    above = " ".join(scored.passage.path[-1:])
    title = scored.meta.title if scored.meta.kind in (Kind.LAW, Kind.REGULATION) else ""
    said = forms(text)
    if asked & said:
        return False
    about = said | forms(f"{title} {above}")
    return bool(about) and not asked & about


def _placed(candidate: Candidate) -> str:
    """A short sentence is embedded with the heading of its provision: "it shall be five" is about what that says."""
    heading = candidate.scored.passage.path[-1] if candidate.scored.passage.path else ""
    if heading and len(candidate.text) < _SHORT:
        return f"{heading[:_HEADING]}\n{candidate.text}"
    return candidate.text[:_EMBEDDED]


def _embedded(kb: KnowledgeBase, texts: list[str]) -> Vectors:
    """The vectors of the texts.

    They are short: only where one is too long after all are tokens counted, because that takes the whole vocabulary,
    half a second in a new process.
    """
    try:
        return kb.embedder.embed_passages(texts)
    except ValueError:
        return kb.embedder.embed_passages(_within_limit(kb, texts))


def _within_limit(kb: KnowledgeBase, texts: list[str]) -> list[str]:
    """The texts, cut where the embedder takes less."""
    most = kb.embedder.max_tokens
    while any(long := [tokens > most for tokens in kb.embedder.count_tokens(texts)]):
        texts = [text[: len(text) * 3 // 4] if cut else text for text, cut in zip(texts, long, strict=True)]
    return texts
