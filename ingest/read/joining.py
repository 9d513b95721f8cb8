"""Several files that are one document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ingest.read.blocks import Block, BlockKind, Reading

__all__ = ["join"]


def join(readings: Sequence[Reading]) -> Reading:
    """``readings`` as one, in order.

    Pages are numbered on from file to file; of metadata with the same key the first wins; the title of the document,
    printed again at the head of a later file, is dropped.

    Raises:
        ValueError: there is no reading.
    """
    if not readings:
        raise ValueError("nothing to join")
    if len(readings) == 1:
        return readings[0]
    blocks: list[Block] = []
    labels: list[str] = []
    metadata: dict[str, str] = {}
    warnings: list[str] = []
    title = next((reading.title for reading in readings if reading.title), "")
    paged = any(_page_count(reading) for reading in readings)
    for number, reading in enumerate(readings):
        offset = len(labels)
        for index, block in enumerate(reading.blocks):
            if number and index < 3 and _is_title(block, title):
                continue
            page = block.page + offset if block.page else (offset + 1 if paged else None)
            blocks.append(replace(block, page=page))
        # A file without pages between files with pages counts as one page, so that later numbers stay right.
        count = _page_count(reading) or (1 if paged else 0)
        own = reading.page_labels or tuple(str(offset + i + 1) for i in range(count))
        labels.extend(own[:count] + ("",) * (count - len(own)))
        metadata = {**reading.metadata, **metadata}
        warnings.extend(w for w in reading.warnings if w not in warnings)
    return Reading(tuple(blocks), title, metadata, tuple(labels), tuple(warnings))


def _page_count(reading: Reading) -> int:
    return max(len(reading.page_labels), max((block.page or 0 for block in reading.blocks), default=0))


def _is_title(block: Block, title: str) -> bool:
    return bool(title) and block.kind is BlockKind.HEADING and block.text.casefold() == title.casefold()
