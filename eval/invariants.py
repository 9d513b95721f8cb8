"""The contract's promises about an answer, checked from outside on what a user gets."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator
from functools import cache
from importlib.resources import files

from kb.errors import KbError
from kb.model import Answer, Filters
from kb.sentences import sentence_spans

__all__ = ["broken", "unmarked"]

_NONE = Filters()
_MARKER = re.compile(r"\[(\d+)\]")
#: One or more markers with the punctuation that ends their sentence.
_MARKERS = re.compile(r"(?:\s*\[\d+\])+[.;:,。；]*")


def broken(answer: Answer, text_of: Callable[[str], str], filters: Filters = _NONE) -> Iterator[str]:
    """What the answer promises and does not hold, one line each.

    Args:
        text_of: the stored text of a document, by its id; a KbError says that there is none.
        filters: what was put with the question. Its day is not looked at: ``eval.answers`` counts that apart.
    """
    for citation in answer.citations:
        try:
            text = text_of(citation.doc_id)
        except KbError as error:
            yield f"[{citation.n}] {error}"
            continue
        if not citation.quote or text[citation.start : citation.end] != citation.quote:
            yield f"[{citation.n}] quote is not {citation.doc_id} at {citation.start}-{citation.end}"
        place = (citation.jurisdiction, citation.kind, citation.language, citation.doc_id)
        yield from (f"[{citation.n}] {problem}" for problem in _filtered(filters, *place))
    for scored in answer.passages:
        passage, meta = scored.passage, scored.meta
        try:
            if passage.span.of(text_of(passage.doc_id)) != passage.text:
                span = f"{passage.span.start}-{passage.span.end}"
                yield f"passage {passage.id} is not {passage.doc_id} at {span}"
        except KbError as error:
            yield f"passage {passage.id}: {error}"
        place = (meta.jurisdiction, meta.kind, meta.language, passage.doc_id)
        yield from (f"passage {passage.id} {problem}" for problem in _filtered(filters, *place))
    numbers = [citation.n for citation in answer.citations]
    if len(set(numbers)) != len(numbers):
        yield f"two citations have the same number: {numbers}"
    if answer.abstained:
        if answer.citations:
            yield "declined, with citations"
        return
    if not answer.citations:
        yield "answered, without citations"
    marked = {int(number) for number in _MARKER.findall(answer.answer)}
    for number in sorted(marked - set(numbers)):
        yield f"[{number}] is a marker without its citation"
    for number in sorted(set(numbers) - marked):
        yield f"[{number}] is a citation without a marker"
    for remark in answer.remarks:
        if _MARKER.search(remark) or not any(known.fullmatch(remark) for known in _remarks()):
            yield f"a remark that is not in the vocabulary: {remark[:80]!r}"
    for sentence in unmarked(answer):
        yield f"no marker: {sentence[:80]!r}"


def _filtered(filters: Filters, jurisdiction: str, kind: str, language: str, document: str) -> Iterator[str]:
    """The filters that a source does not satisfy; each is "one of these, exactly" (``kb.store.filters``)."""
    for name, value, wanted in (
        ("jurisdiction", jurisdiction, filters.jurisdiction),
        ("kind", kind, filters.kind),
        ("language", language, filters.language),
        ("document", document, filters.document),
    ):
        if wanted and value not in wanted:
            yield f"is of {name} {value}, which the filter ({', '.join(wanted)}) leaves out"


def unmarked(answer: Answer) -> Iterator[str]:
    """Sentences that state something without a marker.

    Remarks of ours ("Not covered: …") cite nothing, and must be worded as
    ``corpora/vocabulary/messages.toml`` has them. A quote of several lines or sentences counts as
    one sentence: its marker stands at its end.
    """
    quotes = {citation.n: _plain(citation.quote) for citation in answer.citations}
    for line in answer.answer.split("\n"):
        for remark in sorted(answer.remarks, key=len, reverse=True):
            line = line.replace(remark, "")
        start = 0
        for match in _MARKERS.finditer(line):
            said = _plain(line[start : match.start()])
            introduction = said
            for number in _MARKER.findall(match.group()):
                introduction = introduction.removesuffix(quotes.get(int(number)) or "\n")
            sentences = [span.of(introduction) for span in sentence_spans(introduction)]
            # What was not quoted may be one sentence, the marked one; before a quote only an introduction may stand.
            yield from sentences[:-1]
            if introduction != said and sentences and sentences[-1].endswith((".", "!", "?", "。")):
                yield sentences[-1]
            start = match.end()
        rest = line[start:].strip()
        if any(character.isalnum() for character in rest):
            yield from (span.of(rest) for span in sentence_spans(rest))


def _plain(text: str) -> str:
    return " ".join(text.split()).rstrip(".;,:。；… ")


@cache
def _remarks() -> tuple[re.Pattern[str], ...]:
    """The sentences that the knowledge base says in its own words, in every language, as patterns."""
    table = tomllib.loads(files("corpora").joinpath("vocabulary", "messages.toml").read_text(encoding="utf-8"))
    return tuple(
        re.compile(".+".join(re.escape(piece) for piece in re.split(r"\{\w+\}", template)), re.DOTALL)
        for messages in table.values()
        for name, template in messages.items()
        if not name.startswith("abstain")
    )
