"""A duration is measured with a clock that nobody sets: the wall's jumps when it is corrected."""

import ast
from pathlib import Path

from tests.test_doors import modules

TESTS = Path(__file__).parent
ROOT = TESTS.parent
WALL = {"time.time", "time.time_ns", "datetime.now", "datetime.utcnow", "datetime.today", "date.today"}

ALLOWED = {
    "bootstrap/pipeline.py": "which day it is, to tell films that are not out yet",
    "infra/http/breaker/incident_tracker.py": "of several machines, which share no other clock",
    "infra/http/calls/retries.py": "Retry-After as a date",
    "infra/storage/disk_store.py": "when a value expires, kept over restarts",
    "infra/storage/sqlite_file.py": "as above",
    "infra/tmdb/client.py": "when a film was read, kept over restarts",
    "infra/letterboxd/client.py": "when a profile was read, kept over restarts",
    "jobs/job.py": "when a job was asked for, which another machine may begin",
    "jobs/job_summary.py": "how long that is ago",
    "web/error_handlers.py": "when a limit's minute ends, as Flask-Limiter tells it",
}
"""Where the time of day is meant, and what for."""

WAITS = {"acquire", "join", "result", "wait"}


def wall_clocks(path: Path) -> list[str]:
    """Each mention of a clock that can be set."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    named = [
        f"{node.value.id if isinstance(node.value, ast.Name) else node.value.attr}.{node.attr}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name | ast.Attribute)
    ]
    imported = [
        f"{node.module}.{each.name}"
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for each in node.names
    ]
    return [name for name in (*named, *imported) if name in WALL]


def test_the_clock_on_the_wall_is_read_only_where_the_time_of_day_is_meant() -> None:
    read = {str(path.relative_to(ROOT)) for path in modules() if wall_clocks(path)}
    assert read == set(ALLOWED)


def own_patience(path: Path) -> list[str]:
    """Each wait of a test that gives up after a time of its own."""
    calls = [
        node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)
    ]
    limits = [
        (call, keyword.value) for call in calls for keyword in call.keywords if keyword.arg == "timeout"
    ]
    limits += [
        (call, call.args[0])
        for call in calls
        if isinstance(call.func, ast.Attribute) and call.func.attr in WAITS and len(call.args) == 1
    ]
    return [
        f"{path.name}:{call.lineno}"
        for call, limit in limits
        if isinstance(limit, ast.Constant) and isinstance(limit.value, int | float) and limit.value >= 1
    ]


def test_no_wait_of_a_test_has_a_literal_limit() -> None:
    assert [found for path in sorted(TESTS.rglob("*.py")) for found in own_patience(path)] == []
