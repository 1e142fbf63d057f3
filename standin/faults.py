"""Faults that the stand-in can be told to have, and which requests they meet."""

from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Final, Literal, get_args

from standin.wire import Request

Service = Literal["letterboxd", "tmdb", "justwatch", "rss"]
Client = Literal["requests", "cloudscraper", "curl_cffi", "browser"]

_ANYWHERE: Final = frozenset({"status", "delay", "timeout", "drop"})
_LETTERBOXD: Final = frozenset({"challenge", "challenge_200", "ban", "throttle", "truncated"}) | _ANYWHERE
KINDS: Final[Mapping[str, frozenset[str]]] = {
    "letterboxd": _LETTERBOXD | {"changed_markup", "repeat", "redirect_member", "missing_total"},
    "rss": _LETTERBOXD,
    "tmdb": _ANYWHERE | {"bad_key", "throttle", "malformed"},
    "justwatch": _ANYWHERE | {"throttle", "html_200", "null_node", "null_offers", "graphql_errors"},
}
"""The faults each service can have."""


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
    """Seconds to wait: before the answer (`delay`), before hanging up (`timeout`)."""
    client: Client | None = None
    """Spoils only requests that look as if this client had sent them."""

    def __post_init__(self) -> None:
        """Refuses what no request could ever meet."""
        if self.kind not in KINDS.get(self.service, ()):
            raise ValueError(f"{self.service!r} has no fault {self.kind!r}")
        if self.client is not None and self.client not in get_args(Client):
            raise ValueError(f"unknown client {self.client!r}")

    def concerns(self, service: str, request: Request) -> bool:
        """Whether it could spoil this request."""
        return (
            self.service == service
            and self.path_contains in request.target
            and self.client in (None, client_of(request.headers))
        )


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

    def add(self, fault: Fault) -> None:
        """Sets one more."""
        with self._lock:
            self._armed.append(_Armed(fault))

    def clear(self) -> None:
        """Heals everything."""
        with self._lock:
            self._armed.clear()

    def strike(self, service: str, request: Request) -> Fault | None:
        """The fault this request meets, if any; counts it."""
        with self._lock:
            for armed in self._armed:
                if armed.fault.concerns(service, request) and armed.strikes():
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
