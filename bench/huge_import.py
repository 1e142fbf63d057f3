"""An import of 200,000 films, and a person who comes while it is read and while it runs."""

import io
import threading
import time
import zipfile
from collections.abc import Iterator

import requests

from bench.app_process import AppProcess
from bench.calls import Calls
from bench.client import Client, Run
from bench.measure import Job, Row, measure
from bench.processes import app, standin
from standin.world import World

FILMS = 200_000
MOST = 20_000
DEADLINE_S = 60
READING_S = 40.0
"""The most seconds until the import is accepted, on a machine that others use as well."""

SMALL = Job("small", 50, 50)
_MEMBER = "small:50:0.4"
_HEADER = "Date,Name,Year,Letterboxd URI"


def huge_import() -> list[Row]:
    """Measure 50 films alone, then beside an import that is too large to finish: as it is read, and runs."""
    with standin("bench.world", _MEMBER) as upstreams, app(upstreams) as served:
        alone = measure("50 alone", upstreams, served, SMALL)
    export = _export()
    with (
        standin("bench.world", _MEMBER) as upstreams,
        app(upstreams, JOB_DEADLINE_S=str(DEADLINE_S)) as served,
    ):
        rss_mb = served.rss_mb
        runs: list[Run] = []
        importing = threading.Thread(target=lambda: runs.append(_import(served, export)))
        importing.start()
        beside = measure("50 beside 200,000", upstreams, served, SMALL)
        importing.join()
        row = Row("import 200,000", runs[0], Calls([]), None, served.peak_rss_mb, served.peak_rss_mb - rss_mb)
    beside.at_most("first card", beside.run.first_card_s, 2 * (alone.run.first_card_s or 0.0))
    row.at_most("accepted after", row.run.accepted_s, READING_S)
    row.at_most("deadline", row.run.total_s - row.run.accepted_s, DEADLINE_S + 5.0)
    used, left_out = row.run.result.get("films"), row.run.result.get("films_left_out")
    row.check(f"films {used} + {left_out} left out = {FILMS}", (used, left_out) == (MOST, FILMS - MOST))
    return [alone, beside, row]


def _import(served: AppProcess, export: bytes) -> Run:
    started_s = time.monotonic()
    answer = requests.post(
        f"{served.url}/api/import",
        data={"country": "US"},
        files={"file": ("export.zip", export)},
        timeout=600,
    )
    answer.raise_for_status()
    run = Run(answer.json()["request_id"], time.monotonic() - started_s)
    return Client(served.url).follow(run, started_s)


def _export() -> bytes:
    """Return a ZIP of some three megabytes. Only a third of its films is rated, as more rows are refused."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("watched.csv", "\n".join((_HEADER, *_rows(1))))
        archive.writestr("ratings.csv", "\n".join((f"{_HEADER},Rating", *(f"{each},4" for each in _rows(3)))))
    return file.getvalue()


def _rows(step: int) -> Iterator[str]:
    """Yield the newest films, which TMDB has; then, in steps, films that it does not have."""
    known = list(World.bundled().films.values())[::4]  # the others may be recommended
    for number, film in enumerate(known):
        title = film.title.replace('"', '""')
        yield f'2024-01-01,"{title}",{film.year},https://boxd.it/known{number:x}'
    for number in range(len(known), FILMS, step):
        yield f"2020-01-{number % 28 + 1:02d},Film {number},{1950 + number % 70},https://boxd.it/{number:x}"
