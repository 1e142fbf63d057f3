"""The pages' files and results are compressed for browsers that take it. Streams go as they are."""

from flask import Flask
from flask_compress import Compress

_COMPRESSED = ["text/html", "text/css", "text/javascript", "application/json", "image/svg+xml"]


def register_compression(app: Flask) -> None:
    """Compress the answers of ``app``; an ETag then tells how as well."""
    app.config |= {
        "COMPRESS_MIMETYPES": _COMPRESSED,
        "COMPRESS_ALGORITHM": ["br", "gzip"],
        "COMPRESS_STREAMS": False,
    }
    Compress(app)
