"""Jurisdictions named in a question, in the languages of the corpus, and what only looks like one."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.interpret.demonyms import demonyms
from kb.interpret.jurisdictions import find_jurisdictions
from kb.vocabulary import table

NAMED = """
# names, in several languages
en | How many members does a co-op need in Spain?                          | ES
es | ¿Qué porcentaje va a reservas en Alemania?                            | DE
fr | Combien de fondateurs en Corée du Sud ?                               | KR
de | Wie viele Gründer braucht man in Brasilien?                           | BR
it | Quanti soci servono nel Regno Unito?                                  | GB
pt | Quantos sócios na África do Sul?                                      | ZA
ca | Quants socis calen a França?                                          | FR
ms | Berapa ahli diperlukan di Sepanyol?                                   | ES
nl | Hoeveel leden in Duitsland?                                           | DE
ko | 독일에서는 조합원이 몇 명 필요한가요?                                 | DE
ko | 대한민국 협동조합의 설립                                              | KR
ja | ドイツの協同組合の最低人数は？                                        | DE
zh | 德国的合作社需要多少成员？                                            | DE
hi | स्पेन में सहकारी समिति                                                | ES
hi | भारतीय सहकारी समिति                                                   | IN
bg | Колко членове са нужни в Испания?                                     | ES
en | coops in México please                                                | MX
en | SPAIN: NUMBER OF MEMBERS                                              | ES
es | peru, numero de socios                                                | PE
# countries that are called like a language elsewhere, where a language might be named
it | Quanti soci servono per una cooperativa in Italia?                    | IT
it | In Italia, quanti soci servono?                                       | IT
es | ¿Cuántos socios necesita una cooperativa en Italia?                   | IT
de | Wie viele Mitglieder braucht eine Genossenschaft in Italien?          | IT
ca | Quants socis calen a Itàlia?                                          | IT
# adjectives, inflected
en | How do Spanish cooperatives share surplus?                            | ES
es | las cooperativas españolas                                            | ES
es | ¿Cuántos socios tiene una cooperativa costarricense?                  | CR
fr | les coopératives espagnoles                                           | ES
fr | une coopérative grecque                                               | GR
fr | les mutuelles luxembourgeoises et canadiennes                         | LU CA
it | le cooperative tedesche e francesi                                    | DE FR
pt | as cooperativas alemãs                                                | DE
pt | uma cooperativa portuguesa                                            | PT
de | die Haftung in kanadischen Genossenschaften                           | CA
de | schweizerisches Recht                                                 | CH
ca | les cooperatives andorranes                                           | AD
bg | испанското законодателство                                            | ES
en | law for Korean social enterprises                                     | KR
en | co-ops of the Nigerien farmers                                        | NE
fr | une coopérative nigériane                                             | NG
# subdivisions
en | a Basque worker co-op                                                 | ES-PV
es | una cooperativa vasca o catalana                                      | ES-PV ES-CT
fr | une coopérative au Pays basque                                        | ES-PV
en | Balearic micro-cooperatives                                           | ES-IB
fr | Québec ou Ontario ?                                                   | CA-QC CA-ON
en | Hawai'i housing co-ops                                                | US-HI
en | under ES-CT law                                                       | ES-CT
en | Scottish charities and Northern Ireland credit unions                 | GB-SCT GB-NIR
en | members in Catalonia, Spain                                           | ES-CT
es | cooperativas de Cataluña (España)                                     | ES-CT
en | Compare Iowa, USA and Hawaii in the United States                     | US-IA US-HI
es | ¿difieren la ley estatal española y la catalana?                      | ES ES-CT
# the longest name counts
en | South Korea, not North Korea                                          | KR KP
en | Korea                                                                 | KR
en | New Mexico co-ops                                                     | US-NM
en | Mexico co-ops                                                         | MX
en | Indiana co-ops                                                        | US-IN
it | una cooperativa indiana                                               | IN
en | the US Virgin Islands and the British Virgin Islands                  | VI VG
en | Indian co-ops                                                         | IN
en | Papua New Guinea                                                      | PG
es | Guinea Ecuatorial                                                     | GQ
en | Guinea-Bissau and Guinea                                              | GW GN
en | Dominican Republic or Dominica                                        | DO DM
fr | République démocratique du Congo                                      | CD
fr | Congo-Brazzaville                                                     | CG
fr | Côte d’Ivoire                                                         | CI
en | New South Wales                                                       | AU-NSW
en | British Columbia                                                      | CA-BC
en | Niger and Nigeria                                                     | NE NG
# bodies and abbreviations
en | What does the ILO recommend?                                          | INT
es | ¿Qué dice la Recomendación 193 de la OIT?                             | INT
fr | les principes de l'Alliance coopérative internationale                | INT
fr | un acte uniforme de l'OHADA                                           | OHADA
en | EU law on co-operatives                                               | EU
en | UK co-ops                                                             | GB
en | a UK-registered society                                               | GB
en | U.S. agricultural co-ops                                              | US
es | las cooperativas de EE. UU.                                           | US
# weak evidence
en | Which registrar in New Delhi?                                         | IN
en | Which registrar for Spanish co-ops has an office in New Delhi?        | ES
en | the European Cooperative Society in Germany                           | DE
fr | la société coopérative européenne                                     | EU
en | ICA co-operative principles                                           | INT
es | el impuesto ICA en Colombia                                           | CO
en | uk charities and co-ops                                               | GB
es | la definición que usa la OIT                                          | INT
en | UAE                                                                   | AE
en | Trinidad and Tobago                                                   | TT
de | hawaiianisches Recht                                                  | US-HI
# what is none
en | see www.example.co.uk or info@spain.example                           |
en | Is US-style patronage allowed in Germany?                             | DE
en | the Welsh language, a Basque-speaking member                          |
es | la lengua vasca                                                       |
en | the German-speaking community of Belgium                              | BE
en | Tell us who may join                                                  |
en | TELL US WHO MAY JOIN                                                  |
en | Can we polish the bylaws with a fine china and turkey dinner?         |
en | Polish co-ops in Turkey and China                                     | PL TR CN
en | a jersey for members named chad                                       |
en | in Jersey and in Chad                                                 | JE TD
en | Answer in Spanish: how many members in Germany?                       | DE
fr | Répondez en espagnol : combien de membres en France ?                 | FR
es | Contéstame en español.                                                |
es | en español, ¿cómo se llama?                                           |
de | Bitte auf Deutsch!                                                    |
de | nach deutschem Recht                                                  | DE
en | Latin American co-ops                                                 |
es | las cooperativas de América Latina                                    |
en | American co-ops                                                       | US
en | Spanish-speaking members of a French co-op                            | FR
es | ¿irán los socios a la asamblea?                                       |
en | Iran                                                                  | IR
fr | je suis sociétaire                                                    |
ca | el Palau de la Generalitat                                            |
ko | 협동조합이란 무엇인가요?                                              |
ko | 운영의 수단은 무엇인가                                                |
ko | 설립인가나 신고                                                       |
ja | タイプ別の組合                                                        |
ja | タイの組合                                                            | TH
ru | кроме того, мали ли                                                   |
en | co-op members (IN PERSON)                                             |
es | Colombia, colombianos y colombianas                                   | CO
"""
ROWS = [tuple(map(str.strip, row.split("|"))) for row in NAMED.strip().splitlines() if not row.startswith("#")]


@pytest.mark.parametrize(("language", "question", "codes"), ROWS)
def test_jurisdictions_named(language: str, question: str, codes: str) -> None:
    assert list(find_jurisdictions(question, language)) == codes.split()


@pytest.mark.parametrize("name", ["Germany", "España", "Québec", "Côte d'Ivoire", "대한민국", "Österreich"])
def test_case_and_place_do_not_matter(name: str) -> None:
    expected = find_jurisdictions(name, "en")
    assert len(expected) == 1
    for text in (name.lower(), name.upper(), f"({name})", f"{name}?", f"x {name}, y"):
        assert find_jurisdictions(text, "en") == expected


def test_every_country_is_found_by_all_its_names() -> None:
    dropped = {*table("jurisdictions")["dropped"]["words"], "Saint-Martin", "Άγιος Μαρτίνος", "Виргинские о-ва"}
    wrong = [
        (code, name)
        for code, names in table("countries").items()
        for name in names
        if name not in dropped and find_jurisdictions(f"- {name} ;", "en") != (code,)
    ]
    assert wrong == []


def test_every_adjective_is_found_in_its_language() -> None:
    wrong = [
        (form, code, language)
        for form, code, language in demonyms()
        if find_jurisdictions(f"- {form} ;", language) not in [(code,), ()]
        or find_jurisdictions(f"- {form[0].upper()}{form[1:]} ;", language) not in [(code,), ("US-IN",)]
    ]
    assert wrong == []


@given(st.text(max_size=80))
def test_any_text_is_read(text: str) -> None:
    codes = find_jurisdictions(unicodedata.normalize("NFC", text), "en")
    assert len(codes) == len(set(codes))
