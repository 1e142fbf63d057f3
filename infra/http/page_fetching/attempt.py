"""What the fetcher keeps of one page while it tries to fetch it."""

from collections.abc import Callable
from dataclasses import dataclass, field

from infra.http.deadline import Deadline
from infra.http.page_fetching.page import Page


@dataclass(slots=True)
class FetchAttempt:
    """A page to fetch, and what has happened so far."""

    url: str
    validate: Callable[[Page], None]
    deadline: Deadline
    throttled: int = 0  # times
    is_given_up: bool = False  # as the next wait would outlast the deadline
    repeated: int = 0  # times that a tier was asked although it cools down
    refused_with: int | None = None  # status of the newest answer, where that was a refusal
    renewed: set[str] = field(default_factory=set)  # tiers that have had their second try
    unavailable: set[str] = field(default_factory=set)  # tiers that were busy, or are gone
