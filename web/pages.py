"""The pages' files: each with an ETag of its content, and packed for browsers that unpack."""

import gzip
import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from flask import Response, abort, request
from werkzeug.security import safe_join

STATIC = Path(__file__).parents[1] / "static"
"""The pages' folder."""

_MIMETYPES = {
    ".css": "text/css",
    ".html": "text/html",
    ".js": "text/javascript",
    ".json": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
}
"""Everything that is served; a machine's own table would decide whether modules run."""


@dataclass(frozen=True, slots=True)
class PageFile:
    """A file as it is sent. ``packed`` is None where gzip makes it no smaller; ``digest`` is of ``body``."""

    body: bytes
    packed: bytes | None
    mimetype: str
    digest: str


def send_page(name: str) -> Response:
    """The file ``name`` of the folder. Browsers keep it, and ask each time whether it is still the same.

    Aborts with 404 where there is none.
    """
    file = _find(name)
    if file is None:
        abort(404)
    is_packed = file.packed is not None and request.accept_encodings.quality("gzip") > 0
    response = Response(file.packed if is_packed else file.body, mimetype=file.mimetype)
    if is_packed:
        response.headers["Content-Encoding"] = "gzip"
    if file.packed is not None:
        response.vary.add("Accept-Encoding")
    response.set_etag(f"{file.digest}-gzip" if is_packed else file.digest)
    response.cache_control.no_cache = True
    response.make_conditional(request)
    return response


def _find(name: str) -> PageFile | None:
    path = safe_join(str(STATIC), name)
    if path is None or Path(path).suffix not in _MIMETYPES:
        return None
    try:
        stat = Path(path).stat()
        return _read(path, stat.st_mtime_ns, stat.st_size)
    except (OSError, ValueError):  # none of that name, or a name that no file can have
        return None


@lru_cache(maxsize=256)
def _read(path: str, _changed_ns: int, _size: int) -> PageFile:
    """The file at ``path``, read and packed once until it changes."""
    body = Path(path).read_bytes()
    packed = gzip.compress(body, mtime=0)
    return PageFile(
        body,
        packed if len(packed) < len(body) else None,
        _MIMETYPES[Path(path).suffix],
        hashlib.sha256(body).hexdigest()[:32],
    )
