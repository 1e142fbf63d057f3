"""The CPU pressure on this machine, which shows how reliable a figure is (Linux 4.20 or later)."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")

_PRESSURE = Path("/proc/pressure/cpu")
_MICROSECONDS = 1e6
_PERCENT = 100.0


def with_cpu_pressure(job: Callable[[], T]) -> tuple[T, float | None]:
    """Return the result of ``job``, and the share of its time in which something waited for a processor.

    The share is None if the kernel does not tell it.
    """
    began_s, waited_before_s = time.monotonic(), _waited_s()
    result = job()
    waited_after_s = _waited_s()
    if waited_before_s is None or waited_after_s is None:
        return result, None
    return result, (waited_after_s - waited_before_s) / (time.monotonic() - began_s)


def wait_for_calm(share: float, patience_s: float) -> None:
    """Wait until less than ``share`` of the last ten seconds was under pressure, ``patience_s`` at most."""
    until_s = time.monotonic() + patience_s
    while time.monotonic() < until_s and (_field("avg10") or 0.0) / _PERCENT >= share:
        time.sleep(1)


def _waited_s() -> float | None:
    """Return the seconds since the start of the machine in which something waited for a processor."""
    total = _field("total")
    return None if total is None else total / _MICROSECONDS


def _field(name: str) -> float | None:
    try:
        fields = _PRESSURE.read_text(encoding="ascii").splitlines()[0].split()
    except OSError:
        return None
    return float(next(field for field in fields if field.startswith(f"{name}=")).partition("=")[2])
