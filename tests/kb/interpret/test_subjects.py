"""Laws named by what they are about, where the question does not give their titles."""

from __future__ import annotations

import pytest

from kb.interpret import Interpreter
from kb.interpret.law_names import law_names
from kb.model import DocumentMeta, Kind


def _law(doc_id: str, title: str, jurisdiction: str, language: str, year: int | None = None) -> DocumentMeta:
    return DocumentMeta(doc_id, title, Kind.LAW, jurisdiction, language, year=year)


LAWS = [
    _law("de-bgb", "Bürgerliches Gesetzbuch (BGB)", "DE", "de", 1896),
    _law("de-aktg", "Aktiengesetz (AktG)", "DE", "de", 1965),
    _law("de-genossenschaftsgesetz-geng", "Gesetz betreffend die Genossenschaften (GenG)", "DE", "de", 1889),
    _law("es-27", "Ley 27/1999, de 16 de julio, de Cooperativas", "ES", "es", 1999),
    _law("es-20", "Ley 20/1990, sobre Régimen Fiscal de las Cooperativas", "ES", "es", 1990),
    _law("es-pv", "Euskadi: Ley 11/2019, de Cooperativas", "ES-PV", "es", 2019),
    _law("it-cc", "Codice civile (associazioni, società cooperative)", "IT", "it", 1942),
    _law("ca-act", "Canada Cooperatives Act", "CA", "en", 1998),
    _law("ca-loi", "Loi canadienne sur les coopératives", "CA", "fr", 1998),
    _law("fr-cc", "Code civil", "FR", "fr", 1804),
    _law("in-dev", "The National Co-operative Development Corporation Act, 1962", "IN", "en", 1962),
    _law("kr-sep", "사회적기업 육성법", "KR", "ko", 2007),
    _law("ohada", "Traité relatif à l'harmonisation du droit des affaires (OHADA)", "OHADA", "fr", 1993),
    _law("bg-kt", "Кодекс на труда", "BG", "bg", 1986),
]


@pytest.fixture(scope="module")
def interpreter() -> Interpreter:
    return Interpreter(LAWS)


@pytest.mark.parametrize(
    ("question", "documents"),
    [
        ("What does section 21 of the German Civil Code say?", "de-bgb"),
        ("the German civil code on associations, section 21", "de-bgb"),
        ("Was sagt § 5 des Aktiengesetzes?", "de-aktg"),
        ("§ 43 des Gesetzes betreffend die Genossenschaften", "de-genossenschaftsgesetz-geng"),
        ("article 8 of the Spanish Law on Cooperatives", "es-27"),
        ("article 33 of the Spanish law on the tax regime of cooperatives", "es-20"),
        ("¿Qué dice la ley española de cooperativas sobre los inversores?", "es-27"),
        ("Article 5 of the Basque Cooperatives Act", "es-pv"),
        ("Section 80 of the German cooperatives act", "de-genossenschaftsgesetz-geng"),
        ("May German cooperatives act together?", "de-genossenschaftsgesetz-geng"),  # at worst it is searched first
        ("Under Italian cooperative law, article 2522", "it-cc"),
        ("Que dit l'article 1832 du Code civil français ?", "fr-cc"),
        ("Ley federal de cooperativas de Canadá", "ca-act ca-loi"),
        ("What does article 8 of the Korean social enterprise law require?", "kr-sep"),
        ("чл. 5 от Кодекса на труда", "bg-kt"),
        ("How many members does a cooperative need in Spain?", ""),
        ("Are cooperatives in Germany governed by rules on associations?", ""),
    ],
)
def test_a_law_that_is_indexed_under_another_title(interpreter: Interpreter, question: str, documents: str) -> None:
    found = interpreter.interpret(question)
    assert (" ".join(found.documents), found.unindexed) == (documents, ())


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("¿Qué dice el artículo 10 de la Ley de Cooperativas de Aragón?", "Ley de Cooperativas de Aragón"),
        ("artículo 8 de la ley de cooperativas de Andalucía", "ley de cooperativas de Andalucía"),
        ("article 15 of the Andalusian Cooperatives Act", "Andalusian Cooperatives Act"),
        ("el artículo 4 del Código de Comercio de España", "Código de Comercio de España"),
        ("art. 5 de la Ley de Cooperativas de Crédito de España", "Ley de Cooperativas de Crédito de España"),
        ("Was sagt § 14 des Handelsgesetzbuchs?", "Handelsgesetzbuchs"),
        ("Was sagt § 14 HGB?", "HGB"),
        ("Que dit l'article 10 de la loi Pacte ?", "loi Pacte"),
        ("l'article 5 de la loi française sur les associations de 1901", "loi française sur les associations de 1901"),
        ("Que prévoit l'article 1 du Code civil du Québec ?", "Code civil du Québec"),
        ("section 5 of the Indian Companies Act 2013", "Indian Companies Act 2013"),
        ("article 5 of the Spanish Constitution", "Spanish Constitution"),
        ("l'art. 18 del codice della crisi", "codice della crisi"),
    ],
)
def test_a_provision_of_a_law_that_is_not_indexed(interpreter: Interpreter, question: str, name: str) -> None:
    found = interpreter.interpret(question)
    assert [(each.documents, each.unknown) for each in found.provisions] == [((), name)]
    assert found.documents == ()


@pytest.mark.parametrize(
    ("question", "unindexed"),
    [
        ("Combien de membres selon l'Acte uniforme OHADA relatif au droit des sociétés coopératives ?", True),
        ("What does the Spanish Commercial Code say about traders?", True),
        ("Que dit la loi française sur les associations ?", False),  # a law, or the law
        ("What does Spanish commercial law say about traders?", False),
        ("What does the Social Impact Act of Norway say?", True),  # not covered anyway
        ("Under South African law, how many members does a co-operative need?", False),
        ("Does the law of South Africa require a reserve fund?", False),
        ("¿Qué exige la ley de la República Argentina?", False),
        ("Que dit la loi du Grand-Duché de Luxembourg ?", False),
        ("Was sagt das Gesetz der Bundesrepublik Deutschland?", False),
        ("What must the Constitution of a primary co-operative contain in Germany?", False),
        ("¿Qué contiene el Estatuto Social de una cooperativa española?", False),
        ("the Regulations of a cooperative in Spain", False),
        ("Is there a law on SACCO in Spain?", False),
        ("Does the Spanish Constitution mention cooperatives?", True),
    ],
)
def test_a_title_is_known_by_its_capitals(interpreter: Interpreter, question: str, unindexed: bool) -> None:
    assert bool(interpreter.interpret(question).unindexed) is unindexed


def test_of_a_question_full_of_names_ten_are_looked_at() -> None:
    question = "Labour Act of Spain, " * 95
    names = list(law_names(question, "en", []))
    assert [name.span.of(question) for name in names] == ["Labour Act of Spain"] * 10


def test_each_provision_of_a_comparison_is_of_its_own_law(interpreter: Interpreter) -> None:
    found = interpreter.interpret("Compare s. 7 of the Canada Cooperatives Act and art. 2522 of the Italian Civil Code")
    assert [(each.locator, each.documents) for each in found.provisions] == [
        ("s. 7", ("ca-act",)),
        ("art. 2522", ("it-cc",)),
    ]
