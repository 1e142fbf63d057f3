"""The same schedule as ``schedule.Schedule``, kept in Redis and shared by all processes.

Times are microseconds of Redis' own clock, so that the clocks of the machines need not agree. The grid hands
out each slot once. A process reserves a slot for each waiting call, in one round trip. It uses a slot at most
``late_s`` after its time, and drops it after that or after a pause. So at most ``rate * (1 + late_s)`` calls
go in any sliding second.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from infra.http.pacing.remote_clock import RemoteClock
from infra.http.pacing.schedule import SLOW_DOWN, SLOWEST, SPEED_UP
from infra.storage.redis_link import RedisLink

LATE_S = 0.04  # fixed part of the time that a call may go after its slot
LATE_PART = 0.1  # the other part of that time, as a fraction of an interval

_EXPIRY_MS = 600_000  # an unused schedule leaves Redis after ten minutes

_NOW = """
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local found = redis.call('HMGET', KEYS[1], 'next', 'paused', 'pace')
local next, paused, pace = tonumber(found[1] or 0), tonumber(found[2] or 0), tonumber(found[3] or 1)
"""
# ARGV: interval in us, slots, regained part of the pace, us until the answer arrives, ms until it expires
_RESERVE = (
    _NOW
    + """
pace = math.min(1, pace + ARGV[3])
local step, first = ARGV[1] / pace, math.max(next, paused, now + ARGV[4])
local last = math.floor(first + ARGV[2] * step)
redis.call('HSET', KEYS[1], 'next', last, 'pace', pace)
redis.call('PEXPIRE', KEYS[1], math.floor((last - now) / 1000) + ARGV[5])
return {now, math.floor(first), math.floor(step), paused, math.floor(pace * 1000000)}
"""
)
# ARGV: length in us, ms until it expires
_PAUSE = (
    _NOW
    + """
local till = math.max(paused, now + ARGV[1])
redis.call('HSET', KEYS[1], 'paused', till)
redis.call('PEXPIRE', KEYS[1], math.floor((till - now) / 1000) + ARGV[2])
"""
)
# ARGV: factor, lower bound, ms until it expires
_SLOW_DOWN = (
    _NOW
    + """
redis.call('HSET', KEYS[1], 'pace', math.max(ARGV[2], pace * ARGV[1]))
redis.call('PEXPIRE', KEYS[1], math.max(redis.call('PTTL', KEYS[1]), ARGV[3]))
"""
)


@dataclass(frozen=True, slots=True)
class Reservation:
    """The reserved slots, the pause and the pace. Times are seconds of the caller's clock."""

    slots_s: tuple[float, ...]
    paused_until_s: float  # often in the past
    pace: float  # part of the full rate in use, 0.1-1


class RedisSchedule:
    """The slots of one pace, handed out by Redis. Every method raises ``RedisUnavailable`` when it is lost.

    ``clock`` returns seconds and never goes back. Only one thread at a time may call ``reserve``.
    """

    def __init__(self, name: str, interval_s: float, link: RedisLink, clock: Callable[[], float]) -> None:
        self._key = f"pace:v2:{name}"
        self._interval_us = round(interval_s * 1_000_000)
        self._link = link
        self._clock = clock
        self._offset = RemoteClock()
        self._lead_s: float | None = None  # half of a round trip: the answer comes before the first slot
        self.late_s = LATE_S + LATE_PART * interval_s

    @property
    def is_available(self) -> bool:
        """Whether Redis answers."""
        return self._link.is_available

    def reserve(self, slots: int, successes: int) -> Reservation:
        """Reserve the next ``slots`` slots.

        ``successes`` counts the successful calls since the last reservation: each one speeds a slowed pace
        up a little.
        """
        asked_s = self._clock()
        lead_us = round((self._link.round_trip_s / 2 if self._lead_s is None else self._lead_s) * 1e6)
        now, first, step, paused, pace = cast(
            list[int],
            self._run(_RESERVE, self._interval_us, slots, successes * SPEED_UP, lead_us, _EXPIRY_MS),
        )
        answered_s = self._clock()
        self._lead_s = (answered_s - asked_s) / 2
        offset_s = self._offset.learn(now / 1e6, asked_s, answered_s)
        return Reservation(
            tuple((first + number * step) / 1e6 + offset_s for number in range(slots)),
            paused / 1e6 + offset_s,
            pace / 1e6,
        )

    def pause(self, seconds: float) -> None:
        """Hand out no slot for ``seconds``, to any process. A longer pause stays."""
        self._run(_PAUSE, round(seconds * 1_000_000), _EXPIRY_MS)

    def slow_down(self) -> None:
        """Lower the pace as ``Schedule.slow_down`` does."""
        self._run(_SLOW_DOWN, SLOW_DOWN, SLOWEST, _EXPIRY_MS)

    def _run(self, script: str, *arguments: float) -> Any:
        return self._link.run(lambda client: client.eval(script, 1, self._key, *arguments))
