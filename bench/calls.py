"""The calls to the upstreams: their numbers by kind, and the most in any sliding second."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bench.processes import StandInProcess
from standin.log import Logged, most_in_a_second


@dataclass(frozen=True, slots=True)
class Calls:
    """All calls in order of arrival."""

    calls: Sequence[Logged]

    @classmethod
    def read(cls, standin: StandInProcess) -> "Calls":
        """Return the calls to ``standin`` since ``forget``."""
        log: list[dict[str, Any]] = standin.control("GET", "/log")
        return cls([Logged(**logged) for logged in log])

    def of(self, service: str) -> list[Logged]:
        """Return the calls to one service."""
        return [call for call in self.calls if call.service == service]

    def by_kind(self) -> Mapping[tuple[str, str], int]:
        """Return the number of calls by service and kind."""
        return Counter((call.service, call.kind) for call in self.calls)

    def twice(self) -> int:
        """Return the number of calls that repeat a call which was answered with 200; POSTs do not count."""
        answered = Counter(call.path for call in self.calls if call.status == 200 and call.kind != "graphql")  # noqa: PLR2004
        return sum(number - 1 for number in answered.values())

    def most_in_a_second(self, service: str) -> int:
        """Return the largest number of calls that arrived within any sliding second."""
        return most_in_a_second([call.at_s for call in self.of(service)])


def forget(standin: StandInProcess) -> None:
    """Clear the log of the stand-in, so that calls count from now."""
    standin.control("DELETE", "/log")
