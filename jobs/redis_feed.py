"""The event logs of jobs that run elsewhere: all followers in this process share one connection."""

import logging
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final

import redis

from infra.storage.redis_link import SETTLES_S, RedisLink, RedisUnavailable
from jobs.batch import decode_batch
from jobs.redis_jobs import ENDED_CHANNEL, RedisJobs, channel_of
from jobs.redis_scripts import text
from jobs.shared_log import SharedEventLog
from sse import HEARTBEAT_S, Channel, LoggedEvent, Retention

_LOG = logging.getLogger(__name__)

_LISTEN_S: Final = 1.0
_WATCH_S: Final = 5.0  # between two checks that nothing was missed
_LOADED_WITHIN_S: Final = 10.0
_CAUGHT_UP_WITHIN_S: Final = 5.0


@dataclass(slots=True, eq=False)
class _Mirror:
    """The local copy of a log, which exists while somebody follows it."""

    log: SharedEventLog = field(default_factory=lambda: SharedEventLog(0))
    followers: int = 0
    is_loaded: threading.Event = field(default_factory=threading.Event)
    needs_load: bool = True
    missing_s: float | None = None  # the time since which Redis does not know the job


class Feed:
    """The subscriber to logs in Redis: it loads missing events from the stream, and regularly looks for them.

    PUBLISH ──► a batch that continues the mirror ──────────► the mirror ──► all its followers
            └─► a batch after a gap, or a new connection ──► XRANGE ──┘
    """

    def __init__(self, link: RedisLink, jobs: RedisJobs, on_ended: Callable[[str], None]) -> None:
        """Start the threads.

        ``on_ended`` is called with the id of each job that was ended by another process than the one that
        runs it.
        """
        self._link = link
        self._jobs = jobs
        self._on_ended = on_ended
        self._lock = threading.Lock()
        self._mirrors: dict[str, _Mirror] = {}
        self._connection: redis.client.PubSub | None = None  # its sending side is used with the lock held
        self._is_closing = threading.Event()
        self._threads = [
            threading.Thread(target=work, name=name, daemon=True)
            for work, name in ((self._listen, "feed"), (self._watch, "feed-watch"))
        ]
        for thread in self._threads:
            thread.start()

    def follow(
        self, request_id: str, channel: Channel, after: int, heartbeat_s: float
    ) -> Iterator[LoggedEvent | None]:
        """Yield events as ``EventLog.follow``.

        When the log cannot be read, the events stop without an end event: the client then reconnects.
        """
        mirror = self._open(request_id)
        try:
            if mirror.is_loaded.wait(_LOADED_WITHIN_S):
                # where the job runs, the client may have seen events that are not here yet
                mirror.log.wait_for(after, _CAUGHT_UP_WITHIN_S)
                yield from mirror.log.follow(channel, after, heartbeat_s)
        finally:
            self._close(request_id, mirror)

    def ended_id(self, request_id: str) -> int | None:
        """Return ``RedisJobs.ended_id`` of a job that somebody follows here; None when nobody does."""
        with self._lock:
            mirror = self._mirrors.get(request_id)
        return None if mirror is None or mirror.needs_load else mirror.log.ended_id

    def close(self) -> None:
        """Release all followers, and end the threads."""
        self._is_closing.set()
        with self._lock:
            mirrors = list(self._mirrors.values())
            if self._connection is not None:
                with suppress(redis.RedisError):  # the answer wakes the listening thread
                    self._connection.unsubscribe(ENDED_CHANNEL)  # type: ignore[no-untyped-call]
        for mirror in mirrors:
            mirror.log.close()
        for thread in self._threads:
            thread.join()

    def _open(self, request_id: str) -> _Mirror:
        with self._lock:
            mirror = self._mirrors.get(request_id)
            if mirror is None:
                mirror = self._mirrors[request_id] = _Mirror()
                self._send("subscribe", request_id)
            mirror.followers += 1
        if self._is_closing.is_set():
            mirror.log.close()
            mirror.is_loaded.set()
        return mirror

    def _close(self, request_id: str, mirror: _Mirror) -> None:
        with self._lock:
            mirror.followers -= 1
            if not mirror.followers and self._mirrors.get(request_id) is mirror:
                del self._mirrors[request_id]
                self._send("unsubscribe", request_id)

    def _send(self, command: str, request_id: str) -> None:
        """Send a command for the channel of a job; called with the lock held.

        A subscription that cannot be sent now is made by the next ``_connect``.
        """
        if self._connection is not None:
            with suppress(redis.RedisError):
                getattr(self._connection, command)(channel_of(request_id))

    def _listen(self) -> None:
        while not self._is_closing.is_set():
            try:
                connection = self._connect()
                while not self._is_closing.is_set():
                    message = connection.get_message(timeout=_LISTEN_S)
                    if message is not None:
                        self._receive(message)
            except (redis.RedisError, RedisUnavailable, OSError) as error:
                _LOG.debug("the feed is interrupted (%s)", type(error).__name__)
                with suppress(redis.RedisError, RedisUnavailable):
                    self._link.run(lambda client: client.ping())  # so that the link notices a lost Redis
                self._is_closing.wait(_LISTEN_S / 2)
            finally:
                self._disconnect()

    def _connect(self) -> redis.client.PubSub:
        connection = self._link.subscriber()
        connection.subscribe(ENDED_CHANNEL)
        with self._lock:
            self._connection = connection
            if self._mirrors:
                connection.subscribe(*map(channel_of, self._mirrors))
        return connection

    def _disconnect(self) -> None:
        with self._lock:
            connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(redis.RedisError, OSError):
                connection.close()

    def _receive(self, message: Mapping[str, Any]) -> None:
        channel = text(message["channel"])
        if channel == ENDED_CHANNEL:
            if message["type"] == "message":
                self._on_ended(text(message["data"]))
            return
        request_id = channel.removeprefix(channel_of(""))
        with self._lock:
            mirror = self._mirrors.get(request_id)
        if mirror is None:
            return
        if message["type"] == "subscribe" or (
            message["type"] == "message"
            and (mirror.needs_load or not mirror.log.take(decode_batch(message["data"])))
        ):  # the subscription is active: no event after this load is missed
            self._load(request_id, mirror)

    def _load(self, request_id: str, mirror: _Mirror) -> None:
        mirror.needs_load = True
        try:
            batch = self._jobs.read(request_id, mirror.log.newest_id)
        except RedisUnavailable:
            return  # ``_watch`` tries again
        if batch is None:  # after Redis was lost, the process that runs the job may add it again
            now_s = time.monotonic()
            mirror.missing_s = mirror.missing_s or now_s
            if now_s - mirror.missing_s > SETTLES_S:
                mirror.log.close()
            return
        mirror.missing_s = None
        mirror.log.take(batch)
        mirror.needs_load = False
        mirror.is_loaded.set()

    def _watch(self) -> None:
        """Tell Redis regularly which jobs are watched here, and load logs that lack events."""
        while not self._is_closing.wait(_WATCH_S):
            with self._lock:
                mirrors = dict(self._mirrors)
            if not mirrors:
                continue
            try:
                newest = self._jobs.watch(list(mirrors))
            except RedisUnavailable:
                continue
            for (request_id, mirror), there in zip(mirrors.items(), newest, strict=True):
                if mirror.needs_load or there != mirror.log.newest_id:
                    self._load(request_id, mirror)


class RemoteLog:
    """The ``EventLog`` of a job that does not run here. Only the process that runs the job publishes."""

    def __init__(self, request_id: str, ended_id: int, feed: Feed) -> None:
        """Create the log. ``ended_id`` is the id of the last event of a job that has ended; else 0."""
        self._request_id = request_id
        self._ended_id = ended_id
        self._feed = feed

    def publish(self, name: str, data: Mapping[str, object], retention: Retention = Retention.ALWAYS) -> None:
        """Ignore the event: the attempt that publishes it does not hold the job any more."""

    def end(self, name: str, data: Mapping[str, object]) -> None:
        """Ignore the end, as ``publish`` ignores events."""

    def has_ended_by(self, last_id: int) -> bool:
        return 0 < last_id == self._ended_id

    def follow(
        self, channel: Channel, after: int = 0, heartbeat_s: float = HEARTBEAT_S
    ) -> Iterator[LoggedEvent | None]:
        return self._feed.follow(self._request_id, channel, after, heartbeat_s)
