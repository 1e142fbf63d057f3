"""What the upstreams were asked: by kind, and the most in any sliding second."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bench.processes import StandInProcess
from standin.log import Logged, most_in_a_second


@dataclass(frozen=True, slots=True)
class Calls:
    """All that was asked, in order of arrival."""

    calls: Sequence[Logged]

    @classmethod
    def read(cls, standin: StandInProcess) -> "Calls":
        """What ``standin`` was asked since ``forget``."""
        log: list[dict[str, Any]] = standin.control("GET", "/log")
        return cls([Logged(**logged) for logged in log])

    def of(self, service: str) -> list[Logged]:
        """Those to one service."""
        return [call for call in self.calls if call.service == service]

    def by_kind(self) -> Mapping[tuple[str, str], int]:
        """How many of each service and kind."""
        return Counter((call.service, call.kind) for call in self.calls)

    def twice(self) -> int:
        """How many were asked a second time although the first was answered with 200; POSTs left out."""
        answered = Counter(call.path for call in self.calls if call.status == 200 and call.kind != "graphql")  # noqa: PLR2004
        return sum(number - 1 for number in answered.values())

    def most_in_a_second(self, service: str) -> int:
        """The most that arrived within any sliding second."""
        return most_in_a_second([call.at_s for call in self.of(service)])


def forget(standin: StandInProcess) -> None:
    """Count from now."""
    standin.control("DELETE", "/log")
