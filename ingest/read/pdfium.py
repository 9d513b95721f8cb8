"""The one lock around pdfium."""

from __future__ import annotations

import threading

__all__ = ["PDFIUM"]

PDFIUM = threading.Lock()
"""pdfium keeps global state and is not thread-safe: whoever calls it holds this lock."""
