"""The name by which the readers of PDF know :func:`ingest.read.compose.clean`: one text is the same in every format."""

from __future__ import annotations

from ingest.read.compose import clean as legible

__all__ = ["legible"]
