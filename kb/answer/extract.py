"""Passages → the sentences that answer, as spans of the stored text.

A sentence is judged by what it says (its embedding against the question's), by the words it shares with the question,
and by whether it holds what the question asks for (a number for "how many"). An item of a list is quoted with the
words that introduce the list, because "(b) five persons;" alone says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from kb.answer.confidence import confidence
from kb.answer.judge import SIGNALS, WEIGHTS, Candidate, signals
from kb.answer.quantities import states_least
from kb.answer.question import asks_what_it_says, content_words
from kb.interpret.glossary import concepts
from kb.interpret.rephrase import asks_for_least
from kb.model import DocumentMeta, Interpretation, Passage, ScoredPassage, Section, SectionRole, Span
from kb.sentences import sentence_spans

if TYPE_CHECKING:
    from kb.base import KnowledgeBase
    from kb.retrieve import Group

__all__ = ["Statement", "candidates_of", "extract"]

#: Passages whose sentences are looked at.
_PASSAGES = 8
#: Sentences embedded at most, for a question and for each part of one that asks several things: most of a laptop's time
#: for an answer.
_SENTENCES, _SENTENCES_OF_PART = 20, 12
#: Characters of a quote: shorter than a fragment is no statement, longer is no pinpoint.
_SHORTEST, _LONGEST = 25, 700
#: Lines after a list in which it may be seen to go on.
_LOOKED_AT = 3
#: A line of fewer characters and words, without a stop, is a label ("Community Interest Company").
_LABEL, _LABEL_WORDS = 60, 7
#: A further sentence is said only when it scores nearly as well as the best.
_CLOSE = 0.035
#: Below this confidence no sentence of a provision answers more than "what does it say?".
_ABOUT_NOTHING = 0.4


@dataclass(frozen=True, slots=True)
class Statement:
    """A quote that answers, and how sure we are that it does."""

    passage: Passage
    meta: DocumentMeta
    span: Span  # in the document's text
    confidence: float  # that the best statement answers, in [0, 1]
    named: bool = False  # of a provision that the question names
    cut: bool = False  # the list that it introduces goes on
    head: Span | None = None  # what introduces the list in which it is an item, where other items stand between


@dataclass(frozen=True, slots=True)
class _Judged:
    candidate: Candidate
    score: float
    signals: NDArray[np.float64]  # (signals,)

    @property
    def is_of_another_form(self) -> bool:
        """Whether it is about another legal form than the question's."""
        return bool(self.signals[SIGNALS.index("other_form")])


def extract(kb: KnowledgeBase, group: Group, meant: Interpretation, most: int) -> list[Statement]:
    """The best sentences, best first; of the provision that the question names, where it names one.

    Where nothing in the named provision answers better than the rest ("what does article 8 say?"), its first sentences.

    Empty where no passage holds a sentence.
    """
    named = any("named" in scored.signals for scored in group.passages)
    candidates = _quotable(kb, group)
    if not candidates:
        return []
    opening = _opening(candidates)[:most] if named else []
    asks_text = named and asks_what_it_says(group.asked.topic)
    judged = _judged(kb, group, opening if asks_text else _worth_embedding(group, candidates))
    best = max(judged, key=lambda each: each.score)
    sure = confidence(kb, group, meant, best.candidate, best.signals)
    if asks_text or (named and sure < _ABOUT_NOTHING):
        return _chosen(kb, [replace(best, candidate=each) for each in opening], most, sure, named=True)
    judged.sort(key=lambda each: -each.score)
    close = [each for each in judged if each.score >= best.score - _CLOSE]
    chosen = _chosen(kb, close, most, sure, named=named)
    if named:  # what is said of one provision, in its order
        best_in = chosen[0].passage.version_id
        chosen.sort(key=lambda each: (each.passage.version_id != best_in, each.span.start))
    return chosen


def candidates_of(kb: KnowledgeBase, group: Group) -> list[Candidate]:
    """The sentences that are judged: of all that could be quoted, those that promise most."""
    return _worth_embedding(group, _quotable(kb, group))


def _quotable(kb: KnowledgeBase, group: Group) -> list[Candidate]:
    """The sentences that could be quoted; of the provision that the question names, where it names one."""
    named = [scored for scored in group.passages if "named" in scored.signals]
    found = _candidates(kb, named or group.passages)
    return ([c for c in found if _lies_within(c, group.within)] or found) if named else found


def _opening(candidates: Sequence[Candidate]) -> list[Candidate]:
    """The sentences of the first document in their order: another may be a copy of it."""
    first = candidates[0].scored.passage.version_id
    return sorted(
        (c for c in candidates if c.scored.passage.version_id == first), key=lambda candidate: candidate.span.start
    )


def _judged(kb: KnowledgeBase, group: Group, candidates: Sequence[Candidate]) -> list[_Judged]:
    """How well each sentence answers."""
    table = signals(kb, group, candidates)
    scores = table @ np.array([WEIGHTS[name] for name in SIGNALS])
    return [_Judged(each, float(score), row) for each, score, row in zip(candidates, scores, table, strict=True)]


def _chosen(kb: KnowledgeBase, judged: Sequence[_Judged], most: int, sure: float, *, named: bool) -> list[Statement]:
    """The first ``most`` that say something new; of another legal form only where there is nothing else."""
    chosen: list[Statement] = []
    said: list[frozenset[str]] = []
    for each in judged:
        passage, meta = each.candidate.scored.passage, each.candidate.scored.meta
        if len(chosen) >= most:
            break
        if chosen and each.is_of_another_form:
            continue
        span, is_cut, head = _complete(kb, each.candidate)
        text = kb.catalog.text(passage.version_id)
        span, head = _unnumbered(text, span), head and _unnumbered(text, head)
        if any(s.passage.version_id == passage.version_id and s.span.overlaps(span) for s in chosen):
            continue
        words = content_words(each.candidate.text)
        if words in said:
            continue  # the same words in another copy of the law
        said.append(words)
        chosen.append(Statement(passage, meta, span, sure, named, is_cut, head))
    return chosen


def _unnumbered(text: str, span: Span) -> Span:
    number = _NUMBER.match(text, span.start, span.end)
    return Span(number.end(), span.end) if number else span


def _lies_within(candidate: Candidate, places: Sequence[tuple[str, Span]]) -> bool:
    version, start = candidate.scored.passage.version_id, candidate.span.start
    return any(version == of and place.start <= start < place.end for of, place in places)


def _candidates(kb: KnowledgeBase, passages: Sequence[ScoredPassage]) -> list[Candidate]:
    quotable = [p for p in passages if p.passage.role is not SectionRole.CONTENTS]
    law = [p for p in quotable if p.passage.role not in (SectionRole.NOTE, SectionRole.PREAMBLE)]
    found: list[Candidate] = []
    for rank, scored in enumerate((law or quotable)[:_PASSAGES]):
        passage = scored.passage
        sections = kb.catalog.sections_over(passage.version_id, passage.span)
        for sentence in sentence_spans(passage.text):
            span = Span(passage.span.start + sentence.start, passage.span.start + sentence.end)
            said = sentence.of(passage.text)
            if len(span) >= _SHORTEST and not (
                _is_heading(span, sections) or _is_label(said) or _ASIDE.fullmatch(said)
            ):
                found.append(Candidate(scored, span, rank, said))
    return found


def _worth_embedding(group: Group, candidates: list[Candidate]) -> list[Candidate]:
    """The sentences that name most of what is asked about, the first passages' before others', in their order."""
    asked = group.asked
    most = _SENTENCES_OF_PART if asked.label else _SENTENCES
    if len(candidates) <= most:
        return candidates
    wanted, names = content_words(asked.text), set(asked.concepts)
    least = asks_for_least(asked.text)

    def promise(candidate: Candidate) -> float:
        language = candidate.scored.meta.language
        named = len(names.intersection(concepts(candidate.text, language)))
        shared = len(wanted & content_words(candidate.text)) / (len(wanted) or 1)
        return named + 3 * shared + (least and states_least(candidate.text, language)) - candidate.rank / 4

    order = sorted(range(len(candidates)), key=lambda i: (-promise(candidates[i]), i))
    return [candidates[i] for i in sorted(order[:most])]


def _is_heading(span: Span, sections: Sequence[Section]) -> bool:
    """Whether it lies in a heading; a heading with nothing under it is the provision itself."""
    return any(s.heading and s.span.start <= span.start and span.end <= s.body_start < s.span.end for s in sections)


def _is_label(sentence: str) -> bool:
    """Whether a line is a heading that no one marked: a few words without a stop."""
    return len(sentence) < _LABEL and sentence[-1:].isalnum() and sentence.count(" ") < _LABEL_WORDS


def _complete(kb: KnowledgeBase, candidate: Candidate) -> tuple[Span, bool, Span | None]:
    """The sentence with the words it depends on: the head of its list, or the items of the list it introduces.

    And whether there are more items than a quote can hold; and the head, where it is too far away to be one quote.
    """
    passage, span = candidate.scored.passage, candidate.span
    text = kb.catalog.text(passage.version_id)
    around = [s.span for s in kb.catalog.sections_over(passage.version_id, span) if s.span.contains(span)]
    # the items of a paragraph's list are all in it
    section_end = min([len(text), *(s.end for s in around)])
    bounds = Span(passage.span.start, min(passage.span.end, section_end))
    start, end = span.start, span.end
    is_cut, apart = False, None
    if _introduces(text, span, bounds):
        while end < bounds.end and text[end : end + 1] == "\n":
            following = text.find("\n", end + 1, bounds.end)
            following = bounds.end if following < 0 else following
            line = text[end + 1 : following].strip()
            if line and not _goes_on(line, text[span.end : end]):
                break
            if following - start > _LONGEST:
                is_cut = True
                break
            end = following
        # what the passage no longer holds, and what comes after a remark between two items
        rest = [line.strip() for line in text[end:section_end].split("\n") if line.strip()][:_LOOKED_AT]
        is_cut = is_cut or (end > span.end and any(_goes_on(line, text[span.end : end]) for line in rest))
    if _ITEM.match(text, start) and start > passage.span.start:
        head = _head_of_list(text, passage.span, start)
        if head is not None and not _governs(kb, passage.version_id, head, span):
            head = None
        if head is not None and not text[head.end : start].strip() and end - head.start <= _LONGEST:
            start = head.start
        else:
            apart = head
    return Span(start, start + len(text[start:end].rstrip())), is_cut, apart


def _governs(kb: KnowledgeBase, version: str, head: Span, item: Span) -> bool:
    """Whether the item lies in the provision that the head stands in: paragraph 1 introduces no paragraph 2."""
    around = [section.span for section in kb.catalog.sections_over(version, head) if section.span.contains(head)]
    return not around or min(around, key=len).contains(item)


def _introduces(text: str, span: Span, bounds: Span) -> bool:
    """Whether a list follows that the sentence introduces: with a colon, or as "… if the court is satisfied"."""
    said = text[span.start : span.end].rstrip()
    if said.endswith(_OPEN):
        return True
    following = text[span.end : bounds.end].lstrip("\n").split("\n", 1)[0]
    return said[-1:].isalnum() and text[span.end : span.end + 1] == "\n" and _ITEM.match(following) is not None


def _goes_on(line: str, listed: str) -> bool:
    """Whether ``line`` is an item of the list whose items so far are ``listed``: numbered in the same way."""
    if not _ITEM.match(line):
        return False
    first = listed.strip()[:3]
    return not first or any(c.isdigit() for c in first) == any(c.isdigit() for c in line[:3])


def _head_of_list(text: str, bounds: Span, start: int) -> Span | None:
    """The sentence that introduces the list in which the line at ``start`` is an item."""
    end = start
    for line in reversed(text[bounds.start : start].splitlines(keepends=True)):
        begin, said = end - len(line), line.strip()
        end = begin
        if said.endswith(_OPEN) or _leads_to(said, text[start : start + 3]):
            last = sentence_spans(line)[-1]
            return Span(begin + last.start, begin + last.end)
        if said and not _ITEM.match(said):
            return None
    return None


#: The number of a paragraph, which in an answer would be read as a sentence of its own: "2. The bylaws may …".
_NUMBER = re.compile(r"\d{1,3}\.\s+(?=\S)")
#: How a line ends that introduces a list.
_OPEN = (":", "：", "—", "–", "--", ",-", ":-")
#: "(Amended by Act 5 of 2004)": a remark of the editor's that is a sentence of its own.
_ASIDE = re.compile(r"[(\[‹<〈].*[)\]›>〉][.;]?", re.DOTALL)


def _leads_to(line: str, marker: str) -> bool:
    """Whether a line without a stop introduces the item: a long one that is no item, or is numbered otherwise."""
    if not line[-1:].isalnum() or len(line) < _LABEL:
        return False
    numbered = _ITEM.match(line) is not None
    return not numbered or any(c.isdigit() for c in line[:3]) != any(c.isdigit() for c in marker)


#: The beginning of an item of a list.
_ITEM = re.compile(
    r"\s*(?:\(?[a-zA-Zа-я]{1,2}\)|\(?[ivxlIVXL]{1,5}[).]|\(?\d{1,2}[).º°]|[-–•*]|[가-하]\.|[a-z]\.)(?:\s?[-–—])?\s"
)
