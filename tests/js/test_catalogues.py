"""The catalogues of texts: no text is missing or unused in any language, also of the server's sentences."""

import ast
import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

import errors
from problem_types import TYPES
from standin.world import World

ROOT = Path(__file__).parents[2]
I18N = ROOT / "static" / "i18n"
CATALOGUES = {path.stem: json.loads(path.read_text("utf-8")) for path in I18N.glob("*.json")}
ENGLISH = CATALOGUES["en"]
FILES = [path for path in (ROOT / "static").rglob("*") if path.suffix in {".js", ".html"}]
PYTHON = [ROOT / "web" / "head_tags.py", ROOT / "web" / "pages.py"]
CODE = "\n".join(path.read_text("utf-8") for path in [*FILES, *PYTHON])
SERVER_WORDS = {path.stem: json.loads(path.read_text("utf-8")) for path in (I18N / "server").glob("*.json")}
OF_PROXIES = "service-unavailable"
_FORMS = {"zero", "one", "two", "few", "many", "other", "=2"}
_NAME = re.compile(r"\{\w+\}")
_NAMED_AS_DATA = ("genres", "another", "failure", "field")
"""The sections whose keys are names that the server sends."""
WITHOUT_WORDS = """
import {{ failureKey }} from "{failures}";
import {{ setMessages }} from "{messages}";
import {{ readFileSync }} from "node:fs";
setMessages("{language}", JSON.parse(readFileSync("{catalogue}", "utf-8")));
const slugs = {slugs};
console.log(JSON.stringify(slugs.filter((slug) => failureKey(slug) === undefined)));
"""


def keys(branch: dict[str, object], path: str = "") -> dict[str, set[str]]:
    """Return the key of every text, with the {names} in it."""
    found: dict[str, set[str]] = {}
    for name, text in branch.items():
        if isinstance(text, dict) and not set(text) <= _FORMS:
            found |= keys(text, f"{path}{name}.")
        else:
            found[path + name] = set(_NAME.findall(json.dumps(text)))
    return found


@pytest.mark.parametrize("language", CATALOGUES)
def test_every_language_says_the_same_things(language: str) -> None:
    assert keys(CATALOGUES[language]) == keys(ENGLISH)


def test_every_text_asked_for_exists() -> None:
    asked = set(re.findall(r'(?:\bt\(|data-t=|data-t-aria-label=)"([a-z_.-]+)"', CODE))
    assert asked
    assert asked <= set(keys(ENGLISH))


def is_asked_for(key: str) -> bool:
    """Return whether the pages name ``key``, or compose it from a part that they name and a word."""
    if re.search(rf"[\"'`]{re.escape(key)}[\"'`]", CODE):
        return True
    section, _, name = key.partition(".")
    for template in re.findall(rf"`({re.escape(section)}\.[^`]*\$\{{[^`]*)`", CODE):
        pattern = re.sub(r"\\\$\\\{.*?\\\}", "([a-z_]+)", re.escape(template))
        match = re.fullmatch(pattern, key)
        if match and all(re.search(rf"\b{part}\b", CODE) for part in match.groups()):
            return True
    return section == "export" and bool(re.search(rf"\b{name.removesuffix('_more')}\b", CODE))


def test_every_text_is_used() -> None:
    named_by_pages = [key for key in keys(ENGLISH) if key.split(".")[0] not in _NAMED_AS_DATA]
    assert [key for key in named_by_pages if not is_asked_for(key)] == []


def test_there_are_words_for_no_other_failures_than_there_are() -> None:
    told_by_the_page = set(re.findall(r'"([a-z]+(?:-[a-z]+)*)"', CODE))
    assert set(ENGLISH["failure"]) <= TYPES | {OF_PROXIES} | told_by_the_page


@pytest.mark.parametrize("language", CATALOGUES)
def test_every_problem_has_its_own_words(language: str) -> None:
    script = WITHOUT_WORDS.format(
        failures=(I18N.parent / "js/i18n/failures.js").as_uri(),
        messages=(I18N.parent / "js/i18n/messages.js").as_uri(),
        catalogue=I18N / f"{language}.json",
        language=language,
        slugs=json.dumps(sorted(TYPES | {OF_PROXIES})),
    )
    ran = subprocess.run(
        ["node", "--input-type=module", "-e", script], capture_output=True, text=True, check=True
    )
    assert json.loads(ran.stdout) == []


@pytest.mark.parametrize(("language", "private"), [("en", "private"), ("es", "privad")])
def test_no_failure_is_put_down_to_a_private_profile(language: str, private: str) -> None:
    """A page that could not be read does not mean that its member is private."""
    assert private not in json.dumps(CATALOGUES[language]["failure"]).lower()


def test_genres_are_named_alike_within_a_sentence_and_alone() -> None:
    assert set(ENGLISH["genres"]) == set(ENGLISH["another"])


# ---- the sentences of the server ----

SOURCES = [
    *(ROOT / "infra" / "exports").glob("*.py"),
    *(ROOT / "pipeline").rglob("*.py"),
    ROOT / "infra" / "streaming" / "client.py",
    *(ROOT / "infra" / "http").rglob("*.py"),
    *(ROOT / "infra" / "letterboxd").rglob("*.py"),
    ROOT / "jobs" / "runner.py",
]
_ERRORS = {name for name, kind in vars(errors).items() if isinstance(kind, type)}
_TELLERS = {"NotUnderstood", "unreadable", "too_large", "UnreadableFile", "RowNote"}
_LEVELS = {"info", "warning", "exception"}
_SENTENCE = re.compile(r"[A-Za-z]{2,}.* .*[A-Za-z]{2,}")
_NO_SENTENCES = {"letterboxd list export", "Letterboxd URI"}
"""The names by which files and columns are told apart."""
_PLACES = re.compile(r"%[sd]|%\.\d+f")


def template_of(node: ast.expr) -> str | None:
    """Return a text with its values as ``{}``; None if ``node`` is no text."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return _PLACES.sub("{}", node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(
            part.value if isinstance(part, ast.Constant) and isinstance(part.value, str) else "{}"
            for part in node.values
        )
    return None


def told_in(path: Path) -> Iterator[str]:
    """Yield sentences that a person may read: in the log of a job, and on faults of an export."""
    code = path.read_text("utf-8")
    tree = ast.parse(code)
    tells_watchers = 'getLogger("job")' in code or "_log." in code
    is_export = path.parent.name == "exports"
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            is_log = tells_watchers and name in _LEVELS and isinstance(node.func, ast.Attribute)
            if is_log or (is_export and name in _TELLERS) or (not is_export and name in _ERRORS):
                yield from (text for each in node.args if (text := template_of(each)) is not None)
        elif is_export and isinstance(node, ast.Assign | ast.AnnAssign | ast.Return | ast.Dict):
            values = node.values if isinstance(node, ast.Dict) else [node.value]
            yield from (text for each in values if each and (text := template_of(each)) is not None)


def sentences() -> set[str]:
    found = {text for path in SOURCES for text in told_in(path)}
    return {text for text in found if _SENTENCE.search(text) and "\\" not in text} - _NO_SENTENCES


def test_sentences_are_found() -> None:
    some = {"the name is empty", "Matched {} of {} films", "The ZIP contains more than {} files."}
    assert some <= sentences()


@pytest.mark.parametrize("language", SERVER_WORDS)
def test_every_sentence_of_the_server_is_there(language: str) -> None:
    patterns = [re.compile(".+?".join(map(re.escape, _NAME.split(each)))) for each in SERVER_WORDS[language]]
    assert {text for text in sentences() if not any(each.fullmatch(text) for each in patterns)} == set()


@pytest.mark.parametrize("language", SERVER_WORDS)
def test_translations_name_nothing_that_the_sentence_does_not(language: str) -> None:
    for english, words in SERVER_WORDS[language].items():
        assert set(_NAME.findall(words)) <= set(_NAME.findall(english)), english


@pytest.mark.parametrize("language", SERVER_WORDS)
def test_the_sample_members_are_described(language: str, world: World) -> None:
    assert {member.tagline for member in world.sample_names} <= set(SERVER_WORDS[language])


def test_every_language_but_english_has_the_sentences_of_the_server() -> None:
    assert set(SERVER_WORDS) == set(CATALOGUES) - {"en"}
