"""Writes to a slow Redis in the background, many in one round trip."""

import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import redis

from infra.storage.redis_link import RedisLink, RedisUnavailable

MAX_WAITING: Final = 2000
"""The largest number of waiting writes. Beyond it the oldest are dropped.

This process has the values of dropped writes in its memory; other processes compute them again.
"""
_AT_ONCE: Final = 200


@dataclass(frozen=True, slots=True)
class Write:
    """A value to store under its key for ``ttl_ms`` milliseconds. Without a value the key is deleted."""

    key: str
    value: bytes | None = None
    ttl_ms: int = 0


class WriteBehind:
    """A queue of writes, and its thread, which starts with the first write."""

    def __init__(self, link: RedisLink) -> None:
        self._link = link
        self._changed = threading.Condition()
        self._waiting: deque[Write] = deque(maxlen=MAX_WAITING)
        self._is_closed = False
        self._thread: threading.Thread | None = None

    def add(self, write: Write) -> None:
        """Queue a write. The thread makes the writes in their order."""
        with self._changed:
            self._waiting.append(write)
            if self._thread is None and not self._is_closed:
                self._thread = threading.Thread(target=self._work, name="redis-writer", daemon=True)
                self._thread.start()
            self._changed.notify()

    def discard(self, is_meant: Callable[[str], bool]) -> None:
        """Drop the waiting writes of each key for which ``is_meant`` returns True."""
        with self._changed:
            self._waiting = deque((each for each in self._waiting if not is_meant(each.key)), MAX_WAITING)

    def close(self) -> None:
        """Make the writes that still wait, and end the thread."""
        with self._changed:
            self._is_closed = True
            self._changed.notify()
        if self._thread is not None:
            self._thread.join()

    def _work(self) -> None:
        while writes := self._next():
            try:
                self._link.run(lambda client, writes=writes: _write(client, writes))  # type: ignore[misc]
            except RedisUnavailable:
                continue  # the link has logged it; this process has the values in its memory

    def _next(self) -> list[Write]:
        """Wait for the next writes and return them; an empty list when the queue is closed and empty."""
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._is_closed)
            return [self._waiting.popleft() for _ in range(min(_AT_ONCE, len(self._waiting)))]


def _write(client: redis.Redis, writes: Sequence[Write]) -> None:
    with client.pipeline(transaction=False) as pipeline:
        for write in writes:
            if write.value is None:
                pipeline.delete(write.key)
            else:
                pipeline.set(write.key, write.value, px=write.ttl_ms)
        pipeline.execute()
