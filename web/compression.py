"""What goes out packed, for browsers that unpack: the pages' files and results. Streams go as they are."""

from flask import Flask
from flask_compress import Compress

_PACKED = ["text/html", "text/css", "text/javascript", "application/json", "image/svg+xml"]


def register_packing(app: Flask) -> None:
    """Pack the answers of ``app``; an ETag then tells how they are packed as well."""
    app.config |= {
        "COMPRESS_MIMETYPES": _PACKED,
        "COMPRESS_ALGORITHM": ["br", "gzip"],
        "COMPRESS_STREAMS": False,
    }
    Compress(app)
