"""Settings: defaults, then ``kb.toml``, then the environment, then the command line; unknown keys are errors.

A setting ``store.url`` is ``[store] url = …`` in ``kb.toml`` and ``KB_STORE_URL`` in the environment, where an empty
variable counts as unset. ``kb.toml`` is looked for in the working folder; ``KB_CONFIG`` names another file.

Pydantic checks the values. pydantic-settings would read the variables too, but passes over those it does not know: a
misspelt one would be ignored.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Literal

import platformdirs
from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator

from kb.errors import ConfigError

__all__ = [
    "AnswerSettings",
    "CatalogSettings",
    "EmbedSettings",
    "IngestSettings",
    "PullSettings",
    "SearchSettings",
    "ServeSettings",
    "Settings",
    "StoreSettings",
    "load_settings",
]

_PREFIX = "KB_"
#: Environment variables of ours that are no settings.
_NOT_SETTINGS = {"KB_CONFIG", "KB_DEBUG", "KB_TEST_SHARED", "KB_TEST_INDEX"}


class _Group(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class EmbedSettings(_Group):
    """Which model turns text into vectors, and where it runs."""

    model: str = Field(
        default="multilingual-e5-small", description="the packaged model, or any sentence-transformers name"
    )
    url: str | None = Field(
        default=None, description="OpenAI-compatible embeddings endpoint, used instead of a local model"
    )
    api_key: SecretStr | None = None
    query_prefix: str | None = Field(
        default=None, description="put before queries; absent: what the model is known to want"
    )
    passage_prefix: str | None = None
    question_reader: bool = Field(
        default=True, description="read questions with weights trained on questions of law (packaged model only)"
    )
    threads: int | None = Field(default=None, ge=1, description="absent: all cores this process may use")
    batch_tokens: int = Field(default=4096, ge=512, description="tokens embedded at once, padding included")
    max_tokens: int | None = Field(default=None, ge=64, description="longest input; absent: what the model says")
    dim: int | None = Field(default=None, ge=1, description="length of a vector; needed for endpoints only")
    cache: Path | None = Field(
        default=None, description="where the converted model is kept; absent: the user's cache folder"
    )


class StoreSettings(_Group):
    """Where vectors live. Without ``url`` they are in the data folder, in this process."""

    url: str | None = Field(
        default=None, description="Qdrant server or cluster; :memory: is an engine in this process, for tests"
    )
    api_key: SecretStr | None = None
    collection: str = "policy-kb"
    shards: int = Field(default=1, ge=1)
    replicas: int = Field(default=1, ge=1)
    on_disk: bool = Field(
        default=False, description="keep vectors, graph and sparse index on disk rather than in memory"
    )
    quantization: Literal["none", "scalar"] = Field(
        default="none", description="scalar: 8 bits a dimension in memory, beside the originals"
    )
    timeout: float = Field(default=30.0, gt=0, description="seconds a request may take")


class CatalogSettings(_Group):
    """Where documents and their text live. Without ``url``: SQLite in the data folder."""

    url: str | None = Field(default=None, description="SQLAlchemy URL")


class SearchSettings(_Group):
    """How many passages are looked at and shown."""

    limit: int = Field(default=8, ge=1, le=100, description="passages returned unless asked otherwise")
    candidates: int = Field(default=60, ge=10, le=1000, description="passages looked at before ranking")
    max_question: int = Field(default=2000, ge=1, description="longest question, in characters")


class AnswerSettings(_Group):
    """How much an extractive answer says, and when it says nothing."""

    sentences: int = Field(
        default=3, ge=1, le=20, description="most sentences of an extractive answer for one jurisdiction"
    )
    min_confidence: float = Field(default=0.4, ge=0, le=1, description="below it the answer is declined")


class IngestSettings(_Group):
    """Limits of what is read."""

    max_bytes: int = Field(default=200_000_000, ge=1, description="largest source file")
    max_seconds: float = Field(
        default=900.0, gt=0, description="longest time to read one document; then it is given up"
    )
    max_memory: int = Field(
        default=4_000_000_000, ge=500_000_000, description="bytes of address space of a process that reads"
    )
    processes: int | None = Field(
        default=None,
        ge=0,
        le=64,
        description="processes that read; absent: two, if there are two cores; 0: none, and so no limit of time and "
        "memory, and a parser that crashes ends the ingestion",
    )
    ocr: Literal["auto", "off", "force"] = Field(
        default="auto",
        description="pages of a PDF that tesseract reads, if it is installed: those that cannot be read otherwise, "
        "none (they are left out with a warning), or all",
    )
    passage_tokens: int = Field(
        default=320, ge=64, description="a section longer than this is cut, if it has subdivisions"
    )


class PullSettings(_Group):
    """How official texts are downloaded. ``ingest.max_bytes`` bounds a download too."""

    contact: str = Field(
        default="",
        pattern=r"^[\x20-\x7e]*$",
        description="address or page named in the User-Agent, for those who run the servers",
    )
    delay: float = Field(default=1.0, ge=0, description="seconds between two requests to one host")
    retries: int = Field(default=4, ge=0, le=20, description="further attempts after a failure that may pass")
    max_wait: float = Field(
        default=60.0, ge=0, description="longest wait for another attempt, in seconds; asked for more, it gives up"
    )
    connect_timeout: float = Field(default=10.0, gt=0, description="seconds")
    read_timeout: float = Field(default=30.0, gt=0, description="longest silence of a server, in seconds")
    total_timeout: float = Field(default=900.0, gt=0, description="seconds for one file, attempts and waits included")


class ServeSettings(_Group):
    """The web service."""

    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)


class Settings(_Group):
    """All settings. ``data`` is the folder that holds the index."""

    data: Path = Field(default_factory=lambda: Path(platformdirs.user_data_dir("policy-kb", appauthor=False)))
    embed: EmbedSettings = EmbedSettings()
    store: StoreSettings = StoreSettings()
    catalog: CatalogSettings = CatalogSettings()
    search: SearchSettings = SearchSettings()
    answer: AnswerSettings = AnswerSettings()
    ingest: IngestSettings = IngestSettings()
    pull: PullSettings = PullSettings()
    serve: ServeSettings = ServeSettings()

    @field_validator("data")
    @classmethod
    def _expand(cls, value: Path) -> Path:
        return value.expanduser()


def load_settings(
    *, data: Path | str | None = None, environ: Mapping[str, str] | None = None, config: Path | None = None
) -> Settings:
    """Settings from all sources; ``data`` (the command line's) wins over the others.

    Raises:
        ConfigError: naming the file or variable, what is wrong with it, and the closest known name.
    """
    environ = os.environ if environ is None else environ
    values = _from_file(environ, config)
    for variable, (group, key) in _variables(environ).items():
        target = values.setdefault(group, {}) if key else values
        if not isinstance(target, dict):
            raise ConfigError(f"{group} in the settings file must be a table, as {variable} is set too")
        target[key or group] = environ[variable]
    if data is not None:
        values["data"] = data
    try:
        return Settings.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        message = "unknown setting" if first["type"] == "extra_forbidden" else first["msg"]
        raise ConfigError(f"setting {where}: {message}{_suggest(where)}") from None


def _from_file(environ: Mapping[str, str], config: Path | None) -> dict[str, Any]:
    named = config or (Path(variable) if (variable := environ.get("KB_CONFIG", "").strip()) else None)
    path = named or Path("kb.toml")
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        if named:
            raise ConfigError(f"{path}: no such settings file; correct KB_CONFIG or unset it") from None
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read: {error}") from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: not valid TOML: {error}") from None


def _variables(environ: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """Variables that are not empty → (group, key), or ("data", "") for a setting without a group."""
    found: dict[str, tuple[str, str]] = {}
    for variable in sorted(environ):
        if not variable.startswith(_PREFIX) or variable in _NOT_SETTINGS:
            continue
        name = variable.removeprefix(_PREFIX).lower()
        group, _, key = name.partition("_")
        field = Settings.model_fields.get(group)
        known = field is not None and (not key or key in _keys(group))
        if not known or (not key and _keys(group)):
            raise ConfigError(f"environment variable {variable} is no setting{_suggest(variable, _variable)}")
        if environ[variable].strip():
            found[variable] = (group, key)
    return found


def _keys(group: str) -> list[str]:
    annotation = Settings.model_fields[group].annotation
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return list(annotation.model_fields)
    return []


def _variable(setting: str) -> str:
    return _PREFIX + setting.replace(".", "_").upper()


def _suggest(name: str, spelling: Callable[[str], str] = str) -> str:
    """The known setting that ``name`` is nearest to, both spelt the same way."""
    import difflib

    known = [spelling(setting) for setting in [f"{g}.{k}" for g in Settings.model_fields for k in _keys(g)] + ["data"]]
    close = difflib.get_close_matches(name, known, n=1)
    return f"; did you mean {close[0]}?" if close and close[0] != name else ""
