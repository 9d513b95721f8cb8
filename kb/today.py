"""The day on which a question is asked, where it names none."""

from __future__ import annotations

from datetime import date

__all__ = ["RELEASED", "today"]

#: No correct clock is before the day on which this was written; one that is would put all that is bundled out of force.
RELEASED = date(2026, 11, 24)


def today() -> date:
    """Today by the machine's clock, but no day before ``RELEASED``."""
    return max(date.today(), RELEASED)
