"""Applications on real ports of this machine."""

from werkzeug.serving import WSGIRequestHandler


class KeepsAlive(WSGIRequestHandler):
    """Connections stay open between requests, as in production."""

    protocol_version = "HTTP/1.1"
