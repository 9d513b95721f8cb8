"""Each provision that a question names belongs to the law named for it."""

from __future__ import annotations

import pytest

from kb.interpret import Interpreter


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
