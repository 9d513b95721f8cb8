"""A small index for the interpreter: a few instruments of several countries, as a manifest would describe them."""

from __future__ import annotations

from datetime import date

import pytest

from kb.interpret import Interpreter
from kb.model import DocumentMeta, Kind

_ROWS = """
es-27-1999        | ES    | es | 1999 | Ley 27/1999, de 16 de julio, de Cooperativas
es-4-2019         | ES-IB | es | 2019 | Illes Balears: Ley 4/2019, de 31 de enero, de Microcooperativas
es-11-2019        | ES-PV | es | 2019 | Euskadi: Ley 11/2019, de 20 de diciembre, de Cooperativas
es-12-2015        | ES-CT | es | 2015 | Cataluña: Ley 12/2015, de 9 de julio, de cooperativas
ad-5-2015         | AD    | ca | 2015 | Llei 5/2015, del 15 de gener, de societats cooperatives d’Andorra
co-79-1988        | CO    | es | 1988 | Ley 79 de 1988, por la cual se actualiza la legislación cooperativa
ar-20337          | AR    | es | 1973 | Ley 20.337 de Cooperativas
cl-dfl-5          | CL    | es | 2004 | DFL 5 de 2003: Ley General de Cooperativas (texto refundido)
pe-74-90          | PE    | es | 1991 | Decreto Supremo 074-90-TR: TUO de la Ley General de Cooperativas
br-5764           | BR    | pt | 1971 | Lei 5.764, de 16 de dezembro de 1971 (Política Nacional de Cooperativismo)
br-codigo-civil   | BR    | pt | 2002 | Código Civil (Lei 10.406/2002): associações, fundações
lu-2016           | LU    | fr | 2016 | Loi du 12 décembre 2016 portant création des sociétés d'impact sociétal
lu-2021           | LU    | fr | 2021 | Loi du 16 juillet 2021 portant modification de la loi du 12 décembre 2016
fr-mutualite      | FR    | fr |      | Code de la mutualité
fr-rural          | FR    | fr | 2020 | Code rural et de la pêche maritime, livre V : Sociétés coopératives agricoles
de-genossenschaftsgesetz-geng | DE | de | | Gesetz betreffend die Erwerbs- und Wirtschaftsgenossenschaften (GenG)
it-codice-civile  | IT    | it | 2018 | Codice civile, edizione 2018 (società cooperative artt. 2511-2545-octiesdecies)
ca-act            | CA    | en | 1998 | Canada Cooperatives Act (S.C. 1998, c. 1)
ca-loi            | CA    | fr | 1998 | Loi canadienne sur les coopératives (L.C. 1998, ch. 1)
in-1912           | IN    | en | 1912 | The Co-operative Societies Act, 1912
in-2002           | IN    | en | 2002 | The Multi-State Co-operative Societies Act, 2002
my-1992           | MY    | en | 1992 | Malaysia: Co-operative Societies Bill 1992 (passed; became Act 502)
kr-framework      | KR    | ko | 2012 | 협동조합 기본법 (Framework Act on Cooperatives)
kr-decree         | KR    | ko | 2012 | 협동조합 기본법 시행령 (Enforcement Decree)
us-hi-421         | US-HI | en | 2017 | Hawaii Revised Statutes ch. 421: Agricultural Cooperative Associations
us-hi-421c        | US-HI | en | 2017 | Hawaii Revised Statutes ch. 421C: Consumer Cooperative Associations
us-ia-499         | US-IA | en | 2026 | Iowa Code chapter 499: Cooperative Associations
us-ia-501         | US-IA | en | 2026 | Iowa Code chapter 501: Closed Cooperatives
gb-guide          | GB    | en |      | Decide on a structure (SCVO)
gb-guide-2        | GB    | en |      | Trust (SCVO)
gb-guide-3        | GB    | en |      | Charitable status (SCVO)
gb-guide-4        | GB    | en |      | Write your constitution (SCVO)
ohada-treaty      | OHADA | fr | 1993 | Traité relatif à l'harmonisation du droit des affaires en Afrique (OHADA, 1993)
int-ica           | INT   | en |      | Co-operative Principles: ICA Statement on the Cooperative Identity
"""


def _documents() -> list[DocumentMeta]:
    documents = []
    for row in _ROWS.strip().splitlines():
        document, jurisdiction, language, year, title = (cell.strip() for cell in row.split("|"))
        kind = Kind.LEGAL_FORM_GUIDE if document.startswith("gb") else Kind.LAW
        documents.append(DocumentMeta(document, title, kind, jurisdiction, language, year=int(year) if year else None))
    return documents


@pytest.fixture(scope="session")
def documents() -> list[DocumentMeta]:
    return _documents()


@pytest.fixture(scope="session")
def interpreter(documents: list[DocumentMeta]) -> Interpreter:
    return Interpreter(documents, today=lambda: date(2026, 6, 1))
