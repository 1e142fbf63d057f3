"""The folder in which several processes keep their figures together (``metrics``).

The client library reads the variable when it is imported, so this comes before.
"""

import shutil
import tempfile
from collections.abc import MutableMapping
from pathlib import Path

VARIABLE = "PROMETHEUS_MULTIPROC_DIR"


def metrics_folder_for(processes: int, environment: MutableMapping[str, str]) -> Path | None:
    """The folder of so many processes, named in ``environment``; None where one process needs none.

    It is a new one, as what processes left behind that are gone would count for ever, unless this server has
    made it already: it reads its configuration again on SIGHUP.
    """
    if processes == 1:
        return None
    if VARIABLE not in environment:
        environment[VARIABLE] = tempfile.mkdtemp(prefix="next-film-metrics-")
    return Path(environment[VARIABLE])


def forget_process(folder: Path, pid: int) -> None:
    """A process has ended: what it held open is closed. What it counted still counts."""
    for path in folder.glob(f"gauge_live*_{pid}.db"):
        path.unlink()


def remove_metrics_folder(folder: Path) -> None:
    """All processes have ended."""
    shutil.rmtree(folder)
