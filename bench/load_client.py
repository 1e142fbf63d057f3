"""HTTP for very many people in one process: one connection per request, HTTP/1.0, so without chunks."""

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

_LONGEST_LINE = 4 * 1024 * 1024
_PATIENCE_S = 60.0  # until an answer begins, and between the parts of a stream (a heartbeat comes each 15 s)


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer."""

    status: int
    headers: dict[str, str]  # names in lower case
    body: bytes

    @property
    def json(self) -> dict[str, Any]:
        """The JSON object in the body."""
        value: dict[str, Any] = json.loads(self.body)
        return value


@dataclass(frozen=True, slots=True)
class Event:
    """One event of a stream."""

    id: int
    name: str
    data: dict[str, Any]


async def ask(port: int, method: str, path: str, body: object = None, token: str = "") -> Answer:
    """Return the answer of the server on ``port``; ``token`` cancels a job. Raises ``OSError`` if none."""
    async with _opened(port, method, path, body, token) as (status, headers, reader):
        return Answer(status, headers, await _patiently(reader.read()))


async def events(
    port: int, request_id: str, after: int, on_open: Callable[[], None] = lambda: None
) -> AsyncGenerator[Event, None]:
    """Yield a job's events after id ``after`` as they come, until the server closes. Raises as ``ask``."""
    path = f"/api/stream?request_id={request_id}&last_event_id={after}"
    async with _opened(port, "GET", path) as (status, _, reader):
        if status not in {200, 204}:
            raise ConnectionError(f"the stream is answered with {status}")
        on_open()
        fields: dict[str, str] = {}
        while line := await _patiently(reader.readline()):
            name, _, value = line.decode().rstrip("\n").partition(": ")
            if name:
                fields[name] = value
            elif "id" in fields:
                yield Event(int(fields["id"]), fields.get("event", ""), json.loads(fields["data"]))
                fields = {}


@asynccontextmanager
async def _opened(
    port: int, method: str, path: str, body: object = None, token: str = ""
) -> AsyncIterator[tuple[int, dict[str, str], asyncio.StreamReader]]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=_LONGEST_LINE)
    try:
        payload = b"" if body is None else json.dumps(body).encode()
        head = f"{method} {path} HTTP/1.0\r\nHost: bench\r\nContent-Type: application/json\r\n"
        if token:
            head += f"X-Cancel-Token: {token}\r\n"
        writer.write(f"{head}Content-Length: {len(payload)}\r\n\r\n".encode() + payload)
        raw = await _patiently(reader.readuntil(b"\r\n\r\n"))
        status, *lines = raw.decode().split("\r\n")
        named = (line.partition(": ") for line in lines if line)
        yield int(status.split()[1]), {name.lower(): value for name, _, value in named}, reader
    except asyncio.IncompleteReadError as error:
        raise ConnectionError("the connection was closed") from error
    finally:
        writer.close()


async def _patiently(coming: Awaitable[bytes]) -> bytes:
    """Return the result of ``coming`` within the limit.

    This does not use ``asyncio.wait_for``, which up to Python 3.11 may continue when it is cancelled.
    """
    async with asyncio.timeout(_PATIENCE_S):
        return await coming
