"""What a page's head tells of it, to who lists it or shows a link to it."""

import struct
from html.parser import HTMLParser

import pytest
from flask import Flask
from flask.testing import FlaskClient

from web.page_writing import STATIC
from web.pages import pages
from web.proxies import trust_proxies

SPANISH = {"Accept-Language": "es-CL,es;q=0.9,en;q=0.5"}


class Meta(HTMLParser):
    """The names of the ``meta`` elements, with their content."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "meta" and (name := given.get("name") or given.get("property")):
            self.found[name] = given["content"] or ""


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    """The pages alone, behind one proxy."""
    app = Flask(__name__, static_folder=None)
    app.register_blueprint(pages)
    trust_proxies(app, 1)
    return app.test_client()


def head(client: FlaskClient, path: str, **headers: str) -> dict[str, str]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Meta(client.get(path, headers=named, buffered=True).text).found


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("/", "Next Film: what to watch after everything you have watched"),
        ("/about.html", "About · Next Film"),
        ("/velvetfog", "Films for velvetfog · Next Film"),
        ("/?job=blend&members=a,b", "Your films · Next Film"),
    ],
)
def test_every_page_tells_what_it_is(client: FlaskClient, path: str, title: str) -> None:
    found = head(client, path)
    assert found["og:title"] == title
    assert found["description"] == found["og:description"]
    assert "Letterboxd" in found["description"]


@pytest.mark.parametrize(
    ("headers", "root"),
    [
        ({"Host": "films.example"}, "http://films.example/"),
        (
            {
                "Host": "10.0.0.7:8080",
                "X_Forwarded_Host": "films.example",
                "X_Forwarded_Proto": "https",
                "X_Forwarded_Prefix": "/films/next",
            },
            "https://films.example/films/next/",
        ),
    ],
)
@pytest.mark.parametrize("path", ["/", "/about.html", "/velvetfog"])
def test_the_image_has_the_address_that_the_asker_can_reach(
    client: FlaskClient, path: str, headers: dict[str, str], root: str
) -> None:
    assert head(client, path, **headers)["og:image"] == f"{root}static/share.png"


def test_the_image_is_of_the_size_that_is_told(client: FlaskClient) -> None:
    data = (STATIC / "share.png").read_bytes()
    found = head(client, "/")
    assert struct.unpack(">II", data[16:24]) == (1200, 630)
    assert (found["og:image:width"], found["og:image:height"]) == ("1200", "630")
    assert len(data) < 150_000


@pytest.mark.parametrize(
    ("path", "headers", "is_spanish"),
    [
        ("/", {}, False),
        ("/", {"Accept_Language": "fr"}, False),
        ("/", {"Accept_Language": SPANISH["Accept-Language"]}, True),
        ("/?language=es", {"Accept_Language": "en"}, True),
        ("/?language=en", {"Accept_Language": "es"}, False),
        ("/?language=../es", {}, False),
    ],
)
def test_it_is_told_in_the_language_of_the_asker(
    client: FlaskClient, path: str, headers: dict[str, str], is_spanish: bool
) -> None:
    found = head(client, path, **headers)
    assert found["og:title"].startswith("Next Film: qué ver" if is_spanish else "Next Film: what to watch")
    assert "Accept-Language" in client.get(path).headers["Vary"]


@pytest.mark.parametrize("host", ['a"><script>alert(1)</script>', "<b>.example"])
def test_a_host_that_is_made_up_is_no_markup(client: FlaskClient, host: str) -> None:
    for name in ("Host", "X-Forwarded-Host"):
        answer = client.get("/", headers={name: host}, buffered=True)
        assert "<script>alert" not in answer.text
        assert "<b>" not in answer.text
