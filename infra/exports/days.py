"""Days, as Letterboxd writes them (``2024-12-31``) and as spreadsheets do.

``12/31/2024`` and ``31/12/2024`` look alike where both numbers are months. Such days are read as the other
days of their file are: by the majority of those that can only be the one or the other; month first, as
Excel has it in English, where none tells. A day that can only be read in one way is read in that way.
A time of day behind it is passed over.
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
    """Two numbers that are month and day in either order."""

    month_first: date
    day_first: date


Day = date | AmbiguousDay


class DayReader:
    """The days of one file: read one by one, settled when all are read."""

    def __init__(self) -> None:
        self._day_first = 0  # days that can only be so, less those that can only be month first

    def read(self, text: str) -> Day:
        """The day in ``text``. Raises ``NotUnderstood`` where there is none."""
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
            raise NotUnderstood("a date is not a day, such as 2024-12-31")
        return day

    def settle(self, day: Day) -> date:
        """Which day ``day`` is, now that all are read."""
        if isinstance(day, AmbiguousDay):
            return day.day_first if self._day_first > 0 else day.month_first
        return day


def _date(year: str, month: str, day: str) -> date | None:
    """None where the calendar has no such day."""
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
