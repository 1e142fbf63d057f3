"""Outbound pacing: every call to a service waits here for its slot."""

import math
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from errors import UpstreamError, UpstreamThrottled
from infra.http.pacing.fair_queue import FairQueue
from infra.http.pacing.redis_schedule import RedisSchedule
from infra.http.pacing.schedule import Schedule
from infra.storage.redis_link import RedisLink, RedisUnavailable
from utils import REQUEST_ID, URGENCY

MAX_PAUSE_S = 3600.0  # even when an upstream asks for a longer wait
LOOK_AGAIN_S = 0.5  # between two checks without a slot: no event tells a waiter that Redis is lost or back


class PacerClosed(UpstreamError):
    """A call that was not made, because the application is closing."""

    permanent = True

    def __init__(self, service: str) -> None:
        super().__init__(service, f"{service} is not called: the application is closing")


@dataclass(frozen=True, slots=True)
class _Call:
    """A waiting call. Times are on the pacer's clock."""

    waiter: threading.Condition  # on the pacer's lock
    arrived_s: float
    until_s: float  # the call fails when a pause lasts longer


class Pacer:
    """The slots of one service, for all jobs of this process, and through Redis for all processes.

    No more than ``rate_per_s`` calls go in any sliding second, and the rate is reached (see ``Schedule``).
    With Redis, every waiting call has a reserved slot: the last call in the queue reserves slots for all
    calls that lack one. So even a slow Redis answers before a slot's time. While Redis is lost, each process
    paces itself. A ``purpose`` makes a second pace, separate from the service's main pace. ``clock`` returns
    seconds and never goes back.
    """

    def __init__(
        self,
        service: str,
        rate_per_s: float,
        link: RedisLink | None = None,
        clock: Callable[[], float] = time.monotonic,
        purpose: str = "",
    ) -> None:
        self._service = service
        self._clock = clock
        self._lock = threading.Lock()
        self._queue = FairQueue()  # only its head may go
        self._schedule = Schedule(1.0 / rate_per_s)
        name = f"{service}:{purpose}" if purpose else service
        self._shared = None if link is None else RedisSchedule(name, 1.0 / rate_per_s, link, clock)
        self._slots_s: deque[float] = deque()  # reserved
        self._is_reserving = False
        self._successes = 0  # not yet reported to Redis
        self._is_closed = False

    @property
    def interval_s(self) -> float:
        """The seconds between two calls at the full rate."""
        return self._schedule.interval_s

    def acquire(self, patience_s: float = math.inf) -> None:
        """Wait until this call may go.

        Raises ``UpstreamThrottled`` when a pause lasts longer than ``patience_s`` seconds from now (the
        error's ``retry_after_s`` says how long), and ``PacerClosed`` as soon as the pacer is closed.
        """
        arrived_s = self._clock()
        call = _Call(threading.Condition(self._lock), arrived_s, arrived_s + patience_s)
        with self._lock:
            self._queue.join(call.waiter, REQUEST_ID.get(), URGENCY.get())
            try:
                while not self._goes(call):
                    self._wait(call)
            finally:
                self._queue.leave(call.waiter)
                self._wake_ends()

    def pause(self, seconds: float) -> None:
        """Hold all calls back for ``seconds`` (at most an hour), also those that wait already."""
        seconds = min(max(seconds, 0.0), MAX_PAUSE_S)
        with self._lock:
            self._schedule.pause(self._clock() + seconds)
        self._share(lambda shared: shared.pause(seconds))

    def throttled(self, retry_after_s: float | None) -> None:
        """Pause after a 429 for as long as it asks, or slow down a little when it names no wait."""
        if retry_after_s:
            self.pause(retry_after_s)
            return
        with self._lock:
            self._schedule.slow_down()
        self._share(RedisSchedule.slow_down)

    def succeeded(self) -> None:
        """Speed a slowed pace up a little after a successful call."""
        if self._schedule.pace == 1.0:
            return
        with self._lock:
            self._schedule.speed_up()
            self._successes += 1

    def close(self) -> None:
        """Release all waiting calls with ``PacerClosed``. From now on ``acquire`` fails."""
        with self._lock:
            self._is_closed = True
            for waiter in self._queue:
                waiter.notify()

    def _goes(self, call: _Call) -> bool:
        """Take the slot of a call that is next and whose slot has come. Return whether it did."""
        if self._is_closed:
            raise PacerClosed(self._service)
        now_s = self._clock()
        slot_s = self._slot_s(call, now_s)
        if self._queue.head is not call.waiter or slot_s is None or slot_s > now_s:
            return False
        if self._slots_s:
            self._slots_s.popleft()
        self._schedule.take(call.arrived_s if self._sharing is None else now_s, now_s)
        return True

    def _slot_s(self, call: _Call, now_s: float) -> float | None:
        """Return the time at which the head of the queue may go; None when it must reserve a slot first."""
        sharing = self._sharing
        if sharing is None:
            self._slots_s.clear()
            return self._schedule.slot(call.arrived_s)
        soonest_s = self._schedule.soonest_s
        oldest_s = max(now_s - sharing.late_s, self._schedule.paused_until_s)
        while self._slots_s and self._slots_s[0] < oldest_s:
            self._slots_s.popleft()
        return max(self._slots_s[0], soonest_s) if self._slots_s else None

    def _wait(self, call: _Call) -> None:
        """Wait for a change, or reserve slots for all calls that lack one."""
        sharing = self._sharing
        if sharing is not None and self._lacks_slots:
            if self._queue.tail is call.waiter:
                self._reserve(sharing)
                return
            self._wake_ends()
        if self._queue.head is not call.waiter:
            call.waiter.wait()
            return
        now_s = self._clock()
        paused_s = self._schedule.paused_until_s - now_s
        if now_s + paused_s > call.until_s:
            raise UpstreamThrottled(
                self._service, f"{self._service} asked for a pause", retry_after_s=paused_s
            )
        slot_s = self._slot_s(call, now_s)
        call.waiter.wait(LOOK_AGAIN_S if slot_s is None else max(0.0, slot_s - now_s))

    @property
    def _sharing(self) -> RedisSchedule | None:
        """The schedule in Redis; None while each process paces itself."""
        return self._shared if self._shared is not None and self._shared.is_available else None

    @property
    def _lacks_slots(self) -> bool:
        return not self._is_reserving and len(self._slots_s) < len(self._queue)

    def _reserve(self, shared: RedisSchedule) -> None:
        """Reserve slots for all calls that lack one. The lock is released while Redis is asked."""
        missing, successes = len(self._queue) - len(self._slots_s), self._successes
        self._is_reserving, self._successes = True, 0
        self._lock.release()
        try:
            reserved = shared.reserve(missing, successes)
        except RedisUnavailable:
            reserved = None  # the link has logged it; this process keeps to its own schedule meanwhile
        finally:
            self._lock.acquire()
            self._is_reserving = False
            self._wake_ends()
        if reserved is not None:
            self._schedule.pace = reserved.pace
            if reserved.paused_until_s > self._clock():
                self._schedule.pause(reserved.paused_until_s)
            self._slots_s.extend(reserved.slots_s)

    def _wake_ends(self) -> None:
        """Wake the head, which may go, and the tail, which may have to reserve slots."""
        for waiter in (self._queue.head, self._queue.tail):
            if waiter is not None:
                waiter.notify()

    def _share(self, change: Callable[[RedisSchedule], None]) -> None:
        if self._shared is None:
            return
        try:
            change(self._shared)
        except RedisUnavailable:
            return  # the link has logged it; this process keeps to its own schedule meanwhile
