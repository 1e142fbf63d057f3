"""What is installed is what was chosen, at the versions that were tested, file by file."""

import json
import re
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
LOCKS = ("requirements.txt", "requirements-dev.txt", "tools/requirements.txt")
PRODUCTION = {
    "sys_platform": "linux",
    "platform_system": "Linux",
    "platform_python_implementation": "CPython",
    "implementation_name": "cpython",
    "python_version": "3.11",
}


def entries(name: str) -> list[tuple[Requirement, int]]:
    """All requirements of a lock file, and how many hashes each has."""
    found = re.findall(r"^([^\s#].*?) \\$((?:\n    --hash=sha256:[0-9a-f]{64}(?: \\)?$)*)",
                       (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE)  # fmt: skip
    return [(Requirement(text), hashes.count("--hash")) for text, hashes in found]


def locked(name: str, python: str = "3.11.7") -> dict[str, Requirement]:
    """What a machine of production with this Python installs from a lock file, by package."""
    found: dict[str, Requirement] = {}
    for each, _ in entries(name):
        if each.marker is None or each.marker.evaluate({**PRODUCTION, "python_full_version": python}):
            key = canonicalize_name(each.name)
            assert key not in found, f"two versions of {key}"
            found[key] = each
    return found


def chosen(name: str) -> dict[str, Requirement]:
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    found = [Requirement(line) for line in lines if line and not line.startswith(("#", "-r"))]
    return {canonicalize_name(each.name): each for each in found}


@pytest.mark.parametrize("name", LOCKS)
def test_every_package_is_locked_at_one_version_by_the_hashes_of_its_files(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    found = entries(name)
    assert len(found) == len(re.findall(r"^[A-Za-z0-9]", text, re.MULTILINE)) > 0
    for each, hashes in found:
        assert re.fullmatch(r"==[^*,]+", str(each.specifier)), each
        assert hashes > 0, each


def test_the_locks_are_made_for_every_python_3_11() -> None:
    """The Debian that has Python 3.11 has 3.11.2."""
    (made_for,) = re.findall(r"--python-version (\S+)", (ROOT / "Makefile").read_text(encoding="utf-8"))
    needed = re.findall(
        r'^requires-python = ">=(.+)"$', (ROOT / "pyproject.toml").read_text("utf-8"), re.MULTILINE
    )
    assert [made_for, *needed] == ["3.11", "3.11"]


@pytest.mark.parametrize("name", LOCKS)
def test_every_python_3_11_finds_what_was_chosen(name: str) -> None:
    wanted = chosen(name.replace(".txt", ".in"))
    for python in ("3.11.0", "3.11.2", "3.11.4", "3.11.7"):
        found = locked(name, python)
        assert set(locked(name)) <= set(found)
        assert {key: str(each.specifier) for key, each in wanted.items()} == {
            key: str(found[key].specifier) for key in wanted
        }, "run make lock"


def test_the_tests_run_on_what_production_runs_on() -> None:
    production, tests = locked("requirements.txt"), locked("requirements-dev.txt")
    assert {key: str(each.specifier) for key, each in production.items()} == {
        key: str(tests[key].specifier) for key in production if key in tests
    }, "run make lock"


def test_the_list_of_licences_is_that_of_what_production_installs() -> None:
    document = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    table = document.partition("<!-- licences")[2].partition("<!-- end of licences")[0]
    rows = re.findall(r"^\| (\S+) \| (\S+) \| (.+) \|$", table, re.MULTILINE)
    listed = {canonicalize_name(name): f"=={version}" for name, version, _ in rows if name != "package"}
    assert listed == {key: str(each.specifier) for key, each in locked("requirements.txt").items()}, (
        "run make licences"
    )
    assert not [name for name, _, licence in rows if "UNKNOWN" in licence]


def test_the_bill_of_materials_is_that_of_what_production_installs() -> None:
    bill = json.loads((ROOT / "sbom.cdx.json").read_text(encoding="utf-8"))
    found = {canonicalize_name(each["name"]): f"=={each['version']}" for each in bill["components"]}
    expected = {key: str(each.specifier) for key, each in locked("requirements.txt").items()}
    assert found == expected, "run make sbom"


def test_why_a_package_is_here_is_said() -> None:
    document = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8").lower()
    said = canonicalize_name(document.partition("## licences")[0])
    missing = [name for name in chosen("requirements.in") if name not in said]
    assert missing == []
