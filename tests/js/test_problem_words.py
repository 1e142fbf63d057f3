"""Every problem that the server can tell has its own words on the pages, in every language."""

import json
import subprocess
from pathlib import Path

import pytest

from problem_types import TYPES

STATIC = Path(__file__).parents[2] / "static"
LANGUAGES = sorted(path.stem for path in (STATIC / "i18n").glob("*.json"))
OF_PROXIES = {"service-unavailable"}
WITHOUT_WORDS = """
import {{ failureKey }} from "{failures}";
import {{ setMessages }} from "{messages}";
import {{ readFileSync }} from "node:fs";
setMessages("{language}", JSON.parse(readFileSync("{catalogue}", "utf-8")));
const slugs = {slugs};
console.log(JSON.stringify(slugs.filter((slug) => failureKey(slug) === undefined)));
"""


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_problem_has_its_own_words(language: str) -> None:
    script = WITHOUT_WORDS.format(
        failures=(STATIC / "js/i18n/failures.js").as_uri(),
        messages=(STATIC / "js/i18n/messages.js").as_uri(),
        catalogue=STATIC / f"i18n/{language}.json",
        language=language,
        slugs=json.dumps(sorted(TYPES | OF_PROXIES)),
    )
    ran = subprocess.run(
        ["node", "--input-type=module", "-e", script], capture_output=True, text=True, check=True
    )
    assert json.loads(ran.stdout) == []


@pytest.mark.parametrize(("language", "private"), [("en", "private"), ("es", "privad")])
def test_no_failure_is_put_down_to_a_private_profile(language: str, private: str) -> None:
    """That a page did not come says nothing of its member."""
    catalogue = json.loads((STATIC / f"i18n/{language}.json").read_text("utf-8"))
    assert private not in json.dumps(catalogue["failure"]).lower()
