"""Where the data that is installed with the package lies."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

__all__ = ["bundled_manifests", "official_manifest"]


def bundled_manifests() -> list[Path]:
    """Manifests of the corpora that come with the package: the briefs."""
    return [Path(str(files("corpora").joinpath("briefs", "corpus.toml")))]


def official_manifest() -> Path:
    """The manifest of official texts, which are not bundled: ``kb pull`` downloads them."""
    return Path(str(files("corpora").joinpath("official.toml")))
