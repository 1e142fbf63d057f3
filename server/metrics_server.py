"""The figures of a process that serves nothing else: a worker. Prometheus' text format, at ``/metrics``."""

from collections.abc import Callable

from prometheus_client import start_http_server

from metrics import figures_registry


def serve_metrics(port: int) -> Callable[[], None]:
    """Serve them on ``port`` until what is returned is called. Raises ``OSError`` when the port is taken."""
    server, thread = start_http_server(port, registry=figures_registry())

    def close() -> None:
        server.shutdown()
        server.server_close()
        thread.join()

    return close
