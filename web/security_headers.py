"""Headers that every answer carries."""

from collections.abc import Callable
from urllib.parse import urlsplit

from flask import Response


def security_headers(image_base_url: str) -> Callable[[Response], Response]:
    """An ``after_request`` hook: nothing inline or framed, images from here and ``image_base_url`` only."""
    parts = urlsplit(image_base_url)
    images = f" {parts.scheme}://{parts.netloc}" if parts.netloc else ""
    headers = {
        "Content-Security-Policy": f"default-src 'self'; img-src 'self' data:{images}; base-uri 'none'; "
        "form-action 'self'; frame-ancestors 'none'; object-src 'none'",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
    }

    def add(response: Response) -> Response:
        for name, value in headers.items():
            response.headers.setdefault(name, value)
        return response

    return add
