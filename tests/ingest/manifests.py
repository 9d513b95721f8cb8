"""The manifest of two small Indian documents, from which most tests of ingestion start."""

from __future__ import annotations

__all__ = ["ACT_ENTRY", "CORPUS", "MANIFEST", "RULES_ENTRY"]

CORPUS = """
[corpus]
id = "test"
title = "Test"
"""
ACT_ENTRY = """
[[document]]
id = "in-act"
title = "Cooperative Act"
kind = "law"
jurisdiction = "IN"
language = "en"
file = "act.md"
"""
RULES_ENTRY = """
[[document]]
id = "in-rules"
title = "Cooperative Rules"
kind = "regulation"
jurisdiction = "IN"
language = "en"
file = "rules.md"
"""
MANIFEST = CORPUS + ACT_ENTRY + RULES_ENTRY
