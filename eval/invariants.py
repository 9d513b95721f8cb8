"""The contract's promises about an answer, checked from outside on what a user gets."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator
from functools import cache
from importlib.resources import files

from kb.errors import KbError
from kb.model import Answer, Citation
from kb.sentences import sentence_spans

__all__ = ["broken", "unmarked"]

_MARKER = re.compile(r"\[(\d+)\]")
#: One or more markers with the punctuation that ends their sentence.
_MARKERS = re.compile(r"(?:\s*\[\d+\])+[.;:,。；]*")
#: What fills the blanks of our remarks: names of places; never a sentence, never a marker.
_NAMES = r"(?:St\.|[^.\[\]])*?"


def broken(answer: Answer, text_of: Callable[[Citation], str]) -> Iterator[str]:
    """What the answer promises and does not hold, one line each.

    Args:
        text_of: the stored text that a citation's span refers to; a KbError says that there is none.
    """
    for citation in answer.citations:
        try:
            text = text_of(citation)
        except KbError as error:
            yield f"[{citation.n}] {error}"
            continue
        if not citation.quote or text[citation.start : citation.end] != citation.quote:
            yield f"[{citation.n}] quote is not {citation.doc_id} at {citation.start}-{citation.end}"
    for passage in (scored.passage for scored in answer.passages):
        if len(passage.text) != len(passage.span):
            yield f"passage {passage.id} has {len(passage.text)} characters and a span of {len(passage.span)}"
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
    for sentence in unmarked(answer):
        yield f"no marker: {sentence[:80]!r}"


def unmarked(answer: Answer) -> Iterator[str]:
    """Sentences that state something without a marker.

    Remarks of ours ("Not covered: …") state nothing about a source. A quote of several lines or sentences counts as
    one sentence: its marker stands at its end.
    """
    quotes = {citation.n: _plain(citation.quote) for citation in answer.citations}
    for line in answer.answer.split("\n"):
        for remark in _remarks():
            line = remark.sub("", line)
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
    return " ".join(text.split()).rstrip(".;,:。； ")


@cache
def _remarks() -> tuple[re.Pattern[str], ...]:
    """The sentences that the knowledge base says in its own words, in every language, as patterns."""
    table = tomllib.loads(files("corpora").joinpath("vocabulary", "messages.toml").read_text(encoding="utf-8"))
    patterns = []
    for messages in table.values():
        for name, template in messages.items():
            if not name.startswith("abstain"):
                said = [re.escape(piece) for piece in re.split(r"\{\w+\}", template)]
                patterns.append(re.compile(_NAMES.join(said)))
    return tuple(patterns)
