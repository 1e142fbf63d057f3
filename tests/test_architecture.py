"""The map in the repository names what exists."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGES = sorted(ROOT.glob("docs/*.md")) + sorted(ROOT.glob("docs/adr/*.md")) + [ROOT / "README.md"]
_ENDINGS = "py|js|md|json|csv|css|html|toml|lua"
_PATH = re.compile(rf"`((?:[\w.*-]+/)*[\w.*-]*\.(?:{_ENDINGS})|(?:[\w.-]+/)+)(?:: (\w+))?`")
_NAME = re.compile(r"`([A-Z][A-Za-z]+)(?:\.(\w+))?`")


def sources() -> str:
    folders = ("bootstrap", "infra", "jobs", "pipeline", "server", "services", "web")
    files = [*ROOT.glob("*.py"), *(path for folder in folders for path in (ROOT / folder).rglob("*.py"))]
    return "\n".join(path.read_text(encoding="utf-8") for path in files)


def is_somewhere(path: str) -> bool:
    """Whether a file of that bare name stands in one of the rooms."""
    rooms = ("bootstrap", "infra", "jobs", "pipeline", "server", "services", "static", "web")
    return any(found for room in rooms for found in (ROOT / room).rglob(path))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_path_that_a_page_names_exists(page: Path) -> None:
    """Superseded decisions tell of what was there then."""
    text = page.read_text(encoding="utf-8")
    if "Superseded" in text:
        return
    named = {match[1] for match in _PATH.finditer(text)}
    missing = {path for path in named if not list(ROOT.glob(path))}
    bare = {path for path in missing if "/" not in path}
    unknown = {path for path in bare if not is_somewhere(path)}
    assert page.name != "architecture.md" or not unknown, unknown
    assert {path for path in missing - bare if path.split("/")[0] not in {"debug", "likes", "lists"}} == set()


def test_every_function_that_the_map_names_stands_in_the_file_named() -> None:
    text = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    named = [(match[1], match[2]) for match in _PATH.finditer(text) if match[2]]
    assert named
    for path, function in named:
        assert re.search(rf"\bdef {function}\(", (ROOT / path).read_text(encoding="utf-8")), (path, function)


def test_every_class_and_method_that_the_map_names_exists() -> None:
    text = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    code = sources()
    for name, member in _NAME.findall(text):
        assert re.search(rf"^class {name}\b|^{name} = |^    {name} = ", code, re.MULTILINE), name
        assert not member or re.search(rf"def {member}\(", code), f"{name}.{member}"
