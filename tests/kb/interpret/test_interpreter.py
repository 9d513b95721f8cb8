"""Questions understood as a whole, on a small index."""

from __future__ import annotations

import json
import tomllib
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.interpret import Interpreter
from kb.model import DocumentMeta, Kind

# question | documents | jurisdictions | references
NAMED = """
artículo 27 de la Ley 27/1999                                      | es-27-1999     | ES     | art. 27
Was regelt § 15 GenG?                                              | de-genossenschaftsgesetz-geng | DE | § 15
geng paragraph 43                                                  | de-genossenschaftsgesetz-geng | DE | § 43
das Genossenschaftsgesetz zum Stimmrecht der Mitglieder            | de-genossenschaftsgesetz-geng | DE |
O art. 42 da Lei 5.764/71                                          | br-5764        | BR     | art. 42
Lei nº 5.764                                                       | br-5764        | BR     |
¿Qué exige el artículo 81 de la ley 20.337?                        | ar-20337       | AR     | art. 81
artículo 54 de la Ley 79 de 1988                                   | co-79-1988     | CO     | art. 54
Llei 5/2015, article 39.2                                          | ad-5-2015      | AD     | art. 39.2
Que dit l'article 9 de la loi du 12 décembre 2016 ?                | lu-2016        | LU     | art. 9
la loi du 16 juillet 2021                                          | lu-2021        | LU     |
L. 114-26 code de la mutualité                                     | fr-mutualite   | FR     | art. L114-26
l'article L. 522-4 du code rural                                   | fr-rural       | FR     | art. L522-4
Cosa prevede l'art. 2545-octies del codice civile?                 | it-codice-civile | IT   | art. 2545-octies
O que diz o Código Civil sobre as associações?                     | br-codigo-civil | BR    |
section 25 of the Canada Cooperatives Act                          | ca-act         | CA     | s. 25
Art. 47 de la Loi canadienne sur les coopératives                  | ca-loi         | CA     | art. 47
s 85A Multi-State Co-operative Societies Act                       | in-2002        | IN     | s. 85A
the Multi State Cooperative Societies Act, 2002                    | in-2002        | IN     |
s. 8 of the Co-operative Societies Act, 1912                       | in-1912        | IN     | s. 8
협동조합 기본법 제15조제2항에 따르면                               | kr-framework   | KR     | 제15조제2항
협동조합기본법 시행령 제5조                                        | kr-decree      | KR     | 제5조
Framework Act on Cooperatives, article 15                          | kr-framework   | KR     | art. 15
HRS 421C-15: proxies?                                              | us-hi-421c     | US-HI  | § 421C-15
HRS chapter 421                                                    | us-hi-421      | US-HI  |
section 421C-25(a)                                                 | us-hi-421c     | US-HI  | § 421C-25(a)
Iowa Code 499.4, please                                            | us-ia-499      | US-IA  | § 499.4
a closed cooperative under Iowa chapter 501                        | us-ia-501      | US-IA  |
S.C. 1998, c. 1, subsection 8(1)                                   | ca-act         | CA     | s. 8(1)
paragraphe 31(4) de la Loi canadienne sur les coopératives         | ca-loi         | CA     | art. 31(4)
DS 074-90-TR art. 42                                               | pe-74-90       | PE     | art. 42
ley 20337 art 2 inc 5                                              | ar-20337       | AR     | art. 2 inc. 5
HRS 414D                                                           |                | US-HI  |
Compare la Ley 27/1999 y la Ley 79 de 1988                         | es-27-1999 co-79-1988 | ES CO |
Ley 27/1999 y cooperativas catalanas                               | es-27-1999     | ES-CT ES |
"""


@pytest.mark.parametrize(
    ("question", "ids", "codes", "locators"),
    [tuple(map(str.strip, row.split("|"))) for row in NAMED.strip().splitlines()],
)
def test_a_law_named(interpreter: Interpreter, question: str, ids: str, codes: str, locators: str) -> None:
    found = interpreter.interpret(question)
    assert list(found.documents) == ids.split()
    assert list(found.jurisdictions) == codes.split()
    assert ", ".join(found.references) == locators
    assert found.uncovered == ()
    assert found.as_of is None


@pytest.mark.parametrize(
    ("question", "jurisdictions", "uncovered"),
    [
        ("How many members does a co-op need in Norway?", (), ("NO",)),
        ("Compare Spain with Norway", ("ES",), ("NO",)),
        ("Scotland or England?", ("GB",), ()),
        ("US co-ops", ("US",), ()),
        ("Texas co-ops", (), ("US-TX",)),
        ("una cooperativa gallega", ("ES",), ()),
        ("coopérative au Sénégal, droit OHADA", ("OHADA",), ()),
        ("a co-op", (), ()),
        ("Wie viele Mitglieder braucht eine Genossenschaft?", (), ()),  # the language names no country
    ],
)
def test_coverage_of_what_is_named(
    interpreter: Interpreter, question: str, jurisdictions: tuple[str, ...], uncovered: tuple[str, ...]
) -> None:
    found = interpreter.interpret(question)
    assert (found.jurisdictions, found.uncovered) == (jurisdictions, uncovered)


def test_what_another_jurisdiction_covers_is_kept_as_named(interpreter: Interpreter) -> None:
    found = interpreter.interpret("Scotland, Senegal, Norway and the US")
    assert (found.named, found.jurisdictions) == (("GB-SCT", "SN", "US"), ("GB", "OHADA", "US"))


def test_a_title_of_another_country_is_not_meant(interpreter: Interpreter) -> None:
    found = interpreter.interpret("How many members under Norway's Co-operative Societies Act?")
    assert (found.documents, found.jurisdictions, found.uncovered) == ((), (), ("NO",))


def test_a_number_that_is_not_indexed_names_no_document(interpreter: Interpreter) -> None:
    found = interpreter.interpret("la Ley 18.407 de Uruguay")
    assert (found.documents, found.uncovered) == ((), ("UY",))


def test_a_title_of_several_countries_is_left_open_until_one_is_named(interpreter: Interpreter) -> None:
    found = interpreter.interpret("Ley General de Cooperativas, artículo 5")
    assert set(found.documents) == {"cl-dfl-5", "pe-74-90"}
    assert found.jurisdictions == ()
    found = interpreter.interpret("Ley General de Cooperativas de Chile, artículo 5")
    assert (found.documents, found.jurisdictions) == (("cl-dfl-5",), ("CL",))


def test_an_abbreviation_of_many_documents_names_no_law(interpreter: Interpreter) -> None:
    assert interpreter.interpret("What does SCVO advise?").documents == ()


def test_initials_of_several_laws_are_left_open_until_a_country_is_named() -> None:
    laws = (("a", "Canada Cooperatives Act", "CA"), ("b", "Colorado Credit Act", "US-CO"))
    interpreter = Interpreter([DocumentMeta(id, title, Kind.LAW, code, "en") for id, title, code in laws])
    assert interpreter.interpret("CCA s 20").documents == ("a", "b")
    assert interpreter.interpret("CCA s 20").jurisdictions == ()
    assert interpreter.interpret("section 20 of the CCA, Canada").documents == ("a",)
    assert interpreter.interpret("a fee of CCA 20").documents == ()


@pytest.mark.parametrize(
    ("question", "kinds"),
    [
        ("According to the guide, who signs?", {"legal-form-guide", "policy-guide"}),
        ("D'après le mode d'emploi, quelle dotation ?", {"legal-form-guide"}),
        ("Does the law guide the board?", set()),
        ("¿Qué dice el código?", set()),
    ],
)
def test_kinds_only_when_asked_for(interpreter: Interpreter, question: str, kinds: set[str]) -> None:
    assert set(interpreter.interpret(question).kinds) == kinds


def test_the_year_of_a_law_is_no_day_asked_for(interpreter: Interpreter) -> None:
    assert interpreter.interpret("¿Qué decía la Ley 79 de 1988 en 2010?").as_of == date(2010, 12, 31)


def test_composed_and_decomposed_letters_are_the_same(interpreter: Interpreter) -> None:
    assert interpreter.interpret("cooperativas de Espan\u0303a").jurisdictions == ("ES",)


@given(st.text(max_size=120))
def test_any_question_is_interpreted(question: str) -> None:
    found = Interpreter([]).interpret(question)
    assert found.jurisdictions == () and found.documents == ()
    assert found == Interpreter([]).interpret(question)


@pytest.mark.corpus
def test_golden_questions_name_no_wrong_jurisdiction(shared: Path) -> None:
    """A question may leave its jurisdiction out; what it does name must be one that the golden set gives."""
    manifest = tomllib.loads((shared / "corpus" / "corpus.toml").read_text(encoding="utf-8"))
    interpreter = Interpreter(
        [
            DocumentMeta(
                row["id"], row["title"], Kind(row["kind"]), row["jurisdiction"], row["language"], year=row.get("year")
            )
            for row in manifest["document"]
        ]
    )
    wrong, missing, languages = [], [], []
    for line in (shared / "golden" / "dev.jsonl").read_text(encoding="utf-8").splitlines():
        golden = json.loads(line)
        found = interpreter.interpret(golden["question"])
        named = {*found.jurisdictions, *found.uncovered}
        if named - set(golden["jurisdictions"]):
            wrong.append((golden["id"], named))
        if golden["category"] == "wrong-jurisdiction" and set(found.uncovered) != set(golden["jurisdictions"]):
            missing.append(golden["id"])
        if found.language != golden["language"]:
            languages.append(golden["id"])
    assert (wrong, missing, languages) == ([], [], [])
