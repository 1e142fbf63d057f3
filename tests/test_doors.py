"""Rooms keep to their doors: what each may import of ours stands here, and in docs/adr."""

import ast
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
    "problem_details": set(),
    "services": {"services"},
    "cache": set(),
    "sse": {"config"},
    "limiter": {"config"},
    "serialisation": {"services", "sse"},
    "infra": set(),
    "infra.storage": {"infra.storage", "cache"},
    "infra.http": {"infra.http", "infra.storage"},
    "infra.letterboxd": {"infra.http", "infra.letterboxd", "cache"},
    "infra.tmdb": {"infra.http", "infra.tmdb", "cache"},
    "infra.streaming": {"infra.http", "cache"},
    "infra.letterboxd_export": {"infra.letterboxd_export"},
    "pipeline": {"pipeline", "services", "infra"},
    "recommender": {"pipeline", "services", "infra", "cache"},
    "jobs": {"recommender", "pipeline.context", "sse", "cache", "problem_details", "serialisation"},
    "web": {
        "web",
        "services",
        "limiter",
        "problem_details",
        "serialisation",
        "routes",
        "infra.letterboxd_export",
    },
    "routes": {"jobs", "recommender", "sse", "limiter", "problem_details", "web"},
    "bootstrap": {"bootstrap", "config", "cache", "infra", "jobs", "pipeline", "recommender", "standin"},
    "main": {
        "bootstrap",
        "web",
        "routes",
        "jobs",
        "recommender",
        "sse",
        "config",
        "limiter",
        "serialisation",
        "infra.storage",
    },
    "app": {"main"},
    "standin": {"standin"},
}
OURS = {name.split(".")[0] for name in DOORS}


def modules() -> list[Path]:
    folders = sorted({name.split(".")[0] for name in DOORS if (ROOT / name.split(".")[0]).is_dir()})
    files = [path for folder in folders for path in (ROOT / folder).rglob("*.py")]
    return [*(path for path in ROOT.glob("*.py") if path.stem != "gunicorn.conf"), *files]


def name_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def room_of(module: str) -> str:
    rooms = [room for room in DOORS if module == room or module.startswith(room + ".")]
    assert rooms, f"{module} belongs to no room: add it to the doors"
    return max(rooms, key=len)


def is_allowed(imported: str, doors: set[str]) -> bool:
    return any(imported == door or imported.startswith(door + ".") for door in doors)


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_a_room_imports_through_its_doors_only(path: Path) -> None:
    doors = DOORS[room_of(name_of(path))] | (FREE if name_of(path) not in FREE else set())
    ours = {imported for imported in imports(path) if imported.split(".")[0] in OURS}
    assert {imported for imported in ours if not is_allowed(imported, doors)} == set()


def folders_imported_by(folder: Path) -> set[Path]:
    names = {name.rpartition(".")[0] for path in folder.glob("*.py") for name in imports(path)}
    targets = [ROOT / name.replace(".", "/") for name in names]
    return {target if target.is_dir() else target.parent for target in targets} - {folder}


def test_no_two_folders_of_infra_import_each_other() -> None:
    edges = {path.parent: folders_imported_by(path.parent) for path in (ROOT / "infra").rglob("*.py")}
    assert [(one, two) for one in edges for two in edges[one] if one in edges.get(two, ())] == []


@pytest.mark.parametrize("path", sorted((ROOT / "services").glob("*.py")), ids=name_of)
def test_decisions_are_pure(path: Path) -> None:
    assert {imported.split(".")[0] for imported in imports(path)} & PURE_BANNED == set()


def test_the_environment_is_read_in_one_place() -> None:
    readers = {name_of(path) for path in modules() if "os.environ" in path.read_text(encoding="utf-8")}
    assert readers <= {"main", "standin.__main__"}
