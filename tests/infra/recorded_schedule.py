"""When the calls of a pacer went, by its own decision: threads of a busy machine learn of it late."""

import time
from dataclasses import dataclass, field

from infra.http.pacing.pacer import Pacer
from infra.http.pacing.schedule import Schedule


@dataclass(slots=True)
class RecordedSchedule(Schedule):
    """Remembers when calls went and from when until when pauses lasted, in seconds of the monotonic clock."""

    taken_s: list[float] = field(default_factory=list)
    pauses_s: list[tuple[float, float]] = field(default_factory=list)

    def take(self, arrived_s: float, now_s: float) -> None:
        Schedule.take(self, arrived_s, now_s)
        self.taken_s.append(now_s)

    def pause(self, until_s: float) -> None:
        Schedule.pause(self, until_s)
        self.pauses_s.append((time.monotonic(), until_s))

    @property
    def taken_in_pauses_s(self) -> list[float]:
        return [at_s for at_s in self.taken_s for from_s, until_s in self.pauses_s if from_s < at_s < until_s]


def record(pacer: Pacer) -> RecordedSchedule:
    """What ``pacer`` decides since this was first asked of it, which is before its first call."""
    if not isinstance(pacer._schedule, RecordedSchedule):
        pacer._schedule = RecordedSchedule(pacer.interval_s)
    return pacer._schedule
