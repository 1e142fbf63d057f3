"""The examples run as they stand, against a server: with curl, in Python, and on a page of another origin."""

import subprocess
import sys

import pytest
from playwright.sync_api import Page, expect

from harness.processes import ROOT, WITHIN_S, clean_environment
from tests.conftest import LiveApp

EXAMPLES = ROOT / "examples"
MEMBER = "twelvefold"


def run(*command: str, server: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        env=clean_environment({"NEXT_FILM": server, "PYTHONIOENCODING": "utf-8"}),
        capture_output=True,
        text=True,
        timeout=3 * WITHIN_S,
        check=False,
    )


def test_with_curl(live_app: LiveApp) -> None:
    """Titles as they come, then what Letterboxd's importer takes."""
    ended = run(str(EXAMPLES / "recommend.sh"), MEMBER, server=live_app.url)
    assert (ended.returncode, ended.stderr) == (0, "")
    titles, header, rows = ended.stdout.partition("tmdbID,imdbID,Title,Year\n")
    assert header
    assert len(titles.splitlines()) >= 5
    assert len(rows.splitlines()) == 5


def test_in_python(live_app: LiveApp) -> None:
    ended = run(sys.executable, str(EXAMPLES / "recommend.py"), MEMBER, server=live_app.url)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert len(ended.stdout.splitlines()) == 5
    assert ", like " in ended.stdout


@pytest.mark.parametrize("command", [("recommend.sh",), ("recommend.py",)])
def test_a_failure_is_told(live_app: LiveApp, command: tuple[str]) -> None:
    program = [sys.executable] if command[0].endswith(".py") else []
    ended = run(*program, str(EXAMPLES / command[0]), "no name", server=live_app.url)
    assert ended.returncode != 0
    assert ended.stderr


@pytest.mark.browser
def test_on_a_page_of_another_origin(page: Page, live_app: LiveApp) -> None:
    page.goto(f"{(EXAMPLES / 'recommend.html').as_uri()}?member={MEMBER}&server={live_app.url}")
    expect(page.get_by_role("listitem")).to_have_count(5)
    expect(page.get_by_role("listitem").first).to_contain_text("★")
