"""Are citations what they say they are? Many random ones, each compared with the stored text.

    python -m eval.bench.citations GOLDEN.jsonl [--n 1000] [--seed 0] [--json]

Questions are those of the golden set, then ones made of headings of random sections of random documents (limited to
the document, so that nearly all are answered), until ``n`` citations were seen. Each citation, and each passage shown
with it, is compared with `text[start:end]` of its document; the other promises of the contract are checked too. Exit
status 1 when any is broken, or when fewer citations than wanted could be had.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from pathlib import Path

from eval.golden import load_golden
from eval.invariants import broken
from kb.base import KnowledgeBase
from kb.errors import KbError, NotFoundError, QuestionError
from kb.model import Filters, SectionRole
from kb.settings import load_settings

#: Headings shorter than this ask for nothing; longer ones are no headings.
_SHORTEST, _LONGEST = 12, 200
#: Questions asked for each citation wanted before giving up.
_PATIENCE = 5


@dataclass(slots=True)
class Count:
    """What was seen. ``different`` citations are not the same span of the same document."""

    seed: int
    questions: int = 0
    golden: int = 0  # of the questions
    declined: int = 0
    citations: int = 0
    different: int = 0
    exact: int = 0  # citations equal to text[start:end]
    passages: int = 0
    passages_exact: int = 0
    documents: int = 0  # cited
    problems: list[str] = field(default_factory=list)
    seconds: float = 0.0


def check(kb: KnowledgeBase, golden: Path, n: int, seed: int = 0) -> Count:
    """Ask until ``n`` citations were checked, or there is nothing left to ask.

    Raises:
        GoldenError: the golden set cannot be used.
        NotFoundError: nothing is indexed.
    """
    asked = [(question.question, question.filters) for question in load_golden(golden)]
    if not kb.documents():
        raise NotFoundError("nothing is indexed, so nothing can be cited; run kb ingest first")
    count = Count(seed)
    began = time.perf_counter()
    text = lru_cache(maxsize=64)(kb.text)
    spans: set[tuple[str, int, int]] = set()
    for number, (question, filters) in enumerate(_endless(kb, asked, random.Random(seed))):
        if count.citations >= n or number >= n * _PATIENCE:
            break
        try:
            answer = kb.ask(question, filters)
        except QuestionError:
            continue  # a golden question on a document that is not indexed
        count.questions += 1
        count.golden += number < len(asked)
        count.declined += answer.abstained
        for citation in answer.citations:
            count.citations += 1
            count.exact += text(citation.doc_id)[citation.start : citation.end] == citation.quote != ""
            spans.add((citation.doc_id, citation.start, citation.end))
        for passage in (scored.passage for scored in answer.passages):
            count.passages += 1
            count.passages_exact += text(passage.doc_id)[passage.span.start : passage.span.end] == passage.text
        problems = broken(answer, text, filters)
        count.problems.extend(f"{question[:60]!r}: {problem}" for problem in problems)
    count.different = len(spans)
    count.documents = len({doc_id for doc_id, _, _ in spans})
    count.seconds = time.perf_counter() - began
    return count


def _endless(kb: KnowledgeBase, asked: list[tuple[str, Filters]], rng: random.Random) -> Iterator[tuple[str, Filters]]:
    """The given questions, then headings of random sections; ends where no document has any."""
    yield from asked
    documents = [document.id for document in kb.documents()]
    headings = {doc_id: _headings(kb, doc_id) for doc_id in documents}
    documents = [doc_id for doc_id in documents if headings[doc_id]]
    while documents:
        doc_id = rng.choice(documents)
        yield rng.choice(headings[doc_id]), Filters(document=(doc_id,), any_date=True)


def _headings(kb: KnowledgeBase, doc_id: str) -> list[str]:
    quotable = (SectionRole.BODY, SectionRole.ANNEX)
    found = (" ".join(section.heading.split()) for section in kb.outline(doc_id) if section.role in quotable)
    return sorted({heading for heading in found if _SHORTEST <= len(heading) <= _LONGEST})


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m eval.bench.citations", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("golden", type=Path)
    parser.add_argument("--n", type=int, default=1000, help="citations to check (1000)")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    if given.n < 1:
        parser.error("--n must be 1 or more")
    try:
        with KnowledgeBase(load_settings()) as kb:
            count = check(kb, given.golden, given.n, given.seed)
    except KbError as error:
        sys.exit(f"citations: {error}")
    if given.json:
        print(json.dumps(asdict(count), ensure_ascii=False, indent=2))
    else:
        print(f"{count.questions} questions ({count.golden} golden, seed {count.seed}), {count.declined} declined")
        print(f"{count.exact} of {count.citations} citations equal the stored text: ", end="")
        print(f"{count.different} different ones, of {count.documents} documents")
        print(f"{count.passages_exact} of {count.passages} passages equal it; {count.seconds:.0f} s")
        print(f"{len(count.problems)} broken promises")
        for problem in count.problems[:20]:
            print(f"  {problem}")
    whole = count.exact == count.citations >= given.n and count.passages_exact == count.passages
    sys.exit(0 if whole and not count.problems else 1)


if __name__ == "__main__":
    main()
