"""The check of the site from which a browser's request comes."""

from collections.abc import Collection

from flask import request
from werkzeug.exceptions import Forbidden


def refuse_other_sites(allowed: Collection[str]) -> None:
    """Raise ``Forbidden`` for requests from pages of another site, unless ``allowed`` has its origin.

    This protects forms, which a browser sends to any site without asking first. ``*`` in ``allowed`` allows
    no origin here. A browser that does not send ``Sec-Fetch-Site`` (over plain HTTP none does) is judged by
    ``Origin``. Other clients send neither, and are let in.
    """
    origin, site = request.headers.get("Origin"), request.headers.get("Sec-Fetch-Site")
    if origin in {*allowed} - {"*"}:
        return
    host = None if origin is None else origin.partition("://")[2]
    is_own = site in {"same-origin", "none"} if site else host in {None, request.host}
    if not is_own:
        raise Forbidden(
            "The request comes from a page of another site, and ALLOWED_ORIGINS does not name that site."
        )
