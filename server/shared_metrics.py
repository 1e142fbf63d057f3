"""The folder in which the processes of a server keep their figures together (``metrics``)."""

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

VARIABLE: Final = "PROMETHEUS_MULTIPROC_DIR"
"""Names the folder; the client library reads it when it is imported."""


def metrics_folder(environment: Mapping[str, str]) -> str:
    """A new folder, as what processes left behind that are gone would count for ever.

    Unless ``environment`` has one: a server reads its configuration again on SIGHUP.
    """
    return environment.get(VARIABLE) or tempfile.mkdtemp(prefix="next-film-metrics-")


def forget_process(folder: str, pid: int) -> None:
    """A process has ended: what it held open is closed. What it counted still counts."""
    for path in Path(folder).glob(f"gauge_live*_{pid}.db"):
        path.unlink()
