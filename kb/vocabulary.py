"""The tables of ``corpora/vocabulary``, read once."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

__all__ = ["table"]


@cache
def table(name: str) -> dict[str, Any]:
    """The table ``corpora/vocabulary/NAME.toml``; callers must not change it."""
    return tomllib.loads(files("corpora.vocabulary").joinpath(f"{name}.toml").read_text(encoding="utf-8"))
