"""For users of LlamaIndex: legal passages as a ``NodeParser``. Nothing else in ``ingest`` imports LlamaIndex."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from llama_index.core.node_parser.interface import NodeParser
from llama_index.core.schema import BaseNode, MetadataMode, TextNode
from llama_index.core.utils import get_tokenizer

from ingest.outline import build_outline
from ingest.passages import Limits, build_passages
from ingest.read import read
from kb.model import DocumentMeta, Kind

__all__ = ["LegalNodeParser"]


class LegalNodeParser(NodeParser):
    """Cuts documents along their provisions.

    A document's metadata may hold ``title``, ``language`` (ISO 639-1), ``jurisdiction`` and ``kind`` as in a corpus
    manifest. Nodes carry ``locator``, ``path`` and ``header``; their character indexes refer to the text as read, which
    is in the metadata of no node, because white space and markup of the source are not kept.
    """

    tokens: int = 320
    max_tokens: int = 512

    @classmethod
    def class_name(cls) -> str:
        return "LegalNodeParser"

    def _parse_nodes(self, nodes: Sequence[BaseNode], show_progress: bool = False, **_: Any) -> list[BaseNode]:
        return [node for document in nodes for node in self._parse(document)]

    def _parse(self, document: BaseNode) -> list[BaseNode]:
        meta = _meta(document)
        text = document.get_content(metadata_mode=MetadataMode.NONE)
        outline = build_outline(read(text.encode(), name="document.md", language=meta.language), meta.language)
        tokenize = get_tokenizer()
        passages = build_passages(
            outline,
            meta,
            document.hash,
            lambda texts: [len(tokenize(text)) for text in texts],
            Limits.within(self.max_tokens, self.tokens),
        )
        return [
            TextNode(
                id_=passage.id,
                text=passage.text,
                metadata={
                    **document.metadata,
                    "locator": passage.locator,
                    "path": list(passage.path),
                    "header": passage.header,
                },
                start_char_idx=passage.span.start,
                end_char_idx=passage.span.end,
            )
            for passage in passages
        ]


def _meta(document: BaseNode) -> DocumentMeta:
    given = document.metadata
    return DocumentMeta(
        id=document.node_id,
        title=str(given.get("title", "")),
        kind=Kind(given.get("kind", Kind.LAW)),
        jurisdiction=str(given.get("jurisdiction", "INT")),
        language=str(given.get("language", "en")),
    )
