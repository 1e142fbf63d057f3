"""The times of a pacer's calls by its own decision: threads of a busy machine learn of it late."""

import itertools
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from infra.http.pacing.pacer import Pacer
from infra.http.pacing.redis_schedule import Reservation
from infra.http.pacing.schedule import Schedule


@dataclass(slots=True)
class RecordedSchedule(Schedule):
    """A schedule that records calls and pauses (from, until), in seconds of the monotonic clock."""

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
    """Return the record of ``pacer``'s decisions, which begins when a test first calls this.

    That must come before the first call of the pacer.
    """
    if not isinstance(pacer._schedule, RecordedSchedule):
        pacer._schedule = RecordedSchedule(pacer.interval_s)
    return pacer._schedule


@dataclass(slots=True)
class RecordedSlots:
    """The slots that Redis gave to a pacer, in seconds of Redis' clock (``there_s``) and the pacer's."""

    interval_s: float
    late_s: float  # by which a call may come after its slot
    there_s: list[float] = field(default_factory=list)
    here_s: list[float] = field(default_factory=list)

    def are_used_in_time(self, taken_s: Sequence[float]) -> bool:
        """Return whether each of the calls, in their order, had a slot of its own and came in time."""
        slots_s = iter(self.here_s)
        return all(any(0.0 <= at_s - slot_s <= self.late_s for slot_s in slots_s) for at_s in taken_s)


def record_slots(pacer: Pacer) -> RecordedSlots:
    """Return the record of the slots that Redis gives to ``pacer`` from now on."""
    shared = pacer._shared
    assert shared is not None
    handed_out = RecordedSlots(pacer.interval_s, shared.late_s + 1e-6)
    reserve = shared.reserve

    def recorded(slots: int, successes: int) -> Reservation:
        reservation = reserve(slots, successes)
        handed_out.here_s.extend(reservation.slots_s)
        handed_out.there_s.extend(slot_s - shared._offset._offset_s for slot_s in reservation.slots_s)
        return reservation

    shared.reserve = recorded  # type: ignore[method-assign]  # to record its results
    return handed_out


def is_one_pace(handed_out: Sequence[RecordedSlots]) -> bool:
    """Return whether all slots together, each given once, are at least an interval apart."""
    slots_s = sorted(slot_s for slots in handed_out for slot_s in slots.there_s)
    interval_s = handed_out[0].interval_s
    return all(later - earlier > interval_s * 0.999 for earlier, later in itertools.pairwise(slots_s))
