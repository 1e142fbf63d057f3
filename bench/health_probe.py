"""Repeated requests for health, in a process of its own: ``python -m bench.health_probe PORT ...``.

The process asks until its standard input is closed. Then it prints the seconds of each answer as a JSON
array. A process that reads a thousand streams could not tell its own slowness from that of the server.
"""

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import cycle

from bench.load_client import ask

_EVERY_S = 0.1
_LAST_WITHIN_S = 90.0


@contextmanager
def health_asked(ports: Sequence[int], took_s: list[float]) -> Iterator[None]:
    """Run the body while another process asks for health; ``took_s`` then gets the seconds of each answer."""
    command = [sys.executable, "-m", "bench.health_probe", *map(str, ports)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as probe:
        assert probe.stdout is not None
        probe.stdout.readline()  # the probe begins
        yield
        found, _ = probe.communicate(timeout=_LAST_WITHIN_S)
    took_s.extend(json.loads(found))


async def _probe(ports: Sequence[int]) -> list[float]:
    closed = asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    took_s: list[float] = []
    print(flush=True)
    for port in cycle(ports):
        if closed.done():
            return took_s
        began_s = time.monotonic()
        await ask(port, "GET", "/_health")
        took_s.append(time.monotonic() - began_s)
        await asyncio.sleep(_EVERY_S)
    raise ValueError("no port to ask")


if __name__ == "__main__":
    print(json.dumps(asyncio.run(_probe([int(port) for port in sys.argv[1:]]))))
