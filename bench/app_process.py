"""The running application, and what its processes use of the machine (Linux)."""

import os
from pathlib import Path

_TICKS_PER_S = os.sysconf("SC_CLK_TCK")
_KB_PER_MB = 1024.0


class AppProcess:
    """The running application: its address, and the resources that its processes use."""

    def __init__(self, url: str, pid: int) -> None:
        self.url = url
        self._pid = pid

    @property
    def cpu_s(self) -> float:
        """The seconds of processor time that the application has used so far."""
        return sum(map(_cpu_s, self._pids()))

    @property
    def rss_mb(self) -> float:
        """The resident memory of its largest process, in MB."""
        return max(_status_mb(pid, "VmRSS") for pid in self._pids())

    @property
    def peak_rss_mb(self) -> float:
        """The largest ``rss_mb`` since ``forget_peak``, in MB."""
        return max(_status_mb(pid, "VmHWM") for pid in self._pids())

    def forget_peak(self) -> None:
        """Reset ``peak_rss_mb``, so that it counts from now."""
        for pid in self._pids():
            Path(f"/proc/{pid}/clear_refs").write_text("5", encoding="ascii")

    def _pids(self) -> list[int]:
        """Return the ids of the started process and of the processes that it started."""
        children = Path(f"/proc/{self._pid}/task/{self._pid}/children").read_text(encoding="ascii")
        return [self._pid, *map(int, children.split())]


def _cpu_s(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS_PER_S  # utime and stime


def _status_mb(pid: int, name: str) -> float:
    lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    line = next(line for line in lines if line.startswith(f"{name}:"))
    return int(line.split()[1]) / _KB_PER_MB
