"""The pages' files as they are sent: kept by browsers, packed, and never stale."""

import gzip

import pytest
from flask import Flask
from flask.testing import FlaskClient

from web.compression import register_compression
from web.page_writing import STATIC
from web.pages import pages

FILES = sorted(path.relative_to(STATIC).as_posix() for path in STATIC.rglob("*") if path.is_file())
TEXTS = [name for name in FILES if not name.endswith((".png", ".svg", ".html"))]


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    """The routes alone: no page needs what stands behind them."""
    app = Flask(__name__, static_folder=None)
    app.register_blueprint(pages)
    register_compression(app)
    return app.test_client()


def test_every_file_is_served_as_what_it_is(client: FlaskClient) -> None:
    kinds = {name: client.get(f"/static/{name}", buffered=True).mimetype for name in FILES}
    assert all(kinds[name] == "text/javascript" for name in FILES if name.endswith(".js"))
    assert set(kinds.values()) == {
        "text/html", "text/css", "text/javascript", "application/json", "image/svg+xml", "image/png",
    }  # fmt: skip


def test_texts_are_packed_for_whoever_unpacks_them(client: FlaskClient) -> None:
    sent = plain = 0
    for name in TEXTS:
        answer = client.get(f"/static/{name}", headers={"Accept-Encoding": "gzip"}, buffered=True)
        text = (STATIC / name).read_bytes()
        assert answer.headers["Vary"] == "Accept-Encoding"
        assert (gzip.decompress(answer.data) if "Content-Encoding" in answer.headers else answer.data) == text
        sent, plain = sent + len(answer.data), plain + len(text)
    assert sent < plain / 2


@pytest.mark.parametrize(
    "accepted", [{}, {"Accept-Encoding": "identity"}, {"Accept-Encoding": "identity, gzip;q=0"}]
)
def test_others_get_the_file_as_it_is(client: FlaskClient, accepted: dict[str, str]) -> None:
    answer = client.get("/css/base.css", headers=accepted, buffered=True)
    assert "Content-Encoding" not in answer.headers
    assert answer.data == (STATIC / "css" / "base.css").read_bytes()
    assert answer.headers["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize(
    ("path", "address"),
    [
        ("/velvetfog/", "../velvetfog"),
        ("/velvetfog//?country=US&q=%C3%A9", "../../velvetfog?country=US&q=%C3%A9"),
        ("/velvetfog%E2%80%8B", "velvetfog"),
        ("/%20@velvetfog", None),
        ("/%20velvetfog%C2%A0/?country=US", "../velvetfog?country=US"),
        ("/two/parts/", None),
        ("/velvet%20fog/", None),
    ],
)
def test_a_name_with_a_slash_or_blanks_around_it_leads_to_its_page(
    client: FlaskClient, path: str, address: str | None
) -> None:
    """By a relative address, which is right behind every path prefix."""
    answer = client.get(path)
    assert (answer.status_code, answer.headers.get("Location")) == (308 if address else 404, address)
    assert not address or not answer.data


@pytest.mark.parametrize("path", ["/", "/somebody", "/about.html"])
def test_a_page_comes_in_the_language_of_its_reader(client: FlaskClient, path: str) -> None:
    english = client.get(path, headers={"Accept-Language": "de, en"})
    spanish = client.get(path, headers={"Accept-Language": "es-CL, en;q=0.9"})
    asked = client.get(path, query_string={"language": "es"}, headers={"Accept-Language": "en"})
    assert ('<html lang="en"' in english.text, '<html lang="es"' in spanish.text) == (True, True)
    assert asked.text == spanish.text
    assert english.headers["ETag"] != spanish.headers["ETag"]
    assert set(english.headers["Vary"].split(", ")) == {"Accept-Encoding", "Accept-Language"}


@pytest.mark.parametrize("encoding", ["gzip", "br", "identity"])
@pytest.mark.parametrize("path", ["/", "/somebody", "/static/js/pages/results.js"])
def test_a_file_that_is_known_is_not_sent_again(client: FlaskClient, path: str, encoding: str) -> None:
    known = client.get(path, headers={"Accept-Encoding": encoding}, buffered=True)
    assert known.headers.get("Content-Encoding", "identity") == encoding
    assert "no-cache" in known.headers["Cache-Control"], "it would not be asked for after an update"
    asked = {"Accept-Encoding": encoding, "If-None-Match": known.headers["ETag"]}
    again = client.get(path, headers=asked, buffered=True)
    assert (again.status_code, again.data) == (304, b"")
