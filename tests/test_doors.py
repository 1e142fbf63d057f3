"""Rooms keep to their doors: what each may import of ours stands here, and nothing goes round in a circle."""

import ast
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FREE = {"errors", "utils", "services.models"}  # know nothing of ours, may be imported by all
PURE_BANNED = {"flask", "requests", "redis", "threading", "time", "os", "logging"}

DOORS: dict[str, set[str]] = {
    "utils": set(),
    "config": set(),
    "errors": set(),
    "services.models": set(),
    "payloads": {"payloads", "services.empty_lists"},
    "problem_types": {"payloads.problems"},
    "problem_details": {"problem_types"},
    "services": {"services"},
    "cache": {"metrics"},
    "metrics": set(),
    "log_context": set(),
    "sse": {"payloads.events"},
    "limiter": set(),
    "serialisation": {"payloads", "services", "sse"},
    "infra": set(),
    "infra.storage": {"infra.storage", "cache"},
    "infra.http": {"infra.http", "infra.storage", "metrics"},
    "infra.letterboxd": {"infra.http", "infra.lenient_parsing", "infra.letterboxd", "cache"},
    "infra.lenient_parsing": {"infra.lenient_parsing", "metrics"},
    "infra.tmdb": {"infra.http", "infra.lenient_parsing", "infra.tmdb", "cache"},
    "infra.streaming": {"infra.http", "infra.lenient_parsing", "infra.streaming", "infra.tmdb", "cache"},
    "infra.exports": {"infra.exports"},
    "infra.wikidata": {"infra.http"},
    "identities": {"identities", "bootstrap.logs", "config", "infra"},
    "pipeline": {"pipeline", "services", "infra", "log_context"},
    "recommender": {"pipeline", "services"},
    "jobs": {
        "jobs",
        "infra.storage.redis_link",
        "log_context",
        "metrics",
        "payloads.events",
        "pipeline.context",
        "problem_details",
        "problem_types",
        "serialisation",
        "sse",
    },
    "web": {
        "web",
        "config",
        "infra.exports",
        "infra.storage.redis_link",
        "jobs.service",
        "limiter",
        "log_context",
        "metrics",
        "payloads",
        "problem_details",
        "problem_types",
        "recommender",
        "serialisation",
        "services",
        "sse",
    },
    "server": {"server", "limiter", "metrics", "problem_details"},
    "routes": {"jobs.job", "limiter", "payloads.answers", "sse", "web"},
    "bootstrap": {
        "bootstrap",
        "cache",
        "config",
        "infra",
        "jobs",
        "limiter",
        "log_context",
        "metrics",
        "payloads.answers",
        "pipeline.resources",
        "pipeline.scheduler",
        "recommender",
        "routes",
        "serialisation",
        "sse",
        "standin",
        "web",
    },
    "nextfilm": {
        "bootstrap.demo",
        "bootstrap.logs",
        "bootstrap.pipeline",
        "config",
        "infra.exports",
        "infra.storage.redis_link",
        "nextfilm",
        "payloads.results",
        "pipeline.context",
        "problem_details",
        "problem_types",
        "serialisation",
        "services.models",
        "services.profile_size",
        "web",
    },
    "main": {"bootstrap", "config", "infra.storage.redis_link", "web"},
    "app": {"main"},
    "worker": {
        "bootstrap",
        "config",
        "infra.storage.redis_link",
        "jobs.service",
        "server.metrics_server",
    },
    "standin": {"standin"},
}
OURS = {name.split(".")[0] for name in DOORS}
PYTHON = b"#!/usr/bin/env python3"
AROUND = ("harness", "bench", "tools", "tests")
"""What stands around the application: each imports none of those after it."""


@cache
def modules() -> list[Path]:
    folders = sorted({name.split(".")[0] for name in DOORS if (ROOT / name.split(".")[0]).is_dir()})
    files = [path for folder in folders for path in (ROOT / folder).rglob("*.py")]
    return [*(path for path in ROOT.glob("*.py") if path.stem != "gunicorn.conf"), *files]


def name_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def imports(path: Path) -> frozenset[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return frozenset(found)


def room_of(module: str) -> str:
    rooms = [room for room in DOORS if module == room or module.startswith(room + ".")]
    assert rooms, f"{module} belongs to no room: add it to the doors"
    return max(rooms, key=len)


def is_allowed(imported: str, doors: set[str]) -> bool:
    return any(imported == door or imported.startswith(door + ".") for door in doors)


@cache
def our_imports(path: Path) -> frozenset[str]:
    return frozenset(imported for imported in imports(path) if imported.split(".")[0] in OURS)


def test_a_room_imports_through_its_doors_only() -> None:
    past_the_doors = {
        (name_of(path), imported)
        for path in modules()
        for imported in our_imports(path)
        if not is_allowed(
            imported, DOORS[room_of(name_of(path))] | (FREE if name_of(path) not in FREE else set())
        )
    }
    assert past_the_doors == set()


def test_every_door_is_used() -> None:
    used: dict[str, set[str]] = {room: set() for room in DOORS}
    for path in modules():
        used[room_of(name_of(path))] |= our_imports(path)
    unused = {
        (room, door)
        for room, doors in DOORS.items()
        for door in doors
        if not any(is_allowed(imported, {door}) for imported in used[room])
    }
    assert unused == set()


@cache
def dependencies() -> dict[str, dict[str, set[str]]]:
    """By folder: each file and folder in it, and those beside it that it, or anything in it, imports."""
    files = {name_of(path): path for path in modules()}
    graphs: dict[str, dict[str, set[str]]] = {}
    for path in files.values():
        for imported in our_imports(path):
            target = imported if imported in files else imported.rpartition(".")[0]
            here, there = path.relative_to(ROOT).parts, files[target].relative_to(ROOT).parts
            depth = next((i for i, (a, b) in enumerate(zip(here, there, strict=False)) if a != b), None)
            if depth is not None:
                graph = graphs.setdefault("/".join(here[:depth]), {})
                graph.setdefault(here[depth], set()).add(there[depth])
    return graphs


@pytest.mark.parametrize("folder", sorted(dependencies()))
def test_no_two_files_or_folders_import_each_other(folder: str) -> None:
    """Directly, or by way of others that stand beside them in ``folder``."""
    try:
        TopologicalSorter(dependencies()[folder]).prepare()
    except CycleError as error:
        pytest.fail(f"a cycle in /{folder}: {' <- '.join(error.args[1])}")


def scripts(folder: str) -> list[Path]:
    """The Python of a folder, also that without an ending."""
    files = [
        path for path in (ROOT / folder).rglob("*") if path.is_file() and "node_modules" not in path.parts
    ]
    return [path for path in files if path.suffix == ".py" or path.read_bytes()[:30].startswith(PYTHON)]


def test_what_stands_around_the_application_imports_in_one_direction() -> None:
    backwards = {
        (str(path.relative_to(ROOT)), imported)
        for place, folder in enumerate(AROUND)
        for path in scripts(folder)
        for imported in imports(path)
        if imported.split(".")[0] in AROUND[place + 1 :]
    }
    backwards |= {
        (name_of(path), each) for path in modules() for each in imports(path) if each.split(".")[0] in AROUND
    }
    assert backwards == set()


def test_decisions_are_pure() -> None:
    impure = {
        (name_of(path), imported)
        for path in (ROOT / "services").rglob("*.py")
        for imported in imports(path)
        if imported.split(".")[0] in PURE_BANNED
    }
    assert impure == set()


def test_the_environment_is_read_in_one_place() -> None:
    readers = {name_of(path) for path in modules() if "os.environ" in path.read_text(encoding="utf-8")}
    assert readers <= {"identities.__main__", "main", "worker", "nextfilm.__main__", "standin.__main__"}
