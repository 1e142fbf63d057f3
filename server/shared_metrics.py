"""The folder in which the processes of a server share their figures (``metrics.py``)."""

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

VARIABLE: Final = "PROMETHEUS_MULTIPROC_DIR"
"""The variable that names the folder; the client library reads it when it is imported."""


def metrics_folder(environment: Mapping[str, str]) -> str:
    """Return the folder that ``environment`` names, or create a new one.

    Each start has a new folder, as the files of former processes would count for ever. On SIGHUP the server
    reads its configuration again: then ``environment`` already names the folder.
    """
    return environment.get(VARIABLE) or tempfile.mkdtemp(prefix="next-film-metrics-")


def forget_process(folder: str, pid: int) -> None:
    """Delete the live gauges of a process that has ended: it holds nothing open. Its counters still count."""
    for path in Path(folder).glob(f"gauge_live*_{pid}.db"):
        path.unlink()
