"""Which site a browser's request comes from."""

from collections.abc import Collection

from flask import request
from werkzeug.exceptions import Forbidden


def refuse_other_sites(allowed: Collection[str]) -> None:
    """Raise ``Forbidden`` for what a page of another site sends, unless its origin is one of ``allowed``.

    For forms, which a browser sends anywhere without asking first. ``*`` names nobody. A browser that does
    not send ``Sec-Fetch-Site`` (over plain HTTP none does) tells by ``Origin``; other clients send neither.
    """
    origin, site = request.headers.get("Origin"), request.headers.get("Sec-Fetch-Site")
    if origin in {*allowed} - {"*"}:
        return
    host = None if origin is None else origin.partition("://")[2]
    is_own = site in {"same-origin", "none"} if site else host in {None, request.host}
    if not is_own:
        raise Forbidden("A page of another site sends this; ALLOWED_ORIGINS does not name that site.")
