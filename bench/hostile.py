"""The effect on people of clients that hold connections: ``python -m bench.hostile [--only NAME ...]``.

It runs the application as in production, limits included, and a stand-in for each row. While hostile clients
hold what they can, somebody at another address asks ``/_health`` on new connections, and starts a job. The
last rows measure the end of the process. It ends with 1 when a bar is missed. Linux only: all of 127.0.0.0/8
is this machine.
"""

import argparse
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from math import inf
from urllib.parse import urlsplit

import requests

from bench.app_process import AppProcess
from bench.client import Client
from bench.processes import ROOT, app, standin
from server.open_files import open_files

MEMBERS = ("member:125:0.4", "watched:50:0.4")
HEALTH_P99_MS = 250.0
FIRST_CARD_OF_NORMAL = 2.0
ENDS_WITHIN_S = 10.0
HELD_FOR_S = 15.0  # longer than a head may take
HEALTH_EVERY_S = 0.02
PATIENCE_S = 10.0  # for an answer of /_health
PROBE, PERSON, OTHER_PERSON = "127.0.0.2", "127.0.0.3", "127.0.0.4"


@dataclass(frozen=True, slots=True)
class Attack:
    """Clients of a kind of ``bench.hostile_clients``: ``number`` in all, ``per_address`` per address."""

    kind: str
    number: int
    per_address: int


ATTACKS = {
    "nobody": None,
    "1,100 one-byte": Attack("one byte", 1100, 1100),
    "1,100 one-byte, 110 addresses": Attack("one byte", 1100, 10),
    "2,000 half-open": Attack("half open", 2000, 2000),
    "2,000 half-open, 200 addresses": Attack("half open", 2000, 10),
    "50 pipelining": Attack("pipelining", 50, 50),
    "500 slow readers": Attack("slow reader", 500, 500),
    "500 slow readers, 50 addresses": Attack("slow reader", 500, 10),
}
ENDS = {name: Attack(name, 200, 40) for name in ("half open", "half body", "slow reader")}


def main() -> int:
    """Print a row for each attack; return 1 when a bar is missed."""
    parser = argparse.ArgumentParser(prog="python -m bench.hostile", description=__doc__)
    parser.add_argument("--only", nargs="+", choices=ATTACKS, help="these alone, beside nobody")
    chosen = parser.parse_args().only or ATTACKS
    open_files()
    missed, normal_s = 0, 0.0
    print(f"{'held':<32} {'health p50':>10} {'p99 ms':>7} {'most':>7} {'1st card s':>10} {'x normal':>8}")
    for name in dict.fromkeys(["nobody", *chosen]):
        waits_ms, first_card_s = _measure(ATTACKS[name])
        normal_s = normal_s or first_card_s
        p50, p99, most = (waits_ms[int(share * (len(waits_ms) - 1))] for share in (0.5, 0.99, 1))
        is_met = p99 < HEALTH_P99_MS and first_card_s <= FIRST_CARD_OF_NORMAL * normal_s
        missed += not is_met
        figures = f"{p50:10.1f} {p99:7.1f} {most:7.1f} {first_card_s:10.2f} {first_card_s / normal_s:8.2f}"
        print(f"{name:<32} {figures}  {'PASS' if is_met else 'FAIL'}", flush=True)
    for name, attack in ENDS.items():
        seconds = _time_to_end(attack)
        is_met = seconds < ENDS_WITHIN_S
        missed += not is_met
        print(
            f"SIGTERM, 200 x {name:<18} ended after {seconds:.1f} s  {'PASS' if is_met else 'FAIL'}",
            flush=True,
        )
    return 1 if missed else 0


def _measure(attack: Attack | None) -> tuple[list[float], float]:
    """Return the sorted milliseconds of all ``/_health``, and the seconds to a job's first card."""
    with standin("bench.world", *MEMBERS) as upstreams, app(upstreams, RATELIMIT_ENABLED="true") as served:
        watched = Client(served.url, OTHER_PERSON).run("watched", count=5).request_id
        waits_ms: list[float] = []
        stopped = threading.Event()
        probe = threading.Thread(target=_ask_health, args=(served, waits_ms, stopped))
        probe.start()
        try:
            with _held(attack, served, watched):
                began_s = time.monotonic()
                first_card_s = _first_card_s(served)
                time.sleep(max(0.0, began_s + HELD_FOR_S - time.monotonic()))
        finally:
            stopped.set()
            probe.join()
    return sorted(waits_ms), first_card_s


def _first_card_s(served: AppProcess) -> float:
    """Return the seconds to the first card; infinite when the application does not answer."""
    try:
        first_card_s = Client(served.url, PERSON).run("member", count=5).first_card_s
    except requests.RequestException:
        return inf
    return inf if first_card_s is None else first_card_s


def _time_to_end(attack: Attack) -> float:
    with standin("bench.world", *MEMBERS) as upstreams, ExitStack() as held:
        with app(upstreams, RATELIMIT_ENABLED="true") as served:
            watched = Client(served.url, OTHER_PERSON).submit("member").request_id
            held.enter_context(_held(attack, served, watched))
            time.sleep(1)  # for what was sent to have arrived
            began_s = time.monotonic()
        return time.monotonic() - began_s


@contextmanager
def _held(attack: Attack | None, served: AppProcess, request_id: str) -> Iterator[None]:
    """Run the body with hostile clients, after each has connected or was refused."""
    if attack is None:
        yield
        return
    arguments = (attack.kind, attack.number, attack.per_address, urlsplit(served.url).port, request_id)
    command = [sys.executable, "-m", "bench.hostile_clients", *map(str, arguments)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as clients:
        try:
            if clients.stdout is None or clients.stdout.readline() != b"ready\n":
                raise RuntimeError("the hostile clients did not start")
            yield
        finally:
            clients.kill()


def _ask_health(served: AppProcess, waits_ms: list[float], stopped: threading.Event) -> None:
    """Ask for health on a new connection each time, until ``stopped`` is set."""
    port = urlsplit(served.url).port or 0
    while not stopped.wait(HEALTH_EVERY_S):
        began_s, answer = time.monotonic(), b""
        with (
            suppress(OSError),
            socket.create_connection(("127.0.0.1", port), PATIENCE_S, (PROBE, 0)) as client,
        ):
            client.sendall(b"GET /_health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            answer = b"".join(iter(lambda: client.recv(65536), b""))
        is_answered = answer.startswith(b"HTTP/1.1 200 ")
        waits_ms.append((time.monotonic() - began_s) * 1000 if is_answered else inf)


if __name__ == "__main__":
    sys.exit(main())
