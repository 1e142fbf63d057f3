"""What the upstreams were asked: by kind, and the most in any sliding second."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bench.processes import StandInProcess

WINDOW_S = 1.0


@dataclass(frozen=True, slots=True)
class Call:
    """A request that arrived at the stand-in at ``at_s``, on a clock of its own."""

    at_s: float
    service: str
    kind: str
    path: str
    status: int


@dataclass(frozen=True, slots=True)
class Calls:
    """All that was asked, in order of arrival."""

    calls: Sequence[Call]

    @classmethod
    def read(cls, standin: StandInProcess) -> "Calls":
        """What ``standin`` was asked since ``forget``."""
        log: list[dict[str, Any]] = standin.control("GET", "/log")
        names = Call.__dataclass_fields__
        return cls([Call(**{name: logged[name] for name in names}) for logged in log])

    def of(self, service: str) -> list[Call]:
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
        times = [call.at_s for call in self.of(service)]
        return max(
            (number - bisect_left(times, at_s - WINDOW_S) for number, at_s in enumerate(times, 1)), default=0
        )


def forget(standin: StandInProcess) -> None:
    """Count from now."""
    standin.control("DELETE", "/log")
