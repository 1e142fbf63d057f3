"""The output formats of a result: a table for people, and formats for programs."""

import csv
import io
from collections.abc import Callable, Mapping
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from payloads.results import ReportPayload
from web.downloads import COLUMNS, download, safe_cell

_SHOWN = ("Rank", "Title", "Year", "TMDB rating", "Why", "Included with")
_NUMBERS = {"Rank", "Year", "TMDB rating"}
_PLAIN_WIDTH = 160
"""The width in characters of a table that is not written to a terminal."""


def _table(payload: ReportPayload) -> str:
    """Return a table as wide as the terminal."""
    out = io.StringIO()
    screen = Console()
    console = Console(
        file=out,
        force_terminal=screen.is_terminal,
        width=None if screen.is_terminal else _PLAIN_WIDTH,
        highlight=False,
    )
    table = Table()
    columns = [column for column in COLUMNS if column[0] in _SHOWN]
    for name, _, _ in columns:
        table.add_column(name, justify="right" if name in _NUMBERS else "left", overflow="fold")
    for film in payload["recommendations"]:
        table.add_row(*(Text(_shown(read(film))) for _, _, read in columns))
    console.print(table)
    return out.getvalue()


def _csv(payload: ReportPayload) -> str:
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(("TMDB id", *(name for name, _, _ in COLUMNS)))
    for film in payload["recommendations"]:
        rows.writerow((film["tmdb_id"], *(safe_cell(_shown(read(film))) for _, _, read in COLUMNS)))
    return out.getvalue()


def _shown(value: Any) -> str:
    return "" if value is None else str(value)


FORMATS: Mapping[str, Callable[[ReportPayload], str]] = {
    "table": _table,
    "json": lambda payload: download(payload, "json").body.decode() + "\n",
    "csv": _csv,
    "letterboxd": lambda payload: download(payload, "csv").body.decode(),
}
"""The writers, by the value of ``--format``. ``letterboxd`` is the format that Letterboxd imports."""
