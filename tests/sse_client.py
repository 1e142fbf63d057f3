"""A client that reads event streams as a browser does, over real connections that can be cut at any time."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import Any, Self
from urllib.parse import urlencode, urlsplit

from tests.timing import PATIENCE_S


@dataclass(frozen=True, slots=True)
class Sent:
    """One event as it was sent; ``name`` is ``message`` for an event without a name."""

    id: int
    name: str
    data: Any


class EventStream:
    """One connection to a channel of a job."""

    def __init__(
        self,
        url: str,
        request_id: str,
        channel: str = "stream",
        *,
        last_event_id: int | None = None,
        in_query: bool = False,
        headers: dict[str, str] | None = None,
    ) -> None:
        parts = urlsplit(url)
        query: dict[str, object] = {"request_id": request_id}
        sent = dict(headers or {})
        if last_event_id is not None and in_query:
            query["last_event_id"] = last_event_id
        elif last_event_id is not None:
            sent["Last-Event-ID"] = str(last_event_id)
        self._connection = HTTPConnection(parts.hostname or "", parts.port, timeout=PATIENCE_S)
        self._connection.request("GET", f"{parts.path}/api/{channel}?{urlencode(query)}", headers=sent)
        self._answer = self._connection.getresponse()
        self.status = self._answer.status
        self.headers = self._answer.headers
        self.comments: list[str] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.cut()

    def __iter__(self) -> Iterator[Sent]:
        """Yield the events as they come, until the server ends the stream."""
        assert self.status == 200, self.read()
        fields: dict[str, str] = {}
        while line := self._answer.readline():
            text = line.decode().removesuffix("\n")
            if not text:
                if "data" in fields:
                    yield Sent(int(fields["id"]), fields.get("event", "message"), json.loads(fields["data"]))
                fields = {}
            elif text.startswith(":"):
                self.comments.append(text[1:].strip())
            else:
                name, _, value = text.partition(": ")
                fields[name] = f"{fields[name]}\n{value}" if name in fields else value

    def read(self) -> str:
        """Return the whole body of an answer that is no stream."""
        return self._answer.read().decode()

    def cut(self) -> None:
        """Close the connection, whatever is under way."""
        self._answer.close()
        self._connection.close()
