"""The provision that a heading or paragraph begins, and paragraphs that only mention one."""

from __future__ import annotations

import pytest

from kb.locator import heading_locator

HEADINGS = """
es | Artículo 27. Derecho de voto                | art. 27
es | Artículo 8o.- Las cooperativas               | art. 8
es | ARTICULO 5°.- Las                            | art. 5
es | **ARTICULO 1º.-** Las                        | art. 1
es | Artículo 8º bis: La publicación              | art. 8 bis
es | Artículo 33 Bis 1.- Las                      | art. 33 Bis 1
es | Artículo 5 (DEL ART. UNICO)                  | art. 5
es | Artículo primero. Objeto                     | art. 1
es | Artículo Décimo segundo.                     | art. 12
es | Artículo único.                              | art. único
es | «Artículo 1. Concepto.                       | art. 1
es | Artículos 114 y 115.                         | art. 114
pt | Art. 1.093. A sociedade                      | art. 1.093
pt | Art. 6º As sociedades                        | art. 6
pt | Artigo 5.º Objeto                            | art. 5
fr | Art. 24.                                     | art. 24
fr | Article 1er                                  | art. 1er
fr | Article L110-1                               | art. L110-1
fr | Article unique                               | art. unique
fr | Art. 137.2                                   | art. 137.2
it | Articolo 2511                                | art. 2511
it | Art. 2545-quater (Riserve)                   | art. 2545-quater
ca | Article 1 / Concepte                         | art. 1
de | § 15 Beitritt                                | § 15
de | (XXXX) §§ 33a bis 33i (weggefallen)                | § 33a bis 33i
fr | Art. I.                                      | art. I
ca | Disposició derogatòria                       | disp. derogatòria
de | ### § 15b Beteiligung                        | § 15b
en | Section 6 - Application                      | s. 6
en | Section 45-I - Functions                     | s. 45-I
en | Section 2A - Definitions                     | s. 2A
en | 499.36 Directors.                            | § 499.36
en | §421C-14 One member                          | § 421C-14
en | [§421I-2] By-laws                            | § 421I-2
en | FIRST SCHEDULE                               | Sch. 1
en | Schedule 2                                   | Sch. 2
ms | Seksyen 5 - Pendaftaran                      | s. 5
ko | 제15조 (설립신고)                            | 제15조
ko | 제49조의2(경영공시)                          | 제49조의2
ja | 第一条　この法律                             | 第一条
hi | धारा 5                                       | धारा 5
bg | Чл. 5. Кооперацията                          | чл. 5
bg | Чл. 107а. (Нов)                              | чл. 107а
es | Artículo 183 A.- Las                         | art. 183 A
es | Artículo 61-A.                               | art. 61-A
pt | Art. 3-A: Aplica-se                          | art. 3-A
pt | Art. 18-A. O                                 | art. 18-A
es | Disposición adicional primera. Registro      | disp. adicional 1
es | Disposición final única.                     | disp. final única
es | Artículo Segundo Transitorio.                | transitorio 2
ca | Disposició addicional segona                 | disp. addicional 2
"""

MENTIONS = """
en | Art. 5 of the Act says
en | section 4, there shall be sent
en | Section 8(1) of the Act applies
en | Section 36, the Registrar may
en | Clause 15 seeks to amend
es | Artículo 8 del presente estatuto
es | artículo 14 debe efectuarse
es | artículo 41.
es | Artículos 29, 30 y 31 de la
es | Art. 34, Noveno, del Decreto
es | Sección 2. De los socios
fr | Article 5 de la loi
fr | Section 5 : Dispositions
de | § 38 in der Fassung des Gesetzes
de | § 45 Abs. 3 gilt entsprechend.
de | § 53 bereits abgeschlossen, so werden
ca | Article 11 la llibertat
ko | 제15조에 따라
ko | 제3조의2제1항제1호를 다음과 같이 한다.
ja | 第一条の規定
hi | धारा 5 के अधीन
en | 6. Application for registration
en | 1999 was a good year
en | Members shall
en | 14.2 Voting
en | 16-18 Old Street
en | 2019-20 Annual report
en | Schedule of fees
es | Disposiciones adicionales
es | Disposición adicional primera de la Ley
"""


@pytest.mark.parametrize(
    ("language", "text", "printed"),
    [tuple(map(str.strip, row.split("|"))) for row in HEADINGS.strip().splitlines()],
)
def test_headings(language: str, text: str, printed: str) -> None:
    assert str(heading_locator(text, language)) == printed


@pytest.mark.parametrize(
    ("language", "text"), [tuple(map(str.strip, row.split("|"))) for row in MENTIONS.strip().splitlines()]
)
def test_mentions_are_no_headings(language: str, text: str) -> None:
    assert heading_locator(text, language) is None


@pytest.mark.parametrize(
    ("language", "text", "printed"),
    [
        ("en", "6. Application for registration", "s. 6"),
        ("en", "7A. Duty to register", "s. 7A"),
        ("it", "2511. Società cooperative", "art. 2511"),
        ("it", "2545-bis. Diritti dei soci", "art. 2545-bis"),
        ("en", "2019 amendments", "None"),
        ("en", "12 members at least", "None"),
        ("es", "5", "None"),
        ("en", "Proof of 16. (1) A copy of an entry", "s. 16"),
        ("en", "Votes 30. Every member has one", "s. 30"),
        ("en", "In the year 1992. The society", "None"),
    ],
)
def test_bare_numbers_only_when_allowed(language: str, text: str, printed: str) -> None:
    assert heading_locator(text, language) is None
    assert str(heading_locator(text, language, bare=True)) == printed
