"""The pages behind a path prefix: a proxy that keeps a part of the path to itself, as nginx does."""

import http.client
import io
import re
import threading
import zipfile
from collections.abc import Callable
from contextlib import ExitStack
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import expect

from harness.browser import PHONE
from tests.e2e.films import NewPage, wait_for_end

pytestmark = pytest.mark.browser

PREFIX = "/films/next"
MEMBER = "twelvefold"
_OWN = {"connection", "transfer-encoding", "content-length", "host"}
"""Headers that belong to one hop."""


class _Proxy(BaseHTTPRequestHandler):
    """Passes on what lies below ``PREFIX``, without it; a stream as it comes."""

    behind = ""  # host and port

    def do_GET(self) -> None:
        self._pass_on()

    def do_POST(self) -> None:
        self._pass_on()

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def _pass_on(self) -> None:
        if not self.path.startswith(f"{PREFIX}/"):
            self.send_error(404, "not below the prefix")
            return
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        headers = {name: value for name, value in self.headers.items() if name.lower() not in _OWN}
        headers |= {"X-Forwarded-Prefix": PREFIX, "X-Forwarded-Host": self.headers["Host"]}
        connection = http.client.HTTPConnection(self.behind)
        connection.request(self.command, self.path.removeprefix(PREFIX), body or None, headers)
        answer = connection.getresponse()
        self.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in _OWN:
                self.send_header(name, value)
        self.end_headers()
        try:
            while piece := answer.read1():
                self.wfile.write(piece)
        except OSError:
            pass  # the browser has left: nobody is there to be told
        finally:
            connection.close()


class _Server(ThreadingHTTPServer):
    request_queue_size = 128  # a page asks for many files at once, each over a connection of its own


@pytest.fixture
def behind_prefix(
    make_app: Callable[..., Flask], serve: Callable[[Flask], str], outlives_pages: ExitStack
) -> str:
    """The address of the demo, which keeps its posters itself, behind a proxy."""
    app = make_app(DEMO="true", TRUSTED_PROXIES="1", LETTERBOXD_RATE_PER_S="100")
    handler = type("Proxy", (_Proxy,), {"behind": urlsplit(serve(app)).netloc})
    proxy = _Server(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=proxy.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    outlives_pages.callback(proxy.server_close)
    outlives_pages.callback(thread.join)
    outlives_pages.callback(proxy.shutdown)
    return f"http://127.0.0.1:{proxy.server_port}{PREFIX}"


def test_everything_works_behind_a_path_prefix(new_page: NewPage, behind_prefix: str) -> None:
    page = new_page(viewport=PHONE)  # whatever asks beside the prefix meets a 404, and that fails the test
    page.goto(f"{behind_prefix}/")
    page.get_by_role("link", name=re.compile(MEMBER)).click()
    expect(page).to_have_url(f"{behind_prefix}/{MEMBER}?country=US")
    wait_for_end(page)
    page.locator(".slot:not([hidden]) .poster img").first.scroll_into_view_if_needed()
    expect(page.locator(".poster img").first).to_have_js_property("complete", True)
    assert page.locator(".poster img").first.evaluate("image => image.naturalWidth") > 0
    page.locator(".card .open").first.click()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.go_back()
    expect(page).to_have_url(f"{behind_prefix}/{MEMBER}?country=US")
    page.locator("#share > summary").click()
    with page.expect_download() as saved:
        page.get_by_role("button", name=re.compile("^Excel")).click()
    with zipfile.ZipFile(io.BytesIO(Path(saved.value.path()).read_bytes())) as workbook:
        first = page.locator(".card h3").first.text_content() or ""
        assert first in workbook.read("xl/sharedStrings.xml").decode()
    page.get_by_role("link", name="About, privacy and credits").click()
    expect(page.locator("h1")).to_have_text("About Next Film")
    page.get_by_role("link", name="Next Film").click()
    expect(page.get_by_role("region", name="Recent searches").get_by_role("link")).to_have_attribute(
        "href", f"{behind_prefix}/{MEMBER}?country=US"
    )


def test_where_there_is_nothing_a_page_says_so_and_leads_home(new_page: NewPage, behind_prefix: str) -> None:
    page = new_page(locale="es-CL", allow=("404",))
    page.goto(f"{behind_prefix}/two/parts")
    expect(page.get_by_role("heading", level=1)).to_have_text("En esta dirección no hay nada.")
    page.get_by_role("link", name="Empezar otra búsqueda").click()
    expect(page).to_have_url(f"{behind_prefix}/")
    page.wait_for_load_state("networkidle")
