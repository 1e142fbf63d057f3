"""Clients that hold connections, as a process of their own.

    python -m bench.hostile_clients KIND NUMBER PER_ADDRESS PORT [REQUEST_ID]

NUMBER clients, PER_ADDRESS of them from each address from 127.0.1.0 on, do what KIND says (``KINDS``) to the
application at PORT, until the process is terminated. A client that is closed or refused comes back after a
second. The process prints ``ready`` when each client has tried once.
"""

import asyncio
import socket
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from ipaddress import IPv4Address

AGAIN_AFTER_S = 1.0
FIRST_ADDRESS = IPv4Address("127.0.1.0")
SMALL_BUFFER = 2048  # bytes

_ASK = "GET {path} HTTP/1.1\r\nHost: x\r\n\r\n"
_HALF_HEAD = b"GET / HTTP/1.1\r\nHost: x\r\nX-Half: "
_HALF_BODY = b"POST /api/recommend HTTP/1.1\r\nHost: x\r\nContent-Length: 90\r\n\r\n{"


async def _hold(client: socket.socket, sent: bytes) -> None:
    """Send ``sent``, then nothing more until the server closes."""
    loop = asyncio.get_running_loop()
    await loop.sock_sendall(client, sent)
    while await loop.sock_recv(client, 65536):
        pass


async def _pipeline(client: socket.socket, _: str) -> None:
    """Send requests without end and read nothing, until the server accepts no more."""
    loop = asyncio.get_running_loop()
    while True:
        await loop.sock_sendall(client, _ASK.format(path="/").encode() * 50)


async def _read_slowly(client: socket.socket, request_id: str) -> None:
    """Follow a job's stream with a few bytes a second."""
    loop = asyncio.get_running_loop()
    await loop.sock_sendall(client, _ASK.format(path=f"/api/stream?request_id={request_id}").encode())
    while await loop.sock_recv(client, 64):
        await asyncio.sleep(1)


KINDS: dict[str, Callable[[socket.socket, str], Awaitable[None]]] = {
    "one byte": lambda client, _: _hold(client, b"G"),
    "half open": lambda client, _: _hold(client, _HALF_HEAD),
    "half body": lambda client, _: _hold(client, _HALF_BODY),
    "pipelining": _pipeline,
    "slow reader": _read_slowly,
}


async def main(kind: str, number: int, per_address: int, port: int, request_id: str = "") -> None:
    """Run the clients."""
    tried = asyncio.Semaphore(0)

    async def keep_at_it(source: str) -> None:
        while True:
            with socket.socket() as client, suppress(OSError):
                client.setblocking(False)
                client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SMALL_BUFFER)
                client.bind((source, 0))
                await asyncio.get_running_loop().sock_connect(client, ("127.0.0.1", port))
                tried.release()
                await KINDS[kind](client, request_id)
            await asyncio.sleep(AGAIN_AFTER_S)

    clients = [
        asyncio.ensure_future(keep_at_it(str(FIRST_ADDRESS + n // per_address))) for n in range(number)
    ]
    for _ in clients:
        await tried.acquire()
    print("ready", flush=True)
    await asyncio.gather(*clients)


if __name__ == "__main__":
    number, per_address, port = map(int, sys.argv[2:5])
    asyncio.run(main(sys.argv[1], number, per_address, port, *sys.argv[5:]))
