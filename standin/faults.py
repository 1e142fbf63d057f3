"""The faults that the stand-in can be set to have, and the rules for which requests they spoil."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from threading import Event, Lock
from typing import Final, Literal, get_args

from standin.fault_kinds import justwatch, letterboxd, rss, tmdb, wikidata
from standin.fault_kinds.kind import Kind, Kinds
from standin.http_messages import Request
from standin.text import chance

Service = Literal["letterboxd", "tmdb", "justwatch", "rss", "wikidata"]
Client = Literal["requests", "cloudscraper", "curl_cffi", "browser"]

KINDS: Final[Mapping[str, Kinds]] = {
    "letterboxd": letterboxd.KINDS,
    "rss": rss.KINDS,
    "tmdb": tmdb.KINDS,
    "justwatch": justwatch.KINDS,
    "wikidata": wikidata.KINDS,
}
"""The kinds of faults of each service, by name."""

_COUNTRY: Final = re.compile(rb'(?:"country"\s*:\s*"|offers\(country: )([A-Z]{2})\b')
"""The pattern for the countries in a request to JustWatch."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault of a service. Raises ValueError when the service has no such kind or the client is unknown."""

    service: Service
    """The service of the fault. `letterboxd` means every page except the RSS feed, which is `rss`."""
    kind: str
    """The name of the kind of fault: one of `KINDS[service]`."""
    times: int | None = None
    """The number of requests that the fault spoils before it is over; None for no limit."""
    every: int | None = None
    """A number N: only every Nth request that matches is spoiled; None spoils each one."""
    status: int = 503
    """The HTTP status of an answer whose kind has no status of its own, such as `status`."""
    retry_after_s: float | None = None
    """The seconds in the header `Retry-After`; None leaves the header out."""
    path_contains: str = ""
    """A part of the path and query: only requests that contain it are spoiled."""
    delay_s: float = 0.0
    """The seconds before the answer (`delay`), before hanging up (`timeout`), or for the body (`trickle`)."""
    location: str = ""
    """The scheme, host and port to which `leads_away` redirects."""
    client: Client | None = None
    """The only client whose requests are spoiled, recognised by their headers; None for every client."""
    body_contains: str = ""
    """A part of the body, such as a title sent to JustWatch: only requests that contain it are spoiled."""
    at_once: int = 0
    """The least number of other unanswered requests of the service at which a request is spoiled."""
    share: float = 1.0
    """The share of the rows, entries or offers that are spoiled; always the same ones."""
    count: int | None = None
    """The most rows, entries, offers, films or items to spoil in an answer; None for the kind's default."""
    film_id: int | None = None
    """The only film whose data is spoiled in answers of TMDB or JustWatch; None for every film."""
    country: str = ""
    """The only country (ISO 3166-1 alpha-2) whose data is spoiled in answers; empty for every country."""
    seed: int = 0
    """The seed by which `share` chooses; another seed chooses other rows, entries or offers."""

    def __post_init__(self) -> None:
        """Raise ValueError for a fault that no request could ever meet."""
        if self.kind not in KINDS.get(self.service, ()):
            raise ValueError(f"{self.service!r} has no fault {self.kind!r}")
        if self.client is not None and self.client not in get_args(Client):
            raise ValueError(f"unknown client {self.client!r}")

    @property
    def does(self) -> Kind:
        """The kind of the fault, which says what the fault does."""
        return KINDS[self.service][self.kind]

    def concerns(self, service: str, request: Request, others: int = 0) -> bool:
        """Return whether the fault could spoil the request, while `others` of the service are unanswered."""
        return (
            self.service == service
            and self.path_contains in request.target
            and self.body_contains.encode() in request.body
            and self.at_once <= others
            and self.client in (None, client_of(request.headers))
            and (service != "justwatch" or self._is_of_country(request.body))
        )

    def chosen(self, keys: Sequence[object]) -> list[int]:
        """Return the places of the keys whose things the fault spoils; a key of None is never chosen."""
        places = [
            place
            for place, key in enumerate(keys)
            if key is not None and chance(self.kind, self.seed, key) < self.share
        ]
        return places[: self.count]

    def _is_of_country(self, body: bytes) -> bool:
        return not self.country or self.country.encode() in _COUNTRY.findall(body)


@dataclass(slots=True)
class _Armed:
    """A fault that is set, with its numbers of matched and spoiled requests."""

    fault: Fault
    matched: int = 0
    spoiled: int = 0

    def strikes(self) -> bool:
        self.matched += 1
        if self.fault.times is not None and self.spoiled >= self.fault.times:
            return False
        if self.fault.every is not None and self.matched % self.fault.every:
            return False
        self.spoiled += 1
        return True


class Faults:
    """The faults that are set. A request gets the first fault that strikes it."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._armed: list[_Armed] = []
        self.healed = Event()
        """Set when the present faults are over, for requests that wait because of one; then replaced."""

    def add(self, fault: Fault) -> None:
        """Set one more fault."""
        with self._lock:
            self._armed.append(_Armed(fault))

    def clear(self) -> None:
        """Remove all faults and end the waits that they caused."""
        with self._lock:
            self._armed.clear()
            self.end_waits()

    def end_waits(self) -> None:
        """End all waits that faults caused."""
        healed, self.healed = self.healed, Event()
        healed.set()

    def strike(self, service: str, request: Request, others: int = 0) -> Fault | None:
        """Return the fault that spoils the request and count it; None if there is none.

        `others` is the number of requests of the service that are not answered yet.
        """
        with self._lock:
            for armed in self._armed:
                if armed.fault.concerns(service, request, others) and armed.strikes():
                    return armed.fault
        return None


def client_of(headers: Mapping[str, str]) -> Client:
    """Return the client that sent the headers. Each fetch tier sends other ones:

    - requests names itself, and accepts `*/*` even under another name;
    - cloudscraper has the name of a browser but none of the `Sec-Fetch-*` headers;
    - curl_cffi impersonating Chrome sends client hints and the name of a Chrome with a window;
    - a real headless Chromium says so, and a Firefox (camoufox) sends `Sec-Fetch-*` but no client hints.
    """
    agent = headers.get("user-agent", "")
    if not agent.startswith("Mozilla/") or headers.get("accept") == "*/*":
        return "requests"
    if "sec-fetch-mode" not in headers:
        return "cloudscraper"
    return "browser" if "HeadlessChrome" in agent or "sec-ch-ua" not in headers else "curl_cffi"
