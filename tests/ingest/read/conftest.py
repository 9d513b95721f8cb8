"""Documents made on the spot for the readers' tests."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.ingest import pdfs

PdfMaker = Callable[..., bytes]


@pytest.fixture(scope="session")
def make_pdf() -> PdfMaker:
    return pdfs.make_pdf
