"""Passages → the sentences that answer, as spans of the stored text.

A sentence is judged by what it says (its embedding against the question's), by the words it shares with the question,
and by whether it holds what the question asks for (a number for "how many"). An item of a list is quoted with the
words that introduce the list, because "(b) five persons;" alone says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from kb.answer.question import AT_LEAST, NUMBER_WORDS, asks_for_number, content_words, counts
from kb.interpret.forms import forms
from kb.interpret.rephrase import asks_for_least
from kb.model import DocumentMeta, Kind, Passage, ScoredPassage, Section, SectionRole, Span
from kb.sentences import sentence_spans

if TYPE_CHECKING:
    from kb.base import KnowledgeBase
    from kb.retrieve import Group

__all__ = ["Statement", "extract"]

#: Passages whose sentences are looked at.
_PASSAGES = 8
#: Sentences embedded at most: half a second of a laptop's time.
_SENTENCES = 24
#: A sentence of fewer characters is embedded with the heading above it.
_SHORT = 160
#: Characters of a sentence that are embedded.
_EMBEDDED = 700
#: Characters of a quote: shorter than a fragment is no statement, longer is no pinpoint.
_SHORTEST, _LONGEST = 25, 700
#: A line of fewer characters and words, without a stop, is a label ("Community Interest Company").
_LABEL, _LABEL_WORDS = 60, 7
#: A further sentence is said only when it scores nearly as well as the best.
_CLOSE = 0.035
#: Weights of the signals beside the cosine similarity of sentence and question (chosen on the dev questions).
_WORDS, _NUMBER, _LEAST, _RANK, _PASSAGE = 0.06, 0.03, 0.05, 0.002, 0.35
#: For the number of what the question counts; against a sentence on another legal form than the question's.
_COUNTED, _OTHER_FORM = 0.04, 0.04
#: What a region's own law counts more than that of its country, which applies in it too.
_OWN = 0.03
#: Below this score no sentence of a provision answers more than "what does it say?".
_ABOUT_NOTHING = 0.86


@dataclass(frozen=True, slots=True)
class Statement:
    """A quote that answers, and how sure we are that it does."""

    passage: Passage
    meta: DocumentMeta
    span: Span  # in the document's text
    score: float
    named: bool = False  # of a provision that the question names


@dataclass(frozen=True, slots=True)
class _Candidate:
    scored: ScoredPassage
    span: Span  # of the sentence, in the document's text
    rank: int  # of its passage


def extract(kb: KnowledgeBase, group: Group, most: int) -> list[Statement]:
    """The best sentences, best first; of the provision that the question names, where it names one.

    Where nothing in the named provision answers better than the rest ("what does article 8 say?"), its first sentences.

    Empty where no passage holds a sentence.
    """
    question, vector = group.question, group.vector
    named = [scored for scored in group.passages if "named" in scored.signals]
    passages = named or group.passages
    candidates = _worth_embedding(kb, question, _candidates(kb, passages))
    if not candidates:
        return []
    texts = [_text(kb, candidate) for candidate in candidates]
    placed = [_with_place(candidate, text) for candidate, text in zip(candidates, texts, strict=True)]
    vectors = kb.embedder.embed_passages(_within_limit(kb, placed))
    wanted = content_words(question)
    number = asks_for_number(question)
    least = asks_for_least(question)
    form = forms(question)
    regional = any(scored.meta.jurisdiction == group.jurisdiction for scored in passages)
    scores: list[float] = []
    others: set[int] = set()  # candidates on another legal form: said only where there is nothing else
    for candidate, text, row in zip(candidates, texts, vectors, strict=True):
        shared = len(wanted & content_words(text)) / len(wanted) if wanted else 0.0
        score = kb.calibration(float(row @ vector)) + _WORDS * shared - _RANK * candidate.rank
        score += _PASSAGE * (kb.calibration(_cosine(candidate.scored)) - kb.calibration(_cosine(passages[0])))
        if (number and re.search(r"\d", text)) or (number and NUMBER_WORDS.search(text)):
            score += _NUMBER
        if least and AT_LEAST.search(text):
            score += _LEAST + _COUNTED * counts(question, text)
        if _is_of_another_form(form, candidate.scored, text):
            score -= _OTHER_FORM
            others.add(len(scores))
        if regional and candidate.scored.meta.jurisdiction != group.jurisdiction:
            score -= _OWN
        scores.append(score)
    order = np.argsort(-np.array(scores), kind="stable")
    best = scores[int(order[0])]
    if named and best < _ABOUT_NOTHING:
        order = np.array(sorted(range(len(candidates)), key=lambda i: candidates[i].span.start))
    least_score = -np.inf if named and best < _ABOUT_NOTHING else best - _CLOSE
    chosen: list[Statement] = []
    for i in order:
        candidate = candidates[int(i)]
        if len(chosen) >= most or scores[int(i)] < least_score:
            break
        if chosen and int(i) in others:
            continue
        span = _complete(kb, candidate)
        if any(s.passage.version_id == candidate.scored.passage.version_id and _overlap(s.span, span) for s in chosen):
            continue
        said = content_words(texts[int(i)])
        if any(said == content_words(s.span.of(kb.catalog.text(s.passage.version_id))) for s in chosen):
            continue  # the same words in another copy of the law
        chosen.append(Statement(candidate.scored.passage, candidate.scored.meta, span, scores[int(i)], bool(named)))
    return chosen


def _is_of_another_form(asked: frozenset[str], scored: ScoredPassage, text: str) -> bool:
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


def _candidates(kb: KnowledgeBase, passages: Sequence[ScoredPassage]) -> list[_Candidate]:
    quotable = [p for p in passages if p.passage.role is not SectionRole.CONTENTS]
    law = [p for p in quotable if p.passage.role not in (SectionRole.NOTE, SectionRole.PREAMBLE)]
    found: list[_Candidate] = []
    for rank, scored in enumerate((law or quotable)[:_PASSAGES]):
        passage = scored.passage
        sections = kb.catalog.sections_over(passage.version_id, passage.span)
        for sentence in sentence_spans(passage.text):
            span = Span(passage.span.start + sentence.start, passage.span.start + sentence.end)
            if len(span) >= _SHORTEST and not _is_heading(span, sections) and not _is_label(sentence.of(passage.text)):
                found.append(_Candidate(scored, span, rank))
    return found


def _worth_embedding(kb: KnowledgeBase, question: str, candidates: list[_Candidate]) -> list[_Candidate]:
    """The sentences that share most words with the question, the first passages' before others', in their order."""
    if len(candidates) <= _SENTENCES:
        return candidates
    wanted = content_words(question)
    texts = [_text(kb, candidate) for candidate in candidates]
    shared = [len(wanted & content_words(text)) for text in texts]
    if asks_for_least(question):
        shared = [n + 2 * bool(AT_LEAST.search(text)) for n, text in zip(shared, texts, strict=True)]
    order = sorted(range(len(candidates)), key=lambda i: (candidates[i].rank / 4 - shared[i], i))
    return [candidates[i] for i in sorted(order[:_SENTENCES])]


def _text(kb: KnowledgeBase, candidate: _Candidate) -> str:
    return candidate.span.of(kb.catalog.text(candidate.scored.passage.version_id))


def _is_heading(span: Span, sections: Sequence[Section]) -> bool:
    """Whether it lies in a heading; a heading with nothing under it is the provision itself."""
    return any(s.heading and s.span.start <= span.start and span.end <= s.body_start < s.span.end for s in sections)


def _is_label(sentence: str) -> bool:
    """Whether a line is a heading that no one marked: a few words without a stop."""
    return len(sentence) < _LABEL and sentence[-1:].isalnum() and sentence.count(" ") < _LABEL_WORDS


def _cosine(scored: ScoredPassage) -> float:
    return scored.signals.get("cosine", 0.0)


def _within_limit(kb: KnowledgeBase, texts: list[str]) -> list[str]:
    """The texts, cut where the embedder takes less."""
    most = kb.embedder.max_tokens
    while any(long := [tokens > most for tokens in kb.embedder.count_tokens(texts)]):
        texts = [text[: len(text) * 3 // 4] if cut else text for text, cut in zip(texts, long, strict=True)]
    return texts


def _with_place(candidate: _Candidate, text: str) -> str:
    """A short sentence is embedded with the heading of its provision: "it shall be five" is about what that says."""
    heading = candidate.scored.passage.path[-1] if candidate.scored.passage.path else ""
    short = len(text) < _SHORT
    return f"{heading[:160]}\n{text}" if heading and short else text[:_EMBEDDED]


def _complete(kb: KnowledgeBase, candidate: _Candidate) -> Span:
    """The sentence with the words it depends on: the head of its list, or the items of the list it introduces."""
    passage, span = candidate.scored.passage, candidate.span
    text = kb.catalog.text(passage.version_id)
    bounds = passage.span
    start, end = span.start, span.end
    if text[start:end].rstrip().endswith((":", "：", "—")):
        while end < bounds.end and text[end : end + 1] == "\n":
            following = text.find("\n", end + 1, bounds.end)
            following = bounds.end if following < 0 else following
            line = text[end + 1 : following].strip()
            if following - start > _LONGEST or (line and not _goes_on(line, text[span.end : end])):
                break
            end = following
    elif _ITEM.match(text, start) and start > bounds.start:
        head = _head_of_list(text, bounds, start)
        if head is not None and end - head <= _LONGEST:
            start = head
    return Span(start, start + len(text[start:end].rstrip()))


def _goes_on(line: str, listed: str) -> bool:
    """Whether ``line`` is an item of the list whose items so far are ``listed``: numbered in the same way."""
    if not _ITEM.match(line):
        return False
    first = listed.strip()[:3]
    return not first or any(c.isdigit() for c in first) == any(c.isdigit() for c in line[:3])


def _head_of_list(text: str, bounds: Span, start: int) -> int | None:
    """Where the sentence begins that introduces the list in which the line at ``start`` is an item."""
    end = start
    for line in reversed(text[bounds.start : start].splitlines(keepends=True)):
        begin, said = end - len(line), line.strip()
        end = begin
        if said.endswith((":", "：", "—")):
            sentences = sentence_spans(line)
            return begin + sentences[-1].start
        if said and not _ITEM.match(said):
            return None
    return None


def _overlap(a: Span, b: Span) -> bool:
    return a.start < b.end and b.start < a.end


#: The beginning of an item of a list.
_ITEM = re.compile(r"\s*(?:\(?[a-zA-Z]{1,2}\)|\(?[ivxlIVXL]{1,5}[).]|\(?\d{1,2}[).º°]|[-–•*]|[가-하]\.|[a-z]\.)\s")
