"""Services are told who asks: product, version and project page."""

import tomllib
from pathlib import Path

from infra.http.calls.user_agent import PROJECT_PAGE, USER_AGENT, VERSION

PROJECT = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def test_version_and_page_are_the_projects() -> None:
    assert (PROJECT["version"], PROJECT["urls"]["Homepage"]) == (VERSION, PROJECT_PAGE)


def test_the_name_says_product_version_and_page() -> None:
    assert f"NextFilm/{VERSION} (+{PROJECT_PAGE})" == USER_AGENT
