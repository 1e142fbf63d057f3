"""The server of a worker machine's figures: Prometheus' text format, at ``/metrics``."""

from collections.abc import Callable

from prometheus_client import start_http_server

from metrics import figures_registry


def serve_metrics(port: int) -> Callable[[], None]:
    """Serve the figures of this process on ``port``, and return a function that ends this.

    Raises ``OSError`` when the port is taken.
    """
    server, thread = start_http_server(port, registry=figures_registry())

    def close() -> None:
        server.shutdown()
        server.server_close()
        thread.join()

    return close
