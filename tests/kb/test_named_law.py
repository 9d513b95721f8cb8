"""A provision of another law is not shown as this one's."""

from __future__ import annotations

import pytest

from kb.model import DocumentMeta, Kind
from kb.named_law import names_another_law

LAWS = {
    name: DocumentMeta(doc_id, title, Kind.LAW, *place.split())
    for name, doc_id, title, place in (
        ("geng", "de-genossenschaftsgesetz-geng", "Gesetz betreffend die Genossenschaften (GenG)", "DE de"),
        ("es-27", "es-27-1999", "Ley 27/1999, de 16 de julio, de Cooperativas", "ES es"),
        ("cca", "ca-act-en", "Canada Cooperatives Act (S.C. 1998, c. 1)", "CA en"),
        ("cc", "it-codice-civile-2018", "Codice civile, edizione 2018", "IT it"),
        ("cp", "it-codice-penale", "Codice penale", "IT it"),
        ("iowa", "us-iowa-code-chapter-499", "Iowa Code chapter 499: Cooperative Associations", "US-IA en"),
        ("et", "es-et", "Real Decreto Legislativo 2/2015, Estatuto de los Trabajadores", "ES es"),
        ("br", "br-constituicao", "Constituição da República Federativa do Brasil", "BR pt"),
        ("kr", "kr-framework", "협동조합 기본법 (Framework Act on Cooperatives)", "KR ko"),
        ("mx", "mx-constitucion", "Constitución Política de los Estados Unidos Mexicanos", "MX es"),
    )
}
ITS_OWN = """
geng  | § 4
geng  | § 4 GenG
geng  | § 15 Abs. 1 Satz 2
geng  | § 4 of the German Cooperatives Act
es-27 | artículo 27, apartado 2
es-27 | art. 8 de la Ley 27/1999
es-27 | artículo 8 de la Ley de Cooperativas
es-27 | segundo párrafo del artículo 12
es-27 | disposición adicional primera
es-27 | Exposición de motivos
es-27 | p. 12
cca   | sec 8 CCA
cca   | s. 8 of the Act
cca   | section 8 of this Act
cca   | Canada Cooperatives Act, s. 8(1)(b)
cc    | Art. 2511 c.c.
cc    | art. 2513, comma 1, lett. a)
iowa  | Iowa Code § 499.36
et    | art. 15 ET
kr    | 제15조 제2항
kr    | 협동조합 기본법 제15조
mx    | decreto 2008-05-07, transitorio 4, II
"""


@pytest.mark.parametrize(
    ("law", "locator"), [tuple(map(str.strip, row.split("|"))) for row in ITS_OWN.split("\n")[1:-1]]
)
def test_its_own(law: str, locator: str) -> None:
    assert names_another_law(locator, LAWS[law]) == ""


@pytest.mark.parametrize(
    ("law", "locator", "name"),
    [
        ("geng", "§ 4 BGB", "BGB"),
        ("geng", "Art. 4 EGBGB", "EGBGB"),
        ("es-27", "artículo 8 de la Ley 5/2011", "de la Ley 5/2011"),
        ("es-27", "Reglamento art. 8", "Reglamento"),
        ("es-27", "Código Civil art. 8", "Código Civil"),
        ("cca", "Regulations s. 8", "Regulations"),
        ("cca", "s. 8 of the Canada Labour Code", "of the Canada Labour Code"),
        ("cp", "art. 640 c.c.", "c.c."),
        ("br", "ADCT art. 10", "ADCT"),
    ],
)
def test_another_s(law: str, locator: str, name: str) -> None:
    assert names_another_law(locator, LAWS[law]) == name
