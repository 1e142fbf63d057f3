"""The trust in what a request says about the proxies that forwarded it."""

import logging
import re
import threading
from collections.abc import Iterable
from ipaddress import IPv6Address, ip_address
from typing import TYPE_CHECKING

from flask import Flask, request
from werkzeug.middleware.proxy_fix import ProxyFix

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_LOGGER = logging.getLogger("main")

_PLAIN_PATH = re.compile(r"(/(?!\.{1,2}(/|$))[A-Za-z0-9._~-]+)+")
_SCHEMES = {"http", "https"}
_FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Via")


def trust_proxies(app: Flask, number: int) -> None:
    """Let ``app`` trust the last ``number`` proxies. With 0, trust none, and warn once when one is seen."""
    if number:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]  # as werkzeug documents it
            _PlainPrefix(app.wsgi_app), x_for=number, x_proto=number, x_host=number, x_prefix=number
        )
        return
    warned = threading.Event()

    def warn_once() -> None:
        if "X-Forwarded-For" in request.headers and not warned.is_set():
            warned.set()
            _LOGGER.warning(
                "X-Forwarded-For arrives, but TRUSTED_PROXIES is 0: all clients behind the proxy count as one"
            )

    app.before_request(warn_once)


def is_from_this_machine() -> bool:
    """Return whether the request comes over loopback, and no header says that it was forwarded."""
    if any(name in request.headers for name in _FORWARDED):
        return False
    try:
        address = ip_address(request.remote_addr or "")
    except ValueError:  # for example of a Unix socket
        return False
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return (mapped or address).is_loopback


class _PlainPrefix:
    """A WSGI application inside ``ProxyFix`` that ignores prefixes that are no plain path, and odd schemes.

    Addresses in answers begin with the prefix: ``//elsewhere.example`` would lead to another site.
    """

    def __init__(self, app: "WSGIApplication") -> None:
        self._app = app

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        before = environ["werkzeug.proxy_fix.orig"]
        prefix = environ.get("SCRIPT_NAME", "").rstrip("/")
        environ["SCRIPT_NAME"] = prefix if _PLAIN_PATH.fullmatch(prefix) else before["SCRIPT_NAME"] or ""
        if environ["wsgi.url_scheme"] not in _SCHEMES:
            environ["wsgi.url_scheme"] = before["wsgi.url_scheme"]
        return self._app(environ, start_response)
