"""Each provision that a question names belongs to the law named for it."""

from __future__ import annotations

import pytest

from kb.interpret import Interpreter
from kb.model import DocumentMeta, Kind


@pytest.mark.parametrize(
    ("question", "pairs"),
    [
        ("article 8 of Ley 27/1999 and article 6 of Ley 4/2019", "art. 8: es-27-1999; art. 6: es-4-2019"),
        ("Ley 27/1999, artículos 8 y 9; Ley 4/2019, artículo 6",
         "art. 8: es-27-1999; art. 9: es-27-1999; art. 6: es-4-2019"),
        ("articles 8 and 9 of Ley 27/1999", "art. 8: es-27-1999; art. 9: es-27-1999"),
        ("What does article 8 of Ley 27/1999 say, and article 9?", "art. 8: es-27-1999; art. 9: es-27-1999"),
        ("¿Qué dice la Ley 27/1999 en su artículo 8?", "art. 8: es-27-1999"),
        ("section 421C-14 of the Hawaii Revised Statutes", "§ 421C-14: us-hi-421c"),
        ("What does section 8 say?", "s. 8: "),
        ("협동조합 기본법 제15조", "제15조: kr-framework"),
    ],
)  # fmt: skip
def test_a_provision_is_of_the_law_beside_it(interpreter: Interpreter, question: str, pairs: str) -> None:
    found = interpreter.interpret(question).provisions
    assert "; ".join(f"{each.locator}: {' '.join(each.documents)}" for each in found) == pairs


INDIA = [
    DocumentMeta("in-1912", "The Co-operative Societies Act, 1912", Kind.LAW, "IN", "en", year=1912),
    DocumentMeta("ca-act", "Canada Cooperatives Act", Kind.LAW, "CA", "en"),
    DocumentMeta("ke-rules", "Civil Procedure Rules 2010", Kind.REGULATION, "KE", "en"),
    DocumentMeta("de-bgb", "Bürgerliches Gesetzbuch (BGB)", Kind.LAW, "DE", "de"),
    DocumentMeta("es-27", "Ley 27/1999, de 16 de julio, de Cooperativas", Kind.LAW, "ES", "es", year=1999),
]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What does section 8 of the Indian Companies Act 2013 say?", [("s. 8", (), "Indian Companies Act 2013")]),
        ("article 5 of the Kenyan Co-operative Societies Act", [("art. 5", (), "Kenyan Co-operative Societies Act")]),
        ("section 5 of the Companies Act 2006", [("s. 5", (), "Companies Act 2006")]),
        ("section 5 of the Companies Act", [("s. 5", (), "Companies Act")]),  # of whichever country
        ("art. 10 de la Ley 14/2011 de España", [("art. 10", (), "Ley 14/2011")]),
        ("Artículo 27 de la Ley 15/2003: ¿cuántos?", [("art. 27", (), "Ley 15/2003")]),
        ("What does section 21 of the German Civil Code say?", [("s. 21", ("de-bgb",), "")]),
        (
            "section 8 of the Canada Cooperatives Act and section 4 of the Indian Co-operative Societies Act 1912",
            [("s. 8", ("ca-act",), ""), ("s. 4", ("in-1912",), "")],
        ),
        ("artículo 8 de la Ley 27/1999", [("art. 8", ("es-27",), "")]),
    ],
)
def test_a_provision_of_a_law_that_is_not_indexed_is_of_no_other(question: str, expected: list) -> None:
    meant = Interpreter(INDIA).interpret(question)
    assert [(p.locator, p.documents, p.unknown) for p in meant.provisions] == expected
