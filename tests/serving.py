"""Applications on real ports of this machine."""

from werkzeug.serving import WSGIRequestHandler


class SpeaksHttp11(WSGIRequestHandler):
    """A request handler that speaks HTTP/1.1, as in production."""

    protocol_version = "HTTP/1.1"
