"""The vocabulary holds together: codes exist, generated tables are up to date, no name stands for two countries."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Callable
from importlib.resources import files

import pytest

from corpora.vocabulary.countries import render, render_codes, render_names
from kb.interpret.demonyms import demonyms, inflected
from kb.jurisdiction import is_jurisdiction
from kb.vocabulary import table
from kb.words import fold


def test_countries_are_those_of_the_installed_cldr() -> None:
    stored = tomllib.loads(files("corpora.vocabulary").joinpath("countries.toml").read_text(encoding="utf-8"))
    current = tomllib.loads(render())
    missing = {code: set(names) - set(stored.get(code, ())) for code, names in current.items()}
    # a few renamed countries are no harm; a table of another age is
    assert sum(map(len, missing.values())) < 100, "run python -m corpora.vocabulary.countries"


@pytest.mark.parametrize(("name", "made"), [("country-names", render_names), ("codes", render_codes)])
def test_generated_tables_hold_what_their_sources_say(name: str, made: Callable[[], str]) -> None:
    current = tomllib.loads(made())
    assert table(name).keys() == current.keys(), "run python -m corpora.vocabulary.countries"


@pytest.mark.parametrize(
    "rows",
    [
        table("countries"),
        table("subdivisions")["names"],
        table("subdivisions")["display"],
        table("jurisdictions")["names"],
        table("jurisdictions")["abbreviations"],
        table("jurisdictions")["weak_abbreviations"],
        table("jurisdictions")["weak"],
        table("jurisdictions")["bodies"],
        *table("demonyms").values(),
    ],
)
def test_codes_exist(rows: dict[str, object]) -> None:
    # Kosovo and the island codes of CLDR are not (yet) in ISO 3166-1
    assert [code for code in rows if not is_jurisdiction(code) and code not in {"XK"}] == []


def test_members_of_bodies_are_countries() -> None:
    for body in table("jurisdictions")["bodies"].values():
        assert all(is_jurisdiction(code) for code in body.get("members", ()))


def test_no_demonym_of_a_language_means_two_countries() -> None:
    codes = defaultdict(set)
    for form, code, language in demonyms():
        codes[language, fold(form)].add(code)
    assert {key: found for key, found in codes.items() if len(found) > 1} == {}


def test_every_language_with_adjectives_has_rules_that_fit_all_words() -> None:
    rules = table("inflections")
    for language, rows in table("demonyms").items():
        assert language in rules
        for words in rows.values():
            for word in words.split(", "):
                assert len(inflected(word, rules[language])) >= 1
                assert word in inflected(word, rules[language]), (language, word)


def test_languages_agree() -> None:
    languages = table("languages")
    assert set(languages["common"]) <= set(languages["identified"])
    assert set(languages["terms"]) <= set(languages["function_words"])
