"""The compression of pages, files and results for browsers that accept it. Streams are not compressed."""

from flask import Flask
from flask_compress import Compress

_COMPRESSED = ["text/html", "text/css", "text/javascript", "application/json", "image/svg+xml"]


def register_compression(app: Flask) -> None:
    """Compress the answers of ``app``. Their ETags then also name the compression."""
    app.config |= {
        "COMPRESS_MIMETYPES": _COMPRESSED,
        "COMPRESS_ALGORITHM": ["br", "gzip"],
        "COMPRESS_STREAMS": False,
    }
    Compress(app)
