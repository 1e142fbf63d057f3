"""Outbound pacing: every call to a service waits here for its slot; jobs take turns."""

import math
import threading
import time
from collections.abc import Callable

from errors import UpstreamError
from infra.http.pacing.fair_queue import FairQueue
from infra.http.pacing.redis_schedule import RedisSchedule
from infra.http.pacing.schedule import Schedule
from infra.storage.redis_link import RedisLink, RedisUnavailable
from utils import REQUEST_ID

MAX_PAUSE_S = 3600.0  # however long an upstream asks us to wait


class PacerClosed(UpstreamError):
    """The application is closing: the call was not made."""

    permanent = True


class PacerPaused(UpstreamError):
    """A pause outlasts what the caller is ready to wait; ``retry_after_s`` says how long it still is."""


class Pacer:
    """Slots of one service, for all jobs of this process, and through Redis for all processes.

    No more than ``rate_per_s`` calls go in any sliding second, and the rate is reached (see ``Schedule``).
    While Redis is lost each process paces itself. ``clock`` answers seconds and never goes back.
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
        self._queue = FairQueue()  # who waits; only the first looks at the clock
        self._schedule = Schedule(1.0 / rate_per_s)
        self._shared = None if link is None else RedisSchedule(service, 1.0 / rate_per_s, link)
        self._is_closed = False

    @property
    def interval_s(self) -> float:
        """Seconds between two calls at the full rate."""
        return self._schedule.interval_s

    @property
    def pace(self) -> float:
        """The part of the full rate in use, 0.1-1."""
        return self._schedule.pace

    def acquire(self, patience_s: float = math.inf) -> None:
        """Return when this call may go.

        Raises ``PacerPaused`` when a pause would last longer than ``patience_s`` seconds from now, and
        ``PacerClosed`` as soon as the pacer is closed.
        """
        arrived_s = self._clock()
        turn = threading.Condition(self._lock)
        with self._lock:
            self._queue.join(turn, REQUEST_ID.get())
        try:
            self._wait_for_turn(turn)
            if self._shared is None or not self._took_shared(
                self._shared, turn, arrived_s, arrived_s + patience_s
            ):
                self._take_own(turn, arrived_s, arrived_s + patience_s)
        finally:
            with self._lock:
                self._queue.leave(turn)
                if self._queue.first is not None:
                    self._queue.first.notify()

    def pause(self, seconds: float) -> None:
        """Nobody's call goes within ``seconds`` (at most an hour), also those already in line."""
        seconds = min(max(seconds, 0.0), MAX_PAUSE_S)
        with self._lock:
            self._schedule.pause(self._clock() + seconds)
        self._tell(lambda shared: shared.pause(seconds))

    def throttled(self, retry_after_s: float | None) -> None:
        """The upstream answered 429: pause as asked, or slow down a little where it names no wait."""
        if retry_after_s:
            self.pause(retry_after_s)
            return
        with self._lock:
            self._schedule.slow_down()
        self._tell(RedisSchedule.slow_down)

    def succeeded(self) -> None:
        """The upstream answered: regain a little of a slowed pace."""
        if self._schedule.pace == 1.0:
            return
        with self._lock:
            self._schedule.speed_up()
        self._tell(RedisSchedule.speed_up)

    def close(self) -> None:
        """Release everybody in line with ``PacerClosed``; ``acquire`` fails from now on."""
        with self._lock:
            self._is_closed = True
            for turn in self._queue:
                turn.notify()

    def _wait_for_turn(self, turn: threading.Condition) -> None:
        with self._lock:
            while self._queue.first is not turn:
                self._check_open()
                turn.wait()

    def _took_shared(
        self, shared: RedisSchedule, turn: threading.Condition, arrived_s: float, until_s: float
    ) -> bool:
        """Wait for a slot from Redis. Answers ``False`` when Redis is lost meanwhile."""
        held_us = 0
        while True:
            try:
                reservation = shared.reserve(held_us, self._clock() - arrived_s)
            except RedisUnavailable:
                return False
            held_us = reservation.slot_us
            with self._lock:
                self._check_open()
                now_s = self._clock()
                self._schedule.pace = reservation.pace
                own_pause_s = self._schedule.paused_until_s - now_s  # that Redis has not heard of
                wait_s = max(reservation.wait_s, own_pause_s)
                if wait_s <= 0:
                    self._schedule.take(now_s, now_s)
                    return True
                self._check_patience(max(reservation.paused_s, own_pause_s), until_s)
                turn.wait(wait_s)

    def _take_own(self, turn: threading.Condition, arrived_s: float, until_s: float) -> None:
        """Wait for a slot of this process' own schedule."""
        with self._lock:
            while True:
                self._check_open()
                now_s = self._clock()
                slot_s = self._schedule.slot(arrived_s)
                if slot_s <= now_s:
                    self._schedule.take(arrived_s, now_s)
                    return
                self._check_patience(self._schedule.paused_until_s - now_s, until_s)
                turn.wait(slot_s - now_s)

    def _check_open(self) -> None:
        if self._is_closed:
            raise PacerClosed(self._service, f"{self._service} is not asked: the application is closing")

    def _check_patience(self, paused_s: float, until_s: float) -> None:
        if self._clock() + paused_s > until_s:
            raise PacerPaused(self._service, f"{self._service} asked for a pause", retry_after_s=paused_s)

    def _tell(self, message: Callable[[RedisSchedule], None]) -> None:
        if self._shared is None:
            return
        try:
            message(self._shared)
        except RedisUnavailable:
            return  # the link has said so; this process keeps to its own schedule meanwhile
