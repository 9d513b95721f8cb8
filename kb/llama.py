"""For users of LlamaIndex: the knowledge base as a retriever. Nothing else in ``kb`` imports LlamaIndex here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from llama_index.core.retrievers import BaseRetriever
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode

from kb.model import Filters
from kb.wire import scored_json

if TYPE_CHECKING:
    from kb.base import KnowledgeBase

__all__ = ["KnowledgeBaseRetriever"]


class KnowledgeBaseRetriever(BaseRetriever):
    """Passages of a knowledge base as LlamaIndex nodes.

    A node's text is the verbatim passage, ``start_char_idx`` and ``end_char_idx`` its span in the document's text, and
    its metadata what a citation needs (document, title, locator, jurisdiction, source).
    """

    def __init__(self, kb: KnowledgeBase, *, filters: Filters | None = None, limit: int | None = None) -> None:
        super().__init__()
        self._kb = kb
        self._filters = filters
        self._limit = limit

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        passages, _ = self._kb.search(query_bundle.query_str, self._filters, self._limit)
        nodes = []
        for scored in passages:
            metadata = scored_json(scored)
            for apart in ("text", "score", "id", "start", "end"):
                metadata.pop(apart)
            node = TextNode(
                id_=scored.passage.id,
                text=scored.passage.text,
                metadata=metadata,
                start_char_idx=scored.passage.span.start,
                end_char_idx=scored.passage.span.end,
                excluded_embed_metadata_keys=list(metadata),
                excluded_llm_metadata_keys=[key for key in metadata if key not in ("title", "locator", "jurisdiction")],
            )
            nodes.append(NodeWithScore(node=node, score=scored.score))
        return nodes
