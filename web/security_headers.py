"""Headers that every answer carries."""

from collections.abc import Callable
from urllib.parse import urlsplit

from flask import Response, request

_UNUSED = ("camera", "display-capture", "geolocation", "microphone", "midi", "payment", "usb")
_TRAILERS = ("https://www.youtube-nocookie.com", "https://player.vimeo.com")
"""The hosts of frames that a person opens by a click: `static/js/dialogs/trailer.js`."""
_YEAR_S = 365 * 86400


def security_headers(image_base_url: str) -> Callable[[Response], Response]:
    """Build an ``after_request`` hook that adds the security headers.

    They forbid inline code, images from elsewhere than this server and ``image_base_url``, and frames other
    than those of trailers. After an answer over TLS, also over the TLS of a proxy, a browser comes back over
    TLS only.
    """
    parts = urlsplit(image_base_url)
    images = f" {parts.scheme}://{parts.netloc}" if parts.netloc else ""
    headers = {
        "Content-Security-Policy": f"default-src 'self'; img-src 'self' data:{images}; "
        f"frame-src {' '.join(_TRAILERS)}; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
        "object-src 'none'",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Permissions-Policy": ", ".join(f"{feature}=()" for feature in _UNUSED),
        "Cross-Origin-Opener-Policy": "same-origin",
    }

    def add(response: Response) -> Response:
        for name, value in headers.items():
            response.headers.setdefault(name, value)
        if request.is_secure:
            response.headers.setdefault("Strict-Transport-Security", f"max-age={_YEAR_S}")
        return response

    return add


def keep_private(lists_origins: bool) -> Callable[[Response], Response]:
    """Build an ``after_request`` hook that makes answers other than pages and files private and not stored.

    ``lists_origins``: whether answers of the interface depend on the site that asks.
    """

    def add(response: Response) -> Response:
        is_interface = request.path.startswith("/api/")
        if is_interface or request.path.startswith("/_") or response.mimetype == "application/problem+json":
            response.cache_control.private = True
            response.cache_control.no_store = True
        if is_interface and lists_origins:
            response.vary.add("Origin")
        return response

    return add
