"""Days as Letterboxd writes them (``2024-12-31``) and as spreadsheets write them.

Spreadsheets write the month first (``12/31/2024``) or the day first (``31/12/2024``). Where both numbers can
be months, the day is ambiguous. The majority of the unambiguous days of its file then decides the order;
without a majority the month is first, as in English Excel. A time of day after the date is ignored.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from infra.exports.fields import NotUnderstood

_TIME: Final = r"(?:[ T][0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?(?: ?[AaPp][Mm]|Z)?)?"
_YEAR_FIRST: Final = re.compile(rf"([0-9]{{4}})([-/.])([0-9]{{1,2}})\2([0-9]{{1,2}}){_TIME}")
_YEAR_LAST: Final = re.compile(rf"([0-9]{{1,2}})([-/.])([0-9]{{1,2}})\2([0-9]{{4}}){_TIME}")


@dataclass(frozen=True, slots=True)
class AmbiguousDay:
    """A date in which both orders of month and day are possible."""

    month_first: date
    day_first: date


Day = date | AmbiguousDay


class DayReader:
    """A reader of the days of one file. Read all days first, then ``settle`` each one."""

    def __init__(self) -> None:
        self._day_first = 0  # number of days that must be day first, minus those that must be month first

    def read(self, text: str) -> Day:
        """Return the day in ``text``. Raises ``NotUnderstood`` when there is none."""
        if match := _YEAR_FIRST.fullmatch(text):
            day = _date(match[1], match[3], match[4])
        elif match := _YEAR_LAST.fullmatch(text):
            month_first = _date(match[4], match[1], match[3])
            day_first = _date(match[4], match[3], match[1])
            if month_first and day_first:
                return AmbiguousDay(month_first, day_first)
            self._day_first += (day_first is not None) - (month_first is not None)
            day = month_first or day_first
        else:
            day = None
        if day is None:
            raise NotUnderstood("a date is not valid (example: 2024-12-31)")
        return day

    def settle(self, day: Day) -> date:
        """Return the date of ``day``. Call this after all days of the file are read."""
        if isinstance(day, AmbiguousDay):
            return day.day_first if self._day_first > 0 else day.month_first
        return day


def _date(year: str, month: str, day: str) -> date | None:
    """Return the date, or None when the calendar has no such day."""
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
