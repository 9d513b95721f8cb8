"""Annotations and footnotes of CLML: kept apart from the text, referred to from it by ``id``."""

from __future__ import annotations

from lxml import etree

from ingest.read.clml_text import TEXT
from ingest.read.mixed import local

__all__ = ["STORES", "Notes"]

STORES = frozenset({"Commentaries", "Footnotes", "MarginNotes"})
"""Elements in which notes are kept, at the end of the file."""

_REFERENCES = ("Ref", "CommentaryRef", "FootnoteRef")


class Notes:
    """The notes of a document; each is handed out once, where it is first referred to."""

    def __init__(self, root: etree._Element) -> None:
        stores = root.iter(*(f"{{*}}{tag}" for tag in STORES))
        self._stored = [note for store in stores for note in store if local(note)]
        self._by_id = {note.get("id"): note for note in self._stored if note.get("id")}
        self._open: dict[str, str] = {}  # referred to and not handed out: id → locator
        self._given: set[etree._Element] = set()

    def refer(self, element: etree._Element, locator: str) -> None:
        """``element`` itself may refer to notes, by an attribute; they are then open."""
        for name in _REFERENCES:
            for identifier in element.get(name, "").split():
                if identifier in self._by_id:
                    self._open.setdefault(identifier, locator)

    def refer_inline(self, element: etree._Element, locator: str) -> None:
        """The same for the amended words within the running text of ``element``."""
        for child in element:
            if local(child) in TEXT.inline:
                self.refer(child, locator)
                self.refer_inline(child, locator)

    def refer_within(self, element: etree._Element | None, locator: str) -> None:
        """The same for all that is in ``element``."""
        for inner in element.iter() if element is not None else ():
            self.refer(inner, locator)

    def take(self) -> list[tuple[etree._Element, str]]:
        """Open notes with the locator of the place that refers to them, in the order of the references."""
        taken = [(self._by_id[identifier], locator) for identifier, locator in self._open.items()]
        self._open = {}
        taken = [(note, locator) for note, locator in taken if note not in self._given]
        self._given.update(note for note, _ in taken)
        return taken

    def rest(self) -> list[etree._Element]:
        """Notes to which nothing refers, in document order."""
        left = [note for note in self._stored if note not in self._given]
        self._given.update(left)
        return left
