"""What crawlers may see: the pages about the site, nobody's films, and not the interface."""

import re

import pytest
from flask.testing import FlaskClient

CLOSED = ["/velvetfog", "/velvetfog?country=US", "/?job=blend&members=a,b", "/?username=a", "/results.html",
          "/static-noise", "/api/meta", "/api/result?request_id=a", "/_health"]  # fmt: skip
OPEN = ["/", "/about.html", "/static/js/pages/about.js", "/static/css/base.css",
        "/static-0f1e2d3c/css/base.css"]  # fmt: skip
NO_INDEX = '<meta name="robots" content="noindex">'


def may_crawl(rules: str, address: str) -> bool:
    """Whether ``rules`` (RFC 9309, section 2.2.2) let a crawler ask for ``address``: the longest counts."""
    found = [(-1, True)]
    for kind, pattern in re.findall(r"^(Allow|Disallow): (\S+)$", rules, re.MULTILINE):
        expression = re.escape(pattern).replace(r"\*", ".*")
        expression = expression[:-2] + "$" if pattern.endswith("$") else expression
        if re.match(expression, address):
            found.append((len(pattern), kind == "Allow"))
    return max(found)[1]


@pytest.mark.parametrize("prefix", ["", "/films/next"])
def test_crawlers_may_see_the_pages_about_the_site_alone(client: FlaskClient, prefix: str) -> None:
    answer = client.get("/robots.txt", environ_overrides={"SCRIPT_NAME": prefix})
    assert (answer.status_code, answer.mimetype) == (200, "text/plain")
    assert answer.text.startswith("User-agent: *\n")
    assert {path for path in OPEN + CLOSED if may_crawl(answer.text, prefix + path)} == set(OPEN)
    assert may_crawl(answer.text, "/another-site") == bool(prefix)


@pytest.mark.parametrize(
    "path", ["/velvetfog", "/?job=blend&members=a,b", "/results.html", "/static/results.html"]
)
def test_results_pages_are_not_to_be_indexed(client: FlaskClient, path: str) -> None:
    answer = client.get(path, buffered=True)
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert NO_INDEX in answer.text
    again = client.get(path, headers={"If-None-Match": answer.headers["ETag"]}, buffered=True)
    assert (again.status_code, again.headers["X-Robots-Tag"]) == (304, "noindex")


@pytest.mark.parametrize("path", ["/", "/about.html", "/static/css/base.css"])
def test_the_others_may_be(client: FlaskClient, path: str) -> None:
    answer = client.get(path, buffered=True)
    assert "X-Robots-Tag" not in answer.headers
    assert NO_INDEX not in answer.text
