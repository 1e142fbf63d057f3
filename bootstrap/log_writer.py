"""The writing of the log to standard error, which never waits for the reader.

A pipe that nobody reads is full at some time, and a write to it then blocks for ever. A write to a closed
pipe fails. Therefore a thread of its own writes. Lines that do not fit into its queue are dropped and
counted.
"""

import atexit
import logging
import os
import sys
import threading
from queue import SimpleQueue

MAX_WAITING = 2_000
"""The most lines that wait to be written; further lines are dropped."""

LAST_WORDS_S = 1.0
"""The longest wait in seconds, at the end of the process, for lines that are not yet written."""

_STDERR = 2


class StderrHandler(logging.Handler):
    """A handler that queues lines for the writing thread; safe in a signal handler, and after a fork."""

    def __init__(self) -> None:
        super().__init__()
        self._dropped = 0

    def emit(self, record: logging.LogRecord) -> None:
        """Queue the line of ``record``, and before it the number of dropped lines, if any.

        Drop the line when too many wait.
        """
        waiting = _WRITER.waiting()
        if waiting >= MAX_WAITING:
            self._dropped += 1
            return
        if self._dropped:
            said = f"{self._dropped} lines of the log were dropped, because nothing read the output"
            self._dropped = 0
            notice = {"name": "log", "levelno": logging.WARNING, "levelname": "WARNING", "msg": said}
            _WRITER.write(self.format(logging.makeLogRecord(notice)))
        _WRITER.write(self.format(record))

    def flush(self) -> None:
        """Wait until all lines are written, for at most ``LAST_WORDS_S``."""
        _WRITER.flush()


class _Writer:
    """The queue and the writing thread of this process. A forked process begins its own at its first line."""

    def __init__(self) -> None:
        self._lines: SimpleQueue[bytes | threading.Event] = SimpleQueue()
        self._process = 0  # the process that began the thread

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
        elif sys.__stderr__ is not None:  # else closed from the start; a socket may have its number
            _write(line)


def _write(line: bytes) -> None:
    left = memoryview(line)
    try:
        while left:
            left = left[os.write(_STDERR, left) :]
    except OSError:
        return  # closed, or on a full disk; there is no other place to report it


_WRITER = _Writer()
atexit.register(_WRITER.flush)
