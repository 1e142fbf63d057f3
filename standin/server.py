"""The server of the offline world, over HTTP on loopback: one port, a path prefix for each upstream."""

from collections.abc import Mapping
from dataclasses import dataclass
from threading import Event, Thread
from typing import Final, Self
from urllib.parse import parse_qsl, unquote

from standin.answering import Upstream, Waiting, answer
from standin.control import Control
from standin.faults import Fault, Faults
from standin.habits import HABITS, Habits
from standin.http_messages import Reply, Request, html
from standin.listener import Listener
from standin.log import Logged, RequestLog
from standin.upstreams.images import Images
from standin.upstreams.justwatch import JustWatch
from standin.upstreams.letterboxd import Letterboxd
from standin.upstreams.tmdb import Tmdb
from standin.upstreams.wikidata import Wikidata
from standin.world import World

DEMO_KEY: Final = "demo-key"

_LETTERBOXD: Final = "/letterboxd"
_TMDB: Final = "/tmdb/3"
_IMAGES: Final = "/images/t/p"
_JUSTWATCH: Final = "/justwatch/graphql"
_WIKIDATA: Final = "/wikidata/sparql"
_CONTROL: Final = "/_control"
_SETTINGS: Final = {
    "letterboxd_base_url": _LETTERBOXD,
    "tmdb_base_url": _TMDB,
    "tmdb_image_base_url": _IMAGES,
    "justwatch_url": _JUSTWATCH,
    "wikidata_url": _WIKIDATA,
}
"""The path prefixes by the setting of the application that holds the address of the real service."""
_BASES: Final = (_LETTERBOXD, _TMDB, _IMAGES, _JUSTWATCH, _WIKIDATA, _CONTROL)


@dataclass(frozen=True, slots=True)
class Latency:
    """The seconds that each service takes to answer; images, Wikidata and control take none."""

    letterboxd_s: float = 0.0
    tmdb_s: float = 0.0
    justwatch_s: float = 0.0

    @classmethod
    def default(cls) -> "Latency":
        """Return latencies close to those of the real services."""
        return cls(letterboxd_s=0.25, tmdb_s=0.06, justwatch_s=0.15)


NO_LATENCY: Final = Latency()


class StandIn:
    """The server of the offline world: a context manager, or to be used with `start` and `close`."""

    def __init__(
        self,
        world: World,
        latency: Latency = NO_LATENCY,
        tmdb_key: str = DEMO_KEY,
        port: int = 0,
        habits: Habits = HABITS,
    ) -> None:
        self.world = world
        self._address = ("127.0.0.1", port)
        self._log = RequestLog()
        self._faults = Faults()
        self._control = Control(self._log, self._faults)
        self._upstreams: dict[str, tuple[Upstream, float]] = {
            _LETTERBOXD: (Letterboxd(world, habits), latency.letterboxd_s),
            _TMDB: (Tmdb(world, tmdb_key, habits), latency.tmdb_s),
            _IMAGES: (Images(world), 0.0),
            _JUSTWATCH: (JustWatch(world, habits), latency.justwatch_s),
            _WIKIDATA: (Wikidata(world), 0.0),
        }
        self._closing = Event()
        self._running: tuple[Listener, Thread] | None = None

    def __enter__(self) -> Self:
        """Start the server."""
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Close the server."""
        self.close()

    def start(self) -> None:
        """Bind the port and answer requests in background threads from now on.

        Raises OSError when the port is taken, RuntimeError when the server is started already.
        """
        if self._running is not None:
            raise RuntimeError("the stand-in is started already")
        listener = Listener(self._address, self._answer)
        thread = Thread(target=listener.serve_forever, args=(0.05,), name="standin", daemon=True)
        self._running = listener, thread
        thread.start()

    def close(self) -> None:
        """Stop the server and close all connections, also of requests that wait. May be called twice."""
        if self._running is None:
            return
        listener, thread = self._running
        self._running = None
        self._closing.set()
        self._faults.end_waits()
        listener.shutdown()
        listener.server_close()
        thread.join()
        self._closing.clear()

    @property
    def base_url(self) -> str:
        """The scheme, host and port. Raises RuntimeError when the server is not started."""
        if self._running is None:
            raise RuntimeError("the stand-in is not started")
        return f"http://{self._address[0]}:{self._running[0].port}"

    def address_of(self, setting: str) -> str:
        """Return the stand-in's address for the setting that holds the address of a service.

        A service without a stand-in answers 404 at its address.
        """
        return self.base_url + _SETTINGS.get(setting, f"/{setting}")

    @property
    def letterboxd_url(self) -> str:
        """The address in place of `https://letterboxd.com`."""
        return self.base_url + _LETTERBOXD

    @property
    def tmdb_url(self) -> str:
        """The address in place of `https://api.themoviedb.org/3`."""
        return self.base_url + _TMDB

    @property
    def image_url(self) -> str:
        """The address in place of `https://image.tmdb.org/t/p`."""
        return self.base_url + _IMAGES

    @property
    def justwatch_url(self) -> str:
        """The address in place of `https://apis.justwatch.com/graphql`."""
        return self.base_url + _JUSTWATCH

    @property
    def wikidata_url(self) -> str:
        """The address in place of `https://query.wikidata.org/sparql`."""
        return self.base_url + _WIKIDATA

    def set_fault(self, fault: Fault) -> None:
        """Add a fault. If several faults strike a request, it gets the one that was added first."""
        self._faults.add(fault)

    def clear_faults(self) -> None:
        """Remove all faults; requests that wait because of one are answered."""
        self._faults.clear()

    def requests(self, service: str | None = None, kind: str | None = None) -> list[Logged]:
        """Return the requests so far in order of arrival, including those that wait for their answer."""
        return self._log.requests(service, kind)

    def count(self, service: str | None = None, kind: str | None = None) -> int:
        """Return the number of requests so far."""
        return len(self.requests(service, kind))

    def reset_log(self) -> None:
        """Remove all requests from the log."""
        self._log.clear()

    def max_per_second(self, service: str) -> int:
        """Return the largest number of requests that a service got within any one second."""
        return self._log.max_per_second(service)

    def _answer(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Reply:
        raw_path, _, raw_query = target.partition("?")
        path, query = unquote(raw_path), dict(parse_qsl(raw_query, keep_blank_values=True))
        base = next((base for base in _BASES if path == base or path.startswith(f"{base}/")), None)
        if base is None:
            return html("<h1>404 Not Found</h1>", 404)
        request = Request(method, target, base, path.removeprefix(base), query, headers, body)
        if base == _CONTROL:
            return self._control.reply(request)
        return self._logged(*self._upstreams[base], request)

    def _logged(self, upstream: Upstream, latency_s: float, request: Request) -> Reply:
        kind = upstream.kind(request)
        agent = request.headers.get("user-agent", "")
        others = self._log.under_way(upstream.service)
        logged = self._log.arrived(upstream.service, kind, request.method, request.target, agent)
        waiting = Waiting(self._closing, self._faults.healed)
        fault = self._faults.strike("rss" if kind == "rss" else upstream.service, request, others)
        logged.fault = fault.kind if fault else ""
        reply = answer(upstream, request, fault, latency_s, waiting)
        self._log.answered(logged, reply.status)
        return reply
