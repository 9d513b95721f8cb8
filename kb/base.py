"""``KnowledgeBase``: the index, opened. Its parts are opened when they are first needed.

Reading the catalogue needs neither the vectors nor the model; asking needs all three.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, replace
from functools import cached_property
from types import TracebackType
from typing import TYPE_CHECKING

from kb.catalog import Catalog, NoVersionError
from kb.errors import (
    ConfigError,
    IndexMismatchError,
    NoIndexError,
    NotFoundError,
    QuestionError,
    UnusableIndexError,
)
from kb.find import find_heading, find_provision, no_provision
from kb.model import Document, Filters, Passage, ScoredPassage, Section, Span
from kb.settings import Settings, load_settings
from kb.unnumbered import unnumbered

if TYPE_CHECKING:
    from kb.answer import Answerer
    from kb.embed import Embedder
    from kb.embed.calibration import Calibration
    from kb.interpret import Interpreter
    from kb.model import Answer, Interpretation
    from kb.retrieve import Retriever
    from kb.store import VectorStore

__all__ = ["KnowledgeBase", "Snapshot", "Verification"]


@dataclass(frozen=True, slots=True)
class Verification:
    """Whether catalogue, stored text and vectors agree. ``problems`` is empty when they do."""

    documents: int
    passages: int
    vectors: int
    problems: tuple[str, ...]
    unproven: tuple[str, ...] = ()  # documents of which it is not known whether each vector is that of its passage


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The catalogue's documents at one moment."""

    documents: Mapping[str, Document]  # by id
    interpreter: Interpreter


class KnowledgeBase:
    """An index of documents that can be searched and asked. Thread-safe; close it when done.

    >>> with KnowledgeBase() as kb:                                           # doctest: +SKIP
    ...     print(kb.ask("How many members does a cooperative need in Spain?").answer)
    """

    def __init__(
        self, settings: Settings | None = None, *, owner_url: str | None = None, embedder: Embedder | None = None
    ) -> None:
        """
        Args:
            owner_url: the address of the service that opens the index, told to whoever finds it locked.
            embedder: used instead of the one that the settings name.
        """
        self.settings = settings or load_settings()
        self._owner_url = owner_url
        self._lock = threading.RLock()  # around the opening of parts
        self._writer = threading.RLock()  # around every change of the index; taken before _lock
        self._store: VectorStore | None = None
        self._embedder = embedder
        self._catalog: Catalog | None = None
        self._no_catalog: Catalog | None = None
        self._makes_index = owner_url is not None  # a service owns its index from the start; others when they write
        self._interpreter: tuple[tuple[str, ...], Interpreter] | None = None

    # -- parts ------------------------------------------------------------------------------------------------------

    @property
    def catalog(self) -> Catalog:
        with self._lock:
            if self._catalog is None:
                url = self.settings.catalog.url
                if url:
                    self._catalog = Catalog(url)
                elif self._is_missing():
                    self._no_catalog = self._no_catalog or Catalog.empty()
                    return self._no_catalog
                else:
                    self._make_folder()
                    self._catalog = Catalog.in_folder(self.settings.data)
            return self._catalog

    @property
    def store(self) -> VectorStore:
        """Raises IndexLockedError when another process owns the embedded store."""
        with self._lock:
            if self._store is None:
                from kb.store import open_store

                if self._is_missing():
                    from kb.store.empty import EmptyStore

                    return EmptyStore()
                self._make_folder()
                self._check_embedder()
                self._store = open_store(
                    self.settings.store,
                    self.settings.data,
                    self.embedder.dim,
                    owner_url=self._owner_url,
                )
            return self._store

    @property
    def embedder(self) -> Embedder:
        with self._lock:
            if self._embedder is None:
                from kb.embed import load_embedder

                self._embedder = load_embedder(self.settings.embed)
            return self._embedder

    def load_ahead(self) -> None:
        """Begin to load the model in the background, while the caller opens the index.

        What fails there is told when it is used.
        """
        load = getattr(self.embedder, "load", None)
        if load is not None:
            threading.Thread(target=_try, args=(load,), name="load ahead").start()

    @cached_property
    def calibration(self) -> Calibration:
        """What the cosine similarities of the embedder mean: as it knows, or measured when the index was begun."""
        from kb.embed.base import ReadsQuestions
        from kb.embed.calibration import Calibration, calibrate

        if isinstance(self.embedder, ReadsQuestions) and (own := self.embedder.calibration):
            return own
        known = self.catalog.fact("calibration")
        return Calibration.from_json(known) if known else calibrate(self.embedder)

    @cached_property
    def plain_calibration(self) -> Calibration:
        """The same of the similarities of queries, which an embedder may read otherwise than questions."""
        from kb.embed.base import ReadsQuestions
        from kb.embed.calibration import REFERENCE

        knows = isinstance(self.embedder, ReadsQuestions) and self.embedder.calibration is not None
        return REFERENCE if knows else self.calibration

    def snapshot(self) -> Snapshot:
        """The documents that are indexed now, and what understands questions on them: one state for one question."""
        documents = {document.id: document for document in self.catalog.documents()}
        state = tuple(document.version_id for document in documents.values())
        with self._lock:
            if self._interpreter is None or self._interpreter[0] != state:
                from kb.interpret import Interpreter

                self._interpreter = (state, Interpreter([document.meta for document in documents.values()]))
            return Snapshot(documents, self._interpreter[1])

    @property
    def interpreter(self) -> Interpreter:
        """Knows the documents that are indexed now."""
        return self.snapshot().interpreter

    @cached_property
    def _retriever(self) -> Retriever:
        from kb.retrieve import Retriever

        return Retriever(self)

    @cached_property
    def _answerer(self) -> Answerer:
        from kb.answer import Answerer

        return Answerer(self, self._retriever)

    def check_exists(self) -> None:
        """Raises NoIndexError where somebody named a folder that holds no index; the default one may be empty yet."""
        if "data" in self.settings.model_fields_set and self._is_missing():
            raise NoIndexError(
                f"no index in {self.settings.data}; run kb ingest with the same --data or KB_DATA, or correct it"
            )

    def _is_missing(self) -> bool:
        """Whether there is no index, nor anybody who makes one. Reading makes none: it finds nothing in it."""
        from kb.store import folder_in

        if self._makes_index or self.settings.catalog.url:
            return False
        data = self.settings.data
        return not (Catalog.file_in(data).exists() or folder_in(data).exists())

    def _make_folder(self) -> None:
        try:
            self.settings.data.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ConfigError(
                f"{self.settings.data}: cannot hold the index: {error.strerror}; choose another with --data or KB_DATA"
            ) from None

    def _check_embedder(self) -> None:
        found = self.catalog.fact("embedder")
        if found is not None and found != self.embedder.name:
            raise IndexMismatchError(
                f"the index was built with the embedder {found}, the settings say {self.embedder.name}; "
                "correct embed.model, or ingest into a new data folder"
            )

    # -- asking -----------------------------------------------------------------------------------------------------

    def search(
        self, query: str, filters: Filters | None = None, limit: int | None = None
    ) -> tuple[list[ScoredPassage], Interpretation]:
        """Passages that bear on the query, best first, and how it was understood.

        Raises:
            QuestionError: an empty query, or a filter that no document could pass.
        """
        found = self._retriever.search(query, filters or Filters(), limit)
        return list(found.passages), found.interpretation

    def ask(
        self,
        question: str,
        filters: Filters | None = None,
        limit: int | None = None,
        *,
        answer_language: str | None = None,
    ) -> Answer:
        """An answer whose every statement is cited, or an honest refusal.

        Args:
            answer_language: ISO 639-1 code of the language of what the answer says in its own words, instead of the
                question's; quotes stay as they are.

        Raises:
            QuestionError: an empty question, a filter that no document could pass, or a language we do not speak.
        """
        return self._answerer.answer(question, filters or Filters(), limit, answer_language)

    def compare(
        self,
        question: str,
        jurisdictions: Sequence[str],
        filters: Filters | None = None,
        limit: int | None = None,
        *,
        answer_language: str | None = None,
    ) -> list[tuple[str, Answer]]:
        """The question answered for each jurisdiction by itself, from its own documents: (code, answer), in order.

        Args:
            jurisdictions: codes, each of which is answered once; ``filters.jurisdiction`` does not count.

        Raises:
            QuestionError: as ``ask``, before anything is answered; or fewer than two jurisdictions.
        """
        from kb.filters import check_filters

        codes = tuple(dict.fromkeys(jurisdictions))
        if len(codes) < 2:
            raise QuestionError("a comparison needs two jurisdictions or more")
        filters = replace(filters or Filters(), jurisdiction=codes)
        check_filters(filters, [document.meta for document in self.documents()])
        return [
            (code, self.ask(question, replace(filters, jurisdiction=(code,)), limit, answer_language=answer_language))
            for code in codes
        ]

    # -- the catalogue ----------------------------------------------------------------------------------------------

    def documents(self, filters: Filters | None = None) -> list[Document]:
        return self.catalog.documents(filters)

    def document(self, doc_id: str) -> Document:
        """Raises NotFoundError, naming close ids."""
        found = self.catalog.document(doc_id)
        if found is None and doc_id in self.catalog.damaged():
            raise NotFoundError(f"{doc_id}: damaged on disk and left out of answers; ingest it again, or kb remove it")
        if found is None:
            import difflib

            close = difflib.get_close_matches(doc_id, [d.id for d in self.catalog.documents()], n=3, cutoff=0.5)
            hint = f"; did you mean {' or '.join(close)}?" if close else "; see kb documents"
            raise NotFoundError(f"no document {doc_id!r}{hint}")
        return found

    def text(self, doc_id: str) -> str:
        """The stored text that all spans of this document refer to."""
        return self.document_with_text(doc_id)[1]

    def document_with_text(self, doc_id: str) -> tuple[Document, str]:
        """A document and its text, of one version also while the document is being indexed anew."""
        while True:
            document = self.document(doc_id)
            try:
                return document, self.catalog.text(document.version_id)
            except NoVersionError:  # another process has just replaced this version
                if self.document(doc_id).version_id == document.version_id:
                    raise

    def outline(self, document: Document | str) -> list[Section]:
        """Sections of a document, or of the current version of the document with this id, in the order of its text."""
        document = self.document(document) if isinstance(document, str) else document
        return self.catalog.sections(document.version_id)

    def section(self, document: Document | str, locator: str) -> Section:
        """The provision that a locator names, written in any usual way; or the section with that heading.

        Args:
            document: as for ``outline``.

        Raises:
            NotFoundError: naming provisions that exist; or the locator is of another law.

        Of several, the first: ``provisions`` gives each of them.
        """
        document = self.document(document) if isinstance(document, str) else document
        sections = self.outline(document)
        from kb.decrees import of_decree
        from kb.named_law import names_another_law

        locator = of_decree(document, sections, locator)
        if (other := names_another_law(locator, document.meta)) and not any(s.locator == locator for s in sections):
            raise NotFoundError(
                f"{document.id} is {document.meta.title!r}, not {other!r}; name a provision of it alone"
            )
        found = find_provision(sections, locator, exact=True) or find_heading(sections, locator)
        found = found or self._unnumbered(document, sections, locator) or self._page(document, locator)
        if found is None:
            raise no_provision(document, sections, [locator])
        return found

    def provisions(self, document: Document | str, locator: str) -> tuple[list[Section], NotFoundError | None]:
        """The provisions that a locator names, each of "arts. 5 y 6", all of "ss. 7-9", in the order of their naming.

        Args:
            document: as for ``outline``.

        Returns:
            Those that exist, and the error that names the others; None where all do.

        Raises:
            NotFoundError: as ``section``, where one provision is named; or several in a way that is not understood.
        """
        from kb.listed import listed

        document = self.document(document) if isinstance(document, str) else document
        named = listed(self, document, locator)
        if named is None:
            return [self.section(document, locator)], None
        absent = no_provision(document, self.outline(document), named.missing) if named.missing else None
        return list(named.sections), absent

    def _unnumbered(self, document: Document, sections: Sequence[Section], locator: str) -> Section | None:
        """ "§ 15 Abs. 1 Satz 2", "art. 2522, comma 2": what no section is, with the page where it begins."""
        text = self.catalog.text(document.version_id)
        found = unnumbered(sections, text, locator, document.meta.language)
        if found is None or found.ordinal >= 0:
            return found
        return replace(found, page=self.catalog.page_of(document.version_id, found.span.start)[0])

    def _page(self, document: Document, locator: str) -> Section | None:
        """ "p. 64": what stands on that page, by its printed label or its number in the file."""
        match = re.fullmatch(r"p(?:age|ágina|ag)?\.?\s*(\w+)", locator.strip(), re.IGNORECASE)
        pages = self.catalog.pages(document.version_id) if match else []
        for wanted in ("label", "number"):
            for i, (start, number, label) in enumerate(pages):
                if match and match[1] == (label if wanted == "label" else str(number)):
                    end = pages[i + 1][0] if i + 1 < len(pages) else document.characters
                    return Section(-1, None, 1, "", f"p. {label or number}", Span(start, end), start, number)
        return None

    def provision(self, document: Document, locator: str) -> tuple[Span, list[Passage]] | None:
        """Where the provision is and the passages that hold it; its nearest container where the outline is coarser."""
        sections = self.catalog.sections(document.version_id)
        found = find_provision(sections, locator, exact=True) or self._unnumbered(document, sections, locator)
        found = found or find_provision(sections, locator)
        return (found.span, self.catalog.passages_over(document.version_id, found.span)) if found else None

    def passage(self, passage_id: str) -> Passage:
        found = self.catalog.passages([passage_id])
        if passage_id not in found:
            raise NotFoundError(f"no passage {passage_id!r}; its document may have been indexed anew")
        return found[passage_id][0]

    # -- writing ----------------------------------------------------------------------------------------------------

    def writing(self) -> AbstractContextManager[object]:
        """The turn to write, for a ``with`` block: a change of catalogue and vectors that belong together.

        One thread has it at a time, and may take it again inside. Readers do not wait. Processes do not see each
        other's: the embedded store has one owner, and on a server ``Catalog.switch`` tells who was too late.
        """
        return self._writer

    def begin_writing(self) -> None:
        """Own the index for writing, and finish what a crash left. Call before ingesting."""
        with self.writing():
            self._makes_index = True
            self._check_embedder()
            _ = self.store
            if self.catalog.fact("embedder") is None:
                self.catalog.set_fact("embedder", self.embedder.name)
            if self.catalog.fact("calibration") is None:
                self.catalog.set_fact("calibration", self.calibration.to_json())
            self.sweep()

    def sweep(self) -> int:
        """Remove versions that a crash left unfinished; returns how many there were.

        Of the embedded store only: on a server, ``verify`` reports them.
        """
        if self.settings.store.url:  # nobody owns a server: what is unfinished may be another process's work
            return 0
        with self.writing():
            # What is current is read last: a version that becomes current meanwhile is kept.
            left = self.store.versions().keys() | self.catalog.unfinished()
            left -= {version for version, _ in self.catalog.fingerprints().values()}
            self.forget(sorted(left))
            return len(left)

    def forget(self, version_ids: Iterable[str]) -> None:
        """Remove the vectors of versions that are not current, then the versions."""
        ids = list(version_ids)
        if ids:
            with self.writing():
                self.store.delete_versions(ids)
                self.store.flush()
                self.catalog.drop(ids)

    def remove(self, doc_id: str) -> None:
        """Forget a document. From the moment this returns it answers no more.

        Waits for the end of a document that is being written.

        Raises:
            NotFoundError: there is no such document.
        """
        with self.writing():
            self.removable(doc_id)
            _ = self.store  # locked by another process: say so before anything changes
            self.forget(self.catalog.retire(doc_id))

    def removable(self, doc_id: str) -> None:
        """Raises NotFoundError where there is no such document, not even a damaged one."""
        if doc_id not in self.catalog.damaged():
            self.document(doc_id)

    def discard_vectors(self) -> None:
        """Remove the vectors of an embedded store, sound or not; they must be made again from the catalogue.

        Raises IndexLockedError when another process owns them.
        """
        from kb.store import discard_store

        with self.writing(), self._lock:
            store, self._store = self._store, None
            if store is not None:
                with suppress(UnusableIndexError):  # it cannot flush what it cannot read
                    store.close()
            discard_store(self.settings.data)

    # -- checking ---------------------------------------------------------------------------------------------------

    def verify(self) -> Verification:
        """Compare catalogue, stored text and vectors, completely."""
        from kb.verify import verify

        return verify(self.catalog, self.store)

    # -- life -------------------------------------------------------------------------------------------------------

    def close(self) -> None:
        with self._lock:
            if self._store is not None:
                self._store.close()
                self._store = None
            if self._catalog is not None:
                self._catalog.close()
                self._catalog = None
            if self._no_catalog is not None:
                self._no_catalog.close()
                self._no_catalog = None

    def __enter__(self) -> KnowledgeBase:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _try(load: Callable[[], object]) -> None:
    with suppress(Exception):  # it is met again, and told, where the model is used
        load()
