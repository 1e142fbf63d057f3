"""Applications on real ports of this machine."""

from werkzeug.serving import WSGIRequestHandler


class SpeaksHttp11(WSGIRequestHandler):
    """Speaks HTTP/1.1, as in production."""

    protocol_version = "HTTP/1.1"
