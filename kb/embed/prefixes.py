"""What known model families want before a text, where neither the settings nor the model itself say it."""

from __future__ import annotations

import re

#: (name pattern, query prefix, passage prefix), from the model cards.
_FAMILIES = (
    # intfloat/e5-*, intfloat/multilingual-e5-{small,base,large}: "each input should start with query: or passage: "
    (re.compile(r"(^|/)(multilingual-)?e5-(small|base|large)(-v2)?$"), "query: ", "passage: "),
    # BAAI/bge-*-en-v1.5: an instruction for short queries, none for passages; bge-m3 wants none
    (
        re.compile(r"(^|/)bge-(small|base|large)-en-v1\.5$"),
        "Represent this sentence for searching relevant passages: ",
        "",
    ),
)


def known_prefixes(model: str) -> tuple[str, str] | None:
    """(query prefix, passage prefix) of the family that ``model`` belongs to; None if it is not known."""
    for pattern, query, passage in _FAMILIES:
        if pattern.search(model):
            return query, passage
    return None
