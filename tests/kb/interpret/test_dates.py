"""The day whose law a question asks for."""

from __future__ import annotations

from datetime import date

import pytest

from kb.interpret.dates import find_as_of, find_dates

TODAY = date(2026, 6, 1)


@pytest.mark.parametrize(
    ("question", "day"),
    [
        ("What was the minimum capital in 2015?", date(2015, 12, 31)),
        ("¿Qué porcentaje se exigía en 2015?", date(2015, 12, 31)),
        ("En marzo de 2024, ¿había que desembolsarlo?", date(2024, 3, 31)),
        ("in February 2020", date(2020, 2, 29)),
        ("the law as of 1 March 2018", date(2018, 3, 1)),
        ("on March 1st, 2018", date(2018, 3, 1)),
        ("am 1. Januar 2019", date(2019, 1, 1)),
        ("el 5 de junio de 2020", date(2020, 6, 5)),
        ("au 1er janvier 2019", date(2019, 1, 1)),
        ("em 3 de março de 2021", date(2021, 3, 3)),
        ("a l'any 2014, quin capital calia?", date(2014, 12, 31)),
        ("2018년 3월 1일 현재", date(2018, 3, 1)),
        ("2019년 협동조합", date(2019, 12, 31)),
        ("in force on 2012-12-01?", date(2012, 12, 1)),
        ("las cuentas de 2015 de una cooperativa", date(2015, 12, 31)),
        ("im Jahr 2017", date(2017, 12, 31)),
        ("nel 2016", date(2016, 12, 31)),
        ("what is the current law?", None),
        ("today, how many members?", None),
        ("under the 2002 Act", None),
        ("the Co-operative Societies Act 1912", None),
        ("la ley de 1988", None),
        ("la ley aprobada en 1999", None),
        ("a society founded in 1990", None),
        ("la conferencia regional de 2009", None),
        ("in 2040", None),  # no law of that year is known
        ("a fund of 2000 euros", None),
        ("in 2015 Act terms", None),
        ("Ley 27/1999", None),
        ("the 2025-2026 season", None),
        ("on 31 February 2020", None),
    ],
)
def test_as_of(question: str, day: date | None) -> None:
    assert find_as_of(question, TODAY) == day


def test_dates_do_not_overlap_and_keep_their_place() -> None:
    text = "between 1 May 2001 and June 2003, in 2010"
    dates = find_dates(text)
    assert [dated.day for dated in dates] == [date(2001, 5, 1), date(2003, 6, 30), date(2010, 12, 31)]
    assert [dated.span.of(text) for dated in dates] == ["1 May 2001", "June 2003", "2010"]
