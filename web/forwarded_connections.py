"""The limit of connections that a trusted proxy holds for one client, counted as its requests under way."""

from functools import partial

from flask import Flask, Response, g

from limiter import AddressLimit, client_address

_COUNTED = "forwarded_connection"


def bound_forwarded_connections(app: Flask, limit: AddressLimit) -> None:
    """Refuse a request of a client that has as many requests under way as ``limit`` allows.

    Streams count as requests. Without a proxy, the server itself limits the connections of an address.
    """

    def count_in() -> None:
        address = client_address()
        limit.open(address)
        setattr(g, _COUNTED, address)

    def count_out_at_the_end(response: Response) -> Response:
        if address := g.pop(_COUNTED, None):
            response.call_on_close(partial(limit.close, address))
        return response

    app.before_request(count_in)
    app.after_request(count_out_at_the_end)
