"""The same schedule as ``schedule.Schedule``, kept in Redis and shared by all processes.

Times are microseconds of Redis' own clock, so that machines need not agree on theirs. A process reserves one
slot of the grid at a time, which is fair to the others, and asks again when it has come: a pause announced
meanwhile makes it void, and where calls were late it may have to wait a little longer.
"""

from dataclasses import dataclass
from typing import Any, cast

from infra.http.pacing.schedule import BEHIND_S, CATCH_UP, SLOW_DOWN, SLOWEST, SPEED_UP, most_a_second
from infra.storage.redis_link import RedisLink

_EXPIRY_MS = 600_000  # an unused schedule leaves Redis after ten minutes

_NOW = """
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local found = redis.call('HMGET', KEYS[1], 'next', 'paused', 'pace')
local next, paused, pace = tonumber(found[1] or 0), tonumber(found[2] or 0), tonumber(found[3] or 1)
"""
# KEYS[2]: when the newest calls went. ARGV: interval in us, slot held (0: none), us waited so far,
# most a second, part of an interval between two calls at least, ms until it expires
_RESERVE = (
    _NOW
    + """
local step, most = ARGV[1] / pace, tonumber(ARGV[4])
local slot = tonumber(ARGV[2])
if slot == 0 or slot < paused then
  slot = math.max(next, paused, now - ARGV[3])
  redis.call('HSET', KEYS[1], 'next', math.floor(slot + step))
  redis.call('PEXPIRE', KEYS[1], math.floor(math.max(0, slot - now) / 1000) + ARGV[6])
end
local newest = tonumber(redis.call('LINDEX', KEYS[2], 0) or 0)
local oldest = tonumber(redis.call('LINDEX', KEYS[2], most - 1) or 0)
local soonest = math.max(slot, newest + ARGV[5] * step, oldest + 1000000)
if soonest <= now then
  redis.call('LPUSH', KEYS[2], now)
  redis.call('LTRIM', KEYS[2], 0, most - 1)
  redis.call('PEXPIRE', KEYS[2], ARGV[6])
end
return {slot, math.ceil(math.max(0, soonest - now)), math.max(0, paused - now), math.floor(pace * 1000000)}
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
# ARGV: factor, summand, lower bound, ms until it expires
_TUNE = (
    _NOW
    + """
pace = math.min(1, math.max(ARGV[3], pace * ARGV[1] + ARGV[2]))
redis.call('HSET', KEYS[1], 'pace', pace)
redis.call('PEXPIRE', KEYS[1], math.max(redis.call('PTTL', KEYS[1]), ARGV[4]))
"""
)


@dataclass(frozen=True, slots=True)
class Reservation:
    """A slot. It is ours to use when ``wait_s`` is 0, else ask again with it after that many seconds."""

    slot_us: int
    wait_s: float
    paused_s: float  # that the pause in force still lasts
    pace: float  # part of the full rate in use, 0.1-1


class RedisSchedule:
    """Slots of one service, handed out by Redis. Every method raises ``RedisUnavailable`` when it is lost."""

    def __init__(self, service: str, interval_s: float, link: RedisLink) -> None:
        self._key = f"pace:v1:{service}"
        self._interval_us = round(interval_s * 1_000_000)
        self._most_a_second = most_a_second(interval_s)
        self._link = link

    def reserve(self, held_us: int, waited_s: float) -> Reservation:
        """Reserve a slot (``held_us`` 0), or ask whether the slot held has come and is still good.

        ``waited_s`` is how long the call has been waiting: a slot that it should have had by then is made
        up for.
        """
        waited_us = round(min(waited_s, BEHIND_S) * 1_000_000)
        slot, wait, paused, pace = cast(
            list[int],
            self._run(
                _RESERVE, self._interval_us, held_us, waited_us, self._most_a_second, CATCH_UP, _EXPIRY_MS
            ),
        )
        return Reservation(slot, wait / 1e6, paused / 1e6, pace / 1e6)

    def pause(self, seconds: float) -> None:
        """No slot within ``seconds``, for any process."""
        self._run(_PAUSE, round(seconds * 1_000_000), _EXPIRY_MS)

    def slow_down(self) -> None:
        """As ``Schedule.slow_down``."""
        self._run(_TUNE, SLOW_DOWN, 0, SLOWEST, _EXPIRY_MS)

    def speed_up(self) -> None:
        """As ``Schedule.speed_up``."""
        self._run(_TUNE, 1, SPEED_UP, SLOWEST, _EXPIRY_MS)

    def _run(self, script: str, *arguments: float) -> Any:
        return self._link.run(
            lambda client: client.eval(script, 2, self._key, f"{self._key}:went", *arguments)
        )
