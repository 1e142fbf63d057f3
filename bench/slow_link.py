"""A TCP proxy that makes a server on this machine seem distant."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

_CHUNK = 1 << 16


@dataclass(slots=True)
class SlowLink:
    """The port of the proxy, and the seconds of a round trip through it, which may be changed at any time."""

    port: int
    round_trip_s: float


@contextmanager
def slow_link(port: int, round_trip_s: float) -> Iterator[SlowLink]:
    """Run the body with a proxy to ``port`` on loopback, with ``round_trip_s`` and unlimited bandwidth."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="slow-link", daemon=True)
    thread.start()
    link = SlowLink(0, round_trip_s)

    async def listen() -> asyncio.Server:
        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            there_reader, there_writer = await asyncio.open_connection("127.0.0.1", port)
            with suppress(asyncio.CancelledError):  # at the end of the block
                await asyncio.gather(
                    _forward(reader, there_writer, link), _forward(there_reader, writer, link)
                )

        return await asyncio.start_server(serve, "127.0.0.1", 0)

    server = asyncio.run_coroutine_threadsafe(listen(), loop).result()
    link.port = server.sockets[0].getsockname()[1]
    try:
        yield link
    finally:
        asyncio.run_coroutine_threadsafe(_stop(server), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _forward(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, link: SlowLink) -> None:
    """Forward what comes, each piece half a round trip later, in order."""
    pieces: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()
    loop = asyncio.get_running_loop()

    async def receive() -> None:
        data = b"x"
        while data:
            try:
                data = await reader.read(_CHUNK)
            except ConnectionError:
                data = b""
            pieces.put_nowait((loop.time() + link.round_trip_s / 2, data))

    receiving = asyncio.create_task(receive())
    try:
        while True:
            due_s, data = await pieces.get()
            await asyncio.sleep(max(0.0, due_s - loop.time()))
            if not data:
                break
            writer.write(data)
    finally:
        receiving.cancel()
        writer.close()


async def _stop(server: asyncio.Server) -> None:
    server.close()
    tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
