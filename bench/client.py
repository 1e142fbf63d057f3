"""One job over HTTP, as a browser runs it: submit, follow the stream, fetch the result."""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import requests
from requests.adapters import HTTPAdapter

PATIENCE_S = 300.0  # of silence on a stream


@dataclass(slots=True)
class Run:
    """A job as a person saw it. Times are seconds since the request was sent."""

    request_id: str
    accepted_s: float
    cards_s: list[float] = field(default_factory=list)  # when each live card came
    retracted: int = 0
    total_s: float = 0.0
    status: int = 0  # HTTP status of the result
    retry_after_s: float | None = None
    result: dict[str, Any] = field(default_factory=dict)
    cancel_token: str = ""

    @property
    def first_card_s(self) -> float | None:
        """The time of the first card; None without one."""
        return self.cards_s[0] if self.cards_s else None

    @property
    def tenth_card_s(self) -> float | None:
        """The time of the tenth card; None with fewer."""
        return self.cards_s[9] if len(self.cards_s) > 9 else None  # noqa: PLR2004

    @property
    def recommendations(self) -> list[dict[str, Any]]:
        """The cards of the result; none for a failed job."""
        cards: list[dict[str, Any]] = self.result.get("recommendations", [])
        return cards


class Client:
    """A browser that uses the application at ``url``."""

    def __init__(self, url: str, source: str | None = None) -> None:
        """Connect from ``source``, an address of this machine; None for any."""
        self._url = url
        self._session = requests.Session()
        if source is not None:
            self._session.mount("http://", _From(source))

    def run(self, username: str, **fields: object) -> Run:
        """Run a whole job for ``username``, with further ``fields`` in the request."""
        started = time.monotonic()
        run = self.submit(username, **fields)
        run.accepted_s = time.monotonic() - started
        return self.follow(run, started)

    def follow(self, run: Run, started: float) -> Run:
        """Watch a job to its end and fetch its result; ``started`` is when it was sent (monotonic clock)."""
        for name in self._events(run.request_id):
            passed_s = time.monotonic() - started
            if name == "recommendation":
                run.cards_s.append(passed_s)
            elif name == "retracted":
                run.retracted += 1
            elif name == "complete":
                run.total_s = passed_s
        answer = self._session.get(
            f"{self._url}/api/result", params={"request_id": run.request_id}, timeout=30
        )
        run.status, run.result = answer.status_code, answer.json()
        if "Retry-After" in answer.headers:
            run.retry_after_s = float(answer.headers["Retry-After"])
        return run

    def submit(self, username: str, **fields: object) -> Run:
        """Start a job and do not wait for it."""
        body = {"username": username, "country": "US", **fields}
        answer = self._session.post(f"{self._url}/api/recommend", json=body, timeout=30)
        answer.raise_for_status()
        return Run(answer.json()["request_id"], 0.0, cancel_token=answer.json()["cancel_token"])

    def cancel(self, run: Run) -> None:
        """Cancel a job."""
        self._session.delete(
            f"{self._url}/api/jobs/{run.request_id}",
            headers={"X-Cancel-Token": run.cancel_token},
            timeout=30,
        ).raise_for_status()

    def _events(self, request_id: str) -> Iterator[str]:
        """Yield the names of the events of a job as they come, to the end."""
        address = f"{self._url}/api/stream"
        with self._session.get(
            address, params={"request_id": request_id}, stream=True, timeout=PATIENCE_S
        ) as stream:
            stream.raise_for_status()
            for line in stream.iter_lines():
                if line.startswith(b"event: "):
                    yield line.removeprefix(b"event: ").decode()


class _From(HTTPAdapter):
    """Connections that come from ``source``."""

    def __init__(self, source: str) -> None:
        self._source = source
        super().__init__()

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, source_address=(self._source, 0), **kwargs)


def offers_of(card: dict[str, Any]) -> str:
    """Return the offers of a card as text, to compare them."""
    return json.dumps(card["offers"], sort_keys=True)
