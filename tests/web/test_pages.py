"""The pages' files as they are sent: kept by browsers, packed, and never stale."""

import gzip
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from routes import api
from web.pages import STATIC

FILES = sorted(path.relative_to(STATIC).as_posix() for path in STATIC.rglob("*") if path.is_file())
TEXTS = [name for name in FILES if not name.endswith((".png", ".svg"))]


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    """The routes alone: no page needs what stands behind them."""
    app = Flask(__name__, static_folder=None)
    app.register_blueprint(api)
    return app.test_client()


def test_every_file_is_served_as_what_it_is(client: FlaskClient) -> None:
    kinds = {name: client.get(f"/static/{name}").mimetype for name in FILES}
    assert all(kinds[name] == "text/javascript" for name in FILES if name.endswith(".js"))
    assert set(kinds.values()) == {
        "text/html", "text/css", "text/javascript", "application/json", "image/svg+xml", "image/png",
    }  # fmt: skip


def test_texts_are_packed_for_whoever_unpacks_them(client: FlaskClient) -> None:
    sent = plain = 0
    for name in TEXTS:
        packed = client.get(f"/static/{name}", headers={"Accept-Encoding": "br, gzip"})
        assert packed.headers["Content-Encoding"] == "gzip"
        assert packed.headers["Vary"] == "Accept-Encoding"
        assert gzip.decompress(packed.data) == (STATIC / name).read_bytes()
        sent, plain = sent + len(packed.data), plain + (STATIC / name).stat().st_size
    assert sent < plain / 2


@pytest.mark.parametrize("accepted", [{}, {"Accept-Encoding": "identity"}, {"Accept-Encoding": "gzip;q=0"}])
def test_others_get_the_file_as_it_is(client: FlaskClient, accepted: dict[str, str]) -> None:
    answer = client.get("/css/base.css", headers=accepted)
    assert "Content-Encoding" not in answer.headers
    assert answer.data == (STATIC / "css" / "base.css").read_bytes()
    assert answer.headers["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize("encoding", ["gzip", "identity"])
def test_a_file_that_is_known_is_not_sent_again(client: FlaskClient, encoding: str) -> None:
    known = client.get("/", headers={"Accept-Encoding": encoding})
    assert known.headers["Cache-Control"] == "no-cache", "it would not be asked for after an update"
    asked = {"Accept-Encoding": encoding, "If-None-Match": known.headers["ETag"]}
    again = client.get("/", headers=asked)
    assert (again.status_code, again.data) == (304, b"")


def test_the_tag_of_a_file_tells_its_content_and_how_it_is_packed(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("web.pages.STATIC", tmp_path)
    page = tmp_path / "page.html"

    def tag(text: str, encoding: str = "identity") -> str:
        page.write_text(text * 100, "utf-8")
        return client.get("/page.html", headers={"Accept-Encoding": encoding}).headers["ETag"]

    assert tag("one") == tag("one"), "of two machines with the same files"
    assert len({tag("one"), tag("other"), tag("one", "gzip")}) == 3
