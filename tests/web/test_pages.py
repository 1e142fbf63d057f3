"""The pages' files as they are sent: kept by browsers, packed, and never stale."""

import errno
import gzip
import os
import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from web.compression import register_compression
from web.page_writing import STATIC
from web.pages import pages
from web.static_version import is_part_of, static_version, with_versions

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


def test_a_file_at_the_address_of_its_version_is_kept_and_not_asked_for_again(client: FlaskClient) -> None:
    """What a page names is there; only at its own version, as another machine may have changed it."""
    version = static_version(STATIC)
    named = re.findall(r'(?:src|href)="(static-[^"]+)"', client.get("/somebody").text)
    assert {address.split("/")[0] for address in named} == {f"static-{version}"}
    for address in named:
        answer = client.get(f"/{address}", buffered=True)
        assert answer.data == client.get(f"/{address}".replace(f"-{version}", ""), buffered=True).data
        assert answer.headers["Cache-Control"] == "max-age=31536000, public, immutable"
        assert "Expires" not in answer.headers
    others = ["results.html", "css/../results.html", "./css/base.css", "manifest.json", "js/../manifest.json",
              "i18n/../css/base.css"]  # fmt: skip
    for path in ("static-00000000/js/pages/results.js", *(f"static-{version}/{name}" for name in others)):
        answer = client.get(f"/{path}", buffered=True)
        assert (answer.status_code, "no-cache" in answer.headers["Cache-Control"]) == (200, True), path


def test_what_lies_beside_the_files_is_no_part_of_their_version(tmp_path: Path) -> None:
    """Editors write and take away files while pages are asked for, some that others may not read."""
    folder = tmp_path / "js"
    folder.mkdir()
    (folder / "a.js").write_text("1", "utf-8")
    version = static_version(tmp_path)
    for name in (".a.js.swp", ".#b.js", "a.js~", "4913", os.fsdecode(b"\xff.txt")):
        (folder / name).write_text("2", "utf-8")
    (folder / "gone.js").symlink_to(folder / "nowhere")
    (tmp_path / "share.png").write_bytes(b"3")
    assert static_version(tmp_path) == version
    assert not any(is_part_of(version, f"js/{name}", tmp_path) for name in (".a.js.swp", "gone.js", "4913"))
    (folder / ".b.js").write_text("2", "utf-8")
    assert not is_part_of(version, "js/.b.js", tmp_path), "it changes and its version does not"
    assert is_part_of(version, "js/a.js", tmp_path)
    (folder / os.fsdecode(b"\xff.js")).write_text("", "utf-8")
    assert static_version(tmp_path) != version


def test_a_file_that_goes_while_it_is_read_costs_no_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "css").mkdir()
    (tmp_path / "css" / "a.css").write_text("1", "utf-8")
    without = static_version(tmp_path / "css")
    monkeypatch.setattr(Path, "read_bytes", lambda path: path.with_name("gone").open("rb").read())
    assert static_version(tmp_path) == without


def test_no_version_is_made_of_what_could_not_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would be another one than on other machines, and stay."""
    (tmp_path / "css").mkdir()
    (tmp_path / "css" / "a.css").write_text("1", "utf-8")

    def no_handle_left(_: Path) -> bytes:
        raise OSError(errno.EMFILE, "Too many open files")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "read_bytes", no_handle_left)
        with pytest.raises(OSError, match="Too many"):
            static_version(tmp_path)
    assert static_version(tmp_path) != static_version(tmp_path / "css")


def test_a_version_is_that_of_the_content_wherever_and_whenever_it_was_written(tmp_path: Path) -> None:
    def written(folder: str, name: str, text: str, at_ns: int) -> str:
        file = tmp_path / folder / "js" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
        os.utime(file, ns=(at_ns, at_ns))
        return static_version(tmp_path / folder)

    first = written("one", "a.js", "1", 1)
    assert written("two", "a.js", "1", 2) == first
    others = [written("two", "a.js", "2", 3), written("one", "b.js", "", 4), written("three", "b.js", "1", 5)]
    assert len({first, *others}) == 4
    html = '<link href="static/css/a.css"><img src="static/icon.png"><a href="static/i18n/en.json">'
    version = static_version(tmp_path / "one")
    versioned = with_versions(html, tmp_path / "one")
    assert versioned.count(version) == 2
    assert versioned.replace(f"-{version}", "") == html
    assert '<img src="static/icon.png">' in versioned


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
