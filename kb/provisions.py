"""Provisions that a question names: looked up in the catalogue, not searched for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kb.filters import allowed
from kb.locator import parse
from kb.model import Document, Filters, Interpretation, NamedProvision, Passage, Span

if TYPE_CHECKING:
    from kb.base import KnowledgeBase, Snapshot

__all__ = ["MissingProvision", "NamedProvisions", "Provision", "named_provisions"]

#: A provision named without its law is looked up only where few documents could be meant.
_MANY = 12


@dataclass(frozen=True, slots=True)
class Provision:
    """A provision that the question names, in a document."""

    locator: str
    document: Document
    span: Span  # in the document's text
    passages: tuple[Passage, ...]  # that hold it, and what stands around it


@dataclass(frozen=True, slots=True)
class MissingProvision:
    """A provision that the question names and its law does not have, or a law that is not indexed."""

    locator: str  # "" for the whole law
    title: str  # of the law
    first: str  # provisions that it does have; "" where it has none
    last: str
    unknown: bool = False  # the law itself is not indexed


@dataclass(frozen=True, slots=True)
class NamedProvisions:
    """What the provisions are that a question names."""

    of_a_law: tuple[Provision, ...] = ()  # whose law it names, too
    possible: tuple[Provision, ...] = ()  # of any law that may be meant
    missing: tuple[MissingProvision, ...] = ()  # that the law named for them does not have


def named_provisions(kb: KnowledgeBase, meant: Interpretation, filters: Filters, snapshot: Snapshot) -> NamedProvisions:
    """The provisions that the question names, as they stand in the documents that may be meant."""
    of_a_law: list[Provision] = []
    possible: list[Provision] = []
    missing: list[MissingProvision] = []
    for named in meant.provisions:
        if named.unknown:
            missing.append(MissingProvision(named.locator, named.unknown, "", "", unknown=True))
            continue
        possible_documents = _of(named, meant, filters, snapshot)
        within = [document for document in possible_documents if allowed(document.meta, filters)]
        if not within and named.documents and not filters.as_of:  # of a law that applies no longer
            within = [d for d in possible_documents if allowed(d.meta, replace(filters, any_date=True))]
        if not named.documents and len(within) > _MANY:
            continue  # "article 5" of anything
        known = [
            Provision(named.locator, document, found[0], tuple(found[1]))
            for document in within
            if (found := kb.provision(document, named.locator)) and found[1]
        ]
        (of_a_law if named.documents else possible).extend(known)
        if named.documents and within and not known:
            missing.append(_missing(kb, named.locator, within[0]))
    told = {each.title for each in missing}
    missing += [MissingProvision("", law, "", "", unknown=True) for law in meant.unindexed if law not in told]
    return NamedProvisions(tuple(of_a_law), tuple(possible), tuple(missing))


def _of(named: NamedProvision, meant: Interpretation, filters: Filters, snapshot: Snapshot) -> list[Document]:
    """The documents that a provision may be of: those of the law named for it, else of the jurisdictions named."""
    if named.documents:
        return [snapshot.documents[each] for each in named.documents]
    wanted = filters.document or meant.documents
    coverage = snapshot.interpreter.coverage
    codes = {code for each in meant.jurisdictions for code in coverage.search_codes(each)}
    return [
        document
        for document in snapshot.documents.values()
        if (not wanted or document.id in wanted)
        and (not codes or document.meta.jurisdiction in codes)
        and not (meant.uncovered and not codes)
    ]


def _missing(kb: KnowledgeBase, locator: str, document: Document) -> MissingProvision:
    wanted = parse(locator)
    parsed = (parse(s.locator) for s in kb.catalog.sections(document.version_id) if s.locator)
    # of its articles, not of their paragraphs or of the annexes
    known = [
        str(each)
        for each in parsed
        if each and wanted and each.scheme == wanted.scheme and len(each.numbers) == 1 and not each.annexed
    ]
    return MissingProvision(locator, document.meta.title, known[0] if known else "", known[-1] if known else "")
