"""The state of one page while the fetcher tries to fetch it."""

from collections.abc import Callable
from dataclasses import dataclass, field

from infra.http.deadline import Deadline
from infra.http.page_fetching.page import Page


@dataclass(slots=True)
class FetchAttempt:
    """A page to fetch, and the results of the tries so far."""

    url: str
    validate: Callable[[Page], None]
    deadline: Deadline
    throttled: int = 0  # number of throttled requests
    is_given_up: bool = False  # the next wait would last beyond the deadline
    repeated: int = 0  # number of times that a tier was asked while it cooled down
    refused_with: int | None = None  # status of the newest answer, if that was a refusal
    renewed: set[str] = field(default_factory=set)  # tiers that have had their second try
    unavailable: set[str] = field(default_factory=set)  # tiers that were busy or cannot be used
