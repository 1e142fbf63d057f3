"""The pages' modules: their imports, the length of their lines, and their own tests, which Node.js runs."""

import os
import re
import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).parent
STATIC = HERE.parents[1] / "static"
MODULES = sorted((STATIC / "js").rglob("*.js"))
IMPORT = re.compile(r'(?:\bfrom |\bimport\(|^import )"([^"]+)"', re.MULTILINE)
IMPORT_WITHOUT_NAME = re.compile(r'\bimport\((?!")')
LONGEST_LINE = 120

Graph = dict[str, set[str]]


def imports(module: Path) -> list[Path]:
    """Return the files that ``module`` imports, at once or later."""
    return [(module.parent / path).resolve() for path in IMPORT.findall(module.read_text("utf-8"))]


def circle(graph: Graph) -> list[str]:
    """Return names that import each other in a circle, the last equal to the first; [] without a circle."""
    done: set[str] = set()

    def walk(name: str, path: list[str]) -> list[str]:
        if name in path:
            return [*path[path.index(name) :], name]
        if name in done:
            return []
        for other in sorted(graph.get(name, ())):
            if found := walk(other, [*path, name]):
                return found
        done.add(name)
        return []

    return next((found for name in sorted(graph) if (found := walk(name, []))), [])


def test_every_imported_file_is_named_and_exists() -> None:
    assert [module for module in MODULES if IMPORT_WITHOUT_NAME.search(module.read_text("utf-8"))] == []
    imported = {(module.name, path) for module in MODULES for path in imports(module)}
    assert [each for each in imported if not each[1].is_file()] == []
    assert all(path.is_relative_to(STATIC / "js") for _, path in imported)


def test_no_file_and_no_folder_imports_itself_by_way_of_others() -> None:
    files: Graph = {str(module): {str(path) for path in imports(module)} for module in MODULES}
    assert circle(files) == []
    folders: Graph = {}
    for module in MODULES:
        others = {path.parent.name for path in imports(module)} - {module.parent.name}
        folders.setdefault(module.parent.name, set()).update(others)
    assert circle(folders) == []


@pytest.mark.parametrize(
    ("graph", "found"),
    [
        ({"a": {"b", "c"}, "b": {"c"}}, []),
        ({"a": {"b"}, "b": {"c"}, "c": {"b"}}, ["b", "c", "b"]),
        ({"a": {"a"}}, ["a", "a"]),
    ],
)
def test_a_circle_is_found(graph: Graph, found: list[str]) -> None:
    assert circle(graph) == found


def test_no_line_is_too_long_to_read() -> None:
    files = [*MODULES, *(STATIC / "css").glob("*.css"), *HERE.glob("*.mjs")]
    long = [
        f"{path.name}:{number}"
        for path in files
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1)
        if len(line) > LONGEST_LINE
    ]
    assert long == []


def test_the_tests_of_the_modules_themselves_pass() -> None:
    """Run the tests of ``tests/js`` with ``node --test``."""
    tests = sorted(str(path) for path in HERE.glob("*.test.mjs"))
    assert tests
    plain = {name: value for name, value in os.environ.items() if not name.startswith("NODE_")}
    ran = subprocess.run(["node", "--test", *tests], capture_output=True, text=True, env=plain, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
