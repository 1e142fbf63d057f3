"""Outbound pacing: every call to a service waits here for its slot."""

import math
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from errors import UpstreamError, UpstreamThrottled
from infra.http.pacing.fair_queue import FairQueue
from infra.http.pacing.redis_schedule import RedisSchedule
from infra.http.pacing.schedule import Schedule
from infra.storage.redis_link import RedisLink, RedisUnavailable
from utils import REQUEST_ID

MAX_PAUSE_S = 3600.0  # however long an upstream asks us to wait


class PacerClosed(UpstreamError):
    """The application is closing: the call was not made."""

    permanent = True

    def __init__(self, service: str) -> None:
        super().__init__(service, f"{service} is not asked: the application is closing")


@dataclass(frozen=True, slots=True)
class _Call:
    """A call that waits. Times on the pacer's clock."""

    waiter: threading.Condition  # on the pacer's lock
    arrived_s: float
    until_s: float  # no pause beyond that is waited for


class Pacer:
    """Slots of one service, for all jobs of this process, and through Redis for all processes.

    No more than ``rate_per_s`` calls go in any sliding second, and the rate is reached (see ``Schedule``).
    While Redis is lost each process paces itself. ``clock`` returns seconds and never goes back.
    """

    def __init__(
        self,
        service: str,
        rate_per_s: float,
        link: RedisLink | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._service = service
        self._clock = clock
        self._lock = threading.Lock()
        self._queue = FairQueue()  # only its head looks at the clock
        self._schedule = Schedule(1.0 / rate_per_s)
        self._shared = None if link is None else RedisSchedule(service, 1.0 / rate_per_s, link)
        self._is_closed = False

    @property
    def interval_s(self) -> float:
        """Seconds between two calls at the full rate."""
        return self._schedule.interval_s

    def acquire(self, patience_s: float = math.inf) -> None:
        """Return when this call may go.

        Raises ``UpstreamThrottled`` when a pause lasts longer than ``patience_s`` seconds from now (its
        ``retry_after_s`` says how long), and ``PacerClosed`` as soon as the pacer is closed.
        """
        arrived_s = self._clock()
        call = _Call(threading.Condition(self._lock), arrived_s, arrived_s + patience_s)
        with self._lock:
            self._queue.join(call.waiter, REQUEST_ID.get())
        try:
            self._wait_for_head(call)
            if self._shared is None or not self._acquire_shared(self._shared, call):
                self._acquire_local(call)
        finally:
            with self._lock:
                self._queue.leave(call.waiter)
                if self._queue.head is not None:
                    self._queue.head.notify()

    def pause(self, seconds: float) -> None:
        """No call goes within ``seconds`` (at most an hour), not even one that waits already."""
        seconds = min(max(seconds, 0.0), MAX_PAUSE_S)
        with self._lock:
            self._schedule.pause(self._clock() + seconds)
        self._share(lambda shared: shared.pause(seconds))

    def throttled(self, retry_after_s: float | None) -> None:
        """The upstream answered 429: pause as asked, or slow down a little where it names no wait."""
        if retry_after_s:
            self.pause(retry_after_s)
            return
        with self._lock:
            self._schedule.slow_down()
        self._share(RedisSchedule.slow_down)

    def succeeded(self) -> None:
        """The upstream answered: regain a little of a slowed pace."""
        if self._schedule.pace == 1.0:
            return
        with self._lock:
            self._schedule.speed_up()
        self._share(RedisSchedule.speed_up)

    def close(self) -> None:
        """Release everybody who waits (``PacerClosed``); ``acquire`` fails from now on."""
        with self._lock:
            self._is_closed = True
            for waiter in self._queue:
                waiter.notify()

    def _wait_for_head(self, call: _Call) -> None:
        with self._lock:
            while self._queue.head is not call.waiter:
                self._raise_if_closed()
                call.waiter.wait()

    def _acquire_shared(self, shared: RedisSchedule, call: _Call) -> bool:
        """Wait for a slot from Redis. Returns ``False`` when Redis is lost meanwhile."""
        held_us = 0
        while True:
            try:
                reservation = shared.reserve(held_us, self._clock() - call.arrived_s)
            except RedisUnavailable:
                return False
            held_us = reservation.slot_us
            with self._lock:
                self._raise_if_closed()
                now_s = self._clock()
                self._schedule.pace = reservation.pace
                own_pause_s = self._schedule.paused_until_s - now_s  # of which Redis may not know
                wait_s = max(reservation.wait_s, own_pause_s)
                if wait_s <= 0:
                    self._schedule.take(now_s, now_s)
                    return True
                self._raise_if_paused(call, max(reservation.paused_s, own_pause_s))
                call.waiter.wait(wait_s)

    def _acquire_local(self, call: _Call) -> None:
        """Wait for a slot of this process' own schedule."""
        with self._lock:
            while True:
                self._raise_if_closed()
                now_s = self._clock()
                slot_s = self._schedule.slot(call.arrived_s)
                if slot_s <= now_s:
                    self._schedule.take(call.arrived_s, now_s)
                    return
                self._raise_if_paused(call, self._schedule.paused_until_s - now_s)
                call.waiter.wait(slot_s - now_s)

    def _raise_if_closed(self) -> None:
        if self._is_closed:
            raise PacerClosed(self._service)

    def _raise_if_paused(self, call: _Call, paused_s: float) -> None:
        if self._clock() + paused_s > call.until_s:
            raise UpstreamThrottled(
                self._service, f"{self._service} asked for a pause", retry_after_s=paused_s
            )

    def _share(self, change: Callable[[RedisSchedule], None]) -> None:
        if self._shared is None:
            return
        try:
            change(self._shared)
        except RedisUnavailable:
            return  # the link has logged it; this process keeps to its own schedule meanwhile
