"""Settings come from defaults, file, environment and command line, in that order, and typos are errors."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.errors import ConfigError
from kb.settings import load_settings


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "kb.toml"
    path.write_text('data = "/from/file"\n[store]\nurl = "http://file:6333"\n[search]\nlimit = 5\n')
    return path


def test_defaults_need_nothing() -> None:
    settings = load_settings(environ={}, config=None)
    assert settings.store.url is None
    assert settings.embed.model == "multilingual-e5-small"


def test_each_source_wins_over_the_one_before(config: Path) -> None:
    settings = load_settings(environ={"KB_STORE_URL": "http://env:6333"}, config=config)
    assert settings.store.url == "http://env:6333"
    assert settings.search.limit == 5
    assert settings.data == Path("/from/file")
    assert load_settings(environ={"KB_DATA": "/env"}, config=config).data == Path("/env")
    assert load_settings(environ={"KB_DATA": "/env"}, config=config, data="/line").data == Path("/line")


@pytest.mark.parametrize(
    ("variable", "value", "says"),
    [
        ("KB_STOREURL", "x", "KB_STOREURL"),
        ("KB_STORE_ULR", "x", "did you mean KB_STORE_URL?"),
        ("KB_STOREURL", "x", "did you mean KB_STORE_URL?"),
        ("KB_DATAS", "x", "did you mean KB_DATA?"),
        ("KB_STORE_ULR", "", "did you mean KB_STORE_URL?"),
        ("KB_STORE", "x", "KB_STORE"),
        ("KB_SEARCH_LIMIT", "many", "search.limit"),
        ("KB_SEARCH_LIMIT", "0", "search.limit"),
    ],
)
def test_a_wrong_variable_is_named(variable: str, value: str, says: str) -> None:
    with pytest.raises(ConfigError, match=says):
        load_settings(environ={variable: value})


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[store]\nulr = 1", "store.ulr: unknown setting; did you mean store.url"),
        ("[stor]\nurl = 1", "stor: unknown setting"),
        ("not toml", "not valid TOML"),
        ("store = 3", "store"),
    ],
)
def test_a_wrong_file_is_explained_in_one_line(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "kb.toml"
    path.write_text(text)
    with pytest.raises(ConfigError, match=says) as caught:
        load_settings(environ={}, config=path)
    assert "\n" not in str(caught.value)


def test_a_named_file_must_exist(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no such settings file"):
        load_settings(environ={"KB_CONFIG": str(tmp_path / "absent.toml")})


def test_environment_does_not_clash_with_a_scalar_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "kb.toml"
    path.write_text("store = 3")
    with pytest.raises(ConfigError, match="must be a table"):
        load_settings(environ={"KB_STORE_URL": "http://x"}, config=path)


@pytest.mark.parametrize("value", ["", "  "])
def test_an_empty_variable_counts_as_unset(config: Path, value: str) -> None:
    settings = load_settings(
        environ={"KB_STORE_URL": value, "KB_DATA": value, "KB_SEARCH_LIMIT": value, "KB_CONFIG": value}, config=config
    )
    assert settings.store.url == "http://file:6333"
    assert settings.search.limit == 5
    assert settings.data == Path("/from/file")


def test_settings_tell_whether_somebody_chose_the_folder(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(config.parent)
    config.rename(config.parent / "other.toml")
    assert "data" not in load_settings(environ={"KB_DATA": ""}).model_fields_set
    assert "data" in load_settings(environ={"KB_DATA": "/x"}).model_fields_set
    assert "data" in load_settings(environ={}, data="/x").model_fields_set
    assert "data" in load_settings(environ={}, config=config.parent / "other.toml").model_fields_set


def test_the_users_folder_is_written_with_a_tilde(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/somebody")
    monkeypatch.setenv("USERPROFILE", "/home/somebody")
    assert load_settings(environ={"KB_DATA": "~/index"}).data == Path("/home/somebody/index")
