"""A member who comes back some hours after the profile was read, and after a restart."""

import time
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.measure import Job, Row, measure
from bench.processes import StandInProcess, app, environment_of, standin
from bootstrap.caching import CacheFile, open_cache
from config import Settings
from infra.letterboxd.stored_histories import SNAPSHOT_S, StoredHistories

FIRST_CARD_S = 1.0
JOB = Job("member", 2000, 2000)

PAGE = ("letterboxd", "page")

_AGE_S = 4 * 3600.0
_WATCHED_SINCE = 10


def returning_2000() -> list[Row]:
    """Measure 2,000 films; then four hours and ten films later, in another process with the same file."""
    with TemporaryDirectory() as folder, standin("bench.world", "member:2000:0.3") as upstreams:
        path = Path(folder) / "cache.sqlite3"
        with app(upstreams, CACHE_PATH=str(path)) as served:
            first = measure("cold 2000, with a file", upstreams, served, JOB)
        _set_back(path, upstreams)
        with app(upstreams, CACHE_PATH=str(path)) as served:
            again = measure("returning 2000", upstreams, served, JOB)
    again.lower_bound_s = None
    again.at_most("first card", again.run.first_card_s, FIRST_CARD_S)
    again.check("the result of the first time", _ids(again) == _ids(first))
    again.check("all pages read", again.calls.by_kind()[PAGE] == first.calls.by_kind()[PAGE])
    return [first, again]


def _set_back(path: Path, upstreams: StandInProcess) -> None:
    """Change the profile stored at ``path`` to one of some hours and films ago."""
    settings = Settings.from_environment(environment_of(upstreams) | {"CACHE_PATH": str(path)})
    cache, _ = open_cache(None, required=False, max_entries=10, max_mb=10, file=CacheFile.of(settings))
    histories = StoredHistories(cache, lambda: time.time() - _AGE_S, SNAPSHOT_S)
    profile = histories.cached_profile(JOB.member)
    if profile is None:
        raise RuntimeError("no profile was kept")
    histories.store_profile(replace(profile, interactions=profile.interactions[_WATCHED_SINCE:]))
    cache.close()


def _ids(row: Row) -> list[int]:
    return [card["tmdb_id"] for card in row.run.recommendations]
