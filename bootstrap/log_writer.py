"""Writing the log to standard error without ever waiting for whoever reads it.

A pipe that nobody reads is full at some point, and a write to it waits for ever; a closed one fails. So a
thread of its own writes, and what has no room before it is dropped and counted.
"""

import atexit
import logging
import os
import sys
import threading
from queue import SimpleQueue

MAX_WAITING = 2_000
"""Lines that wait to be written; beyond them they are dropped."""

LAST_WORDS_S = 1.0
"""Longest wait, at the end of the process, for what is not yet written."""

_STDERR = 2


class StderrHandler(logging.Handler):
    """Gives its lines to the thread that writes; safe in a signal's handler, and after a fork."""

    def __init__(self) -> None:
        super().__init__()
        self._dropped = 0

    def emit(self, record: logging.LogRecord) -> None:
        """Hand on the record's line, and before it how many were dropped, if any."""
        waiting = _WRITER.waiting()
        if waiting >= MAX_WAITING:
            self._dropped += 1
            return
        if self._dropped:
            said = f"{self._dropped} lines of the log were dropped: nobody read it"
            self._dropped = 0
            notice = {"name": "log", "levelno": logging.WARNING, "levelname": "WARNING", "msg": said}
            _WRITER.write(self.format(logging.makeLogRecord(notice)))
        _WRITER.write(self.format(record))

    def flush(self) -> None:
        """Wait for what is not yet written, ``LAST_WORDS_S`` at most."""
        _WRITER.flush()


class _Writer:
    """The thread of this process; a forked one begins its own, when it first has something to write."""

    def __init__(self) -> None:
        self._lines: SimpleQueue[bytes | threading.Event] = SimpleQueue()
        self._process = 0  # whose thread it is

    def waiting(self) -> int:
        return self._lines.qsize() if self._process == os.getpid() else 0

    def write(self, line: str) -> None:
        if self._process != os.getpid():
            self._process = os.getpid()
            self._lines = SimpleQueue()
            threading.Thread(target=_write_for_ever, args=(self._lines,), name="log", daemon=True).start()
        self._lines.put(f"{line}\n".encode(errors="backslashreplace"))

    def flush(self) -> None:
        if self._process == os.getpid():
            written = threading.Event()
            self._lines.put(written)
            written.wait(LAST_WORDS_S)


def _write_for_ever(lines: SimpleQueue[bytes | threading.Event]) -> None:
    while True:
        line = lines.get()
        if isinstance(line, threading.Event):
            line.set()
        elif sys.__stderr__ is not None:  # else closed from the start: the number may be that of a socket
            _write(line)


def _write(line: bytes) -> None:
    left = memoryview(line)
    try:
        while left:
            left = left[os.write(_STDERR, left) :]
    except OSError:
        return  # closed, or on a full disk; there is no other place to say so


_WRITER = _Writer()
atexit.register(_WRITER.flush)
