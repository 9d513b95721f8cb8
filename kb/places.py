"""Where a quote stands in its document, in words for people: its page, and how its text came to be."""

from __future__ import annotations

__all__ = ["ocr_name", "page_name"]


def page_name(page: int, label: str | None) -> str:
    """A page as it is printed, with its number in the file where that differs.

    >>> page_name(4, "iv"), page_name(4, "4"), page_name(4, None)
    ('iv (page 4 of the file)', '4', '4')
    """
    return f"{label} (page {page} of the file)" if label and label != str(page) else str(page)


def ocr_name(confidence: float) -> str:
    """What a reader of a quote must know where OCR read it.

    >>> ocr_name(0.874)
    'read by OCR, confidence 0.87'
    """
    return f"read by OCR, confidence {confidence:.2f}"
