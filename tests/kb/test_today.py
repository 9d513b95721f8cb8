"""Today, on machines whose clocks are wrong."""

from __future__ import annotations

from datetime import date

import pytest

from kb import today as module


@pytest.mark.parametrize(
    ("clock", "expected"), [(date(2019, 1, 1), module.RELEASED), (date(2031, 5, 5), date(2031, 5, 5))]
)
def test_no_clock_is_before_the_release(monkeypatch: pytest.MonkeyPatch, clock: date, expected: date) -> None:
    class Clock(date):
        @classmethod
        def today(cls) -> date:
            return clock

    monkeypatch.setattr(module, "date", Clock)
    assert module.today() == expected
