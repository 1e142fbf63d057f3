"""Faults that the stand-in can be told to have, and which requests they meet."""

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
"""The faults each service can have, by name."""

_COUNTRY: Final = re.compile(rb'(?:"country"\s*:\s*"|offers\(country: )([A-Z]{2})\b')
"""Where a request of JustWatch's names a country."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A way to misbehave. Raises ValueError when the service cannot have it."""

    service: Service
    """`letterboxd` means every page but the RSS feed, which is `rss`."""
    kind: str
    """One of `KINDS[service]`."""
    times: int | None = None
    """How many requests it spoils before it is over; None for ever."""
    every: int | None = None
    """Spoils only every so many-th request that it matches; None for each."""
    status: int = 503
    """Of the kind `status`."""
    retry_after_s: float | None = None
    """Seconds in the header `Retry-After`; None leaves the header out."""
    path_contains: str = ""
    """Spoils only requests whose path and query hold this."""
    delay_s: float = 0.0
    """Seconds: before the answer (`delay`), before hanging up (`timeout`), for the body (`trickle`)."""
    location: str = ""
    """Scheme, host and port that `leads_away` leads to."""
    client: Client | None = None
    """Spoils only requests that look as if this client had sent them."""
    body_contains: str = ""
    """Spoils only requests whose body holds this: a title asked of JustWatch."""
    at_once: int = 0
    """Spoils only requests that come while so many others of the service are not answered yet."""
    share: float = 1.0
    """Share of the rows, entries or offers that are spoiled: always the same ones."""
    count: int | None = None
    """Of rows, entries, offers, films or items: at most so many an answer; None for what the kind says."""
    film_id: int | None = None
    """Spoils only what an answer of TMDB or JustWatch says of this film."""
    country: str = ""
    """Spoils only what an answer says of this country (ISO 3166-1 alpha-2)."""
    seed: int = 0
    """Another one makes `share` choose others."""

    def __post_init__(self) -> None:
        """Refuses what no request could ever meet."""
        if self.kind not in KINDS.get(self.service, ()):
            raise ValueError(f"{self.service!r} has no fault {self.kind!r}")
        if self.client is not None and self.client not in get_args(Client):
            raise ValueError(f"unknown client {self.client!r}")

    @property
    def does(self) -> Kind:
        """What it does."""
        return KINDS[self.service][self.kind]

    def concerns(self, service: str, request: Request, others: int = 0) -> bool:
        """Whether it could spoil this request, which came beside so many others."""
        return (
            self.service == service
            and self.path_contains in request.target
            and self.body_contains.encode() in request.body
            and self.at_once <= others
            and self.client in (None, client_of(request.headers))
            and (service != "justwatch" or self._is_of_country(request.body))
        )

    def chosen(self, keys: Sequence[object]) -> list[int]:
        """Which of the things with these keys it spoils, by place: none with the key None."""
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
    """A fault and what it has done so far."""

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
    """The faults that are set; the first that strikes a request is the one it gets."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._armed: list[_Armed] = []
        self.healed = Event()
        """Set once the faults of now are over, for those who wait because of one."""

    def add(self, fault: Fault) -> None:
        """Sets one more."""
        with self._lock:
            self._armed.append(_Armed(fault))

    def clear(self) -> None:
        """Heals everything."""
        with self._lock:
            self._armed.clear()
            self.end_waits()

    def end_waits(self) -> None:
        """Lets nobody wait any longer."""
        healed, self.healed = self.healed, Event()
        healed.set()

    def strike(self, service: str, request: Request, others: int = 0) -> Fault | None:
        """The fault this request meets, if any; counts it. `others` of the service are not answered yet."""
        with self._lock:
            for armed in self._armed:
                if armed.fault.concerns(service, request, others) and armed.strikes():
                    return armed.fault
        return None


def client_of(headers: Mapping[str, str]) -> Client:
    """Tells the fetch tiers apart by what each sends.

    - requests names itself, and accepts `*/*` even under another name;
    - cloudscraper has a browser's name but none of the `Sec-Fetch-*` headers;
    - curl_cffi impersonating Chrome sends client hints and the name of a Chrome with a window;
    - a real headless Chromium says so, and a Firefox (camoufox) sends `Sec-Fetch-*` but no client hints.
    """
    agent = headers.get("user-agent", "")
    if not agent.startswith("Mozilla/") or headers.get("accept") == "*/*":
        return "requests"
    if "sec-fetch-mode" not in headers:
        return "cloudscraper"
    return "browser" if "HeadlessChrome" in agent or "sec-ch-ua" not in headers else "curl_cffi"
