"""An address where there is nothing: a page for a browser, a problem for all others."""

import re
from urllib.parse import urljoin

import pytest
from flask.testing import FlaskClient

from tests.problem import problem_in

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"


@pytest.mark.parametrize(
    "path", ["/two/parts", "/a b", "/nothing.css", "/static/x/", "/one/two/three", "/.env"]
)
def test_a_browser_gets_a_page_that_leads_home(client: FlaskClient, path: str) -> None:
    answer = client.get(path, headers={"Accept": BROWSER})
    assert (answer.status_code, answer.mimetype) == (404, "text/html")
    assert "Accept" in answer.headers["Vary"]
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    links = set(re.findall(r'(?:href|src)="([^#"][^"]*)"', answer.text))
    reached = {urljoin(f"https://example.org/films{path}", link) for link in links}
    assert "https://example.org/films/" in reached
    files = {address.removeprefix("https://example.org/films/") for address in reached} - {""}
    assert files
    assert all(client.get(f"/{name}", buffered=True).status_code == 200 for name in files)


@pytest.mark.parametrize(
    "accepted", [None, "*/*", "application/json", "application/json, text/html;q=0.9", ""]
)
def test_others_get_a_problem(client: FlaskClient, accepted: str | None) -> None:
    answer = client.get("/two/parts", headers={"Accept": accepted} if accepted is not None else {})
    problem_in(answer, 404, "not-found")
    assert "Accept" in answer.headers["Vary"]


@pytest.mark.parametrize("path", ["/api/nothing", "/api/result?request_id=aaaaaaaaaaaaaaaaaaaa", "/api/"])
def test_the_interface_answers_with_problems_alone(client: FlaskClient, path: str) -> None:
    problem_in(client.get(path, headers={"Accept": BROWSER}), 404)


def test_another_failure_is_a_problem_for_browsers_too(client: FlaskClient) -> None:
    problem_in(client.post("/two/parts", headers={"Accept": BROWSER}), 405, "method-not-allowed")
