"""A row of the table: one job, what it cost the app and the upstreams, and whether that is good enough."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bench.calls import Calls, forget
from bench.client import Client, Run
from bench.cpu_pressure import crowded
from bench.floor import DEFAULT, Workload, total_s
from bench.processes import AppProcess, StandInProcess

MOST_A_SECOND: Mapping[str, int] = {
    "letterboxd": round(DEFAULT.letterboxd_per_s) + 1,
    "tmdb": round(DEFAULT.tmdb_per_s) + 2,
}
"""The most calls that may arrive at an upstream within any sliding second; for JustWatch there is no bar."""


@dataclass(frozen=True, slots=True)
class Check:
    """A bar: what is asked for, and whether it was met."""

    text: str
    is_met: bool


@dataclass(slots=True)
class Row:
    """What was measured of a job. Times in seconds, memory in MB.

    ``crowding`` is the share of its time in which something on the machine waited for a processor.
    """

    name: str
    run: Run
    calls: Calls
    cpu_s: float | None = None
    peak_mb: float | None = None
    growth_mb: float | None = None
    floor_s: float | None = None
    crowding: float | None = None
    checks: list[Check] = field(default_factory=list)

    @property
    def of_floor(self) -> float | None:
        """Measured time over the floor."""
        return self.run.total_s / self.floor_s if self.floor_s else None

    def check(self, text: str, is_met: bool) -> None:
        """Hold the job to a bar."""
        self.checks.append(Check(text, is_met))

    def at_most(self, what: str, measured: float | None, bar: float) -> None:
        """Hold a figure to the most that it may be; one that is missing fails."""
        shown = "none" if measured is None else f"{measured:.2f}"
        self.check(f"{what} {shown} <= {bar:.2f}", measured is not None and measured <= bar)

    def check_pace(self) -> None:
        """Hold every upstream's sliding seconds to the pace."""
        for service, most in MOST_A_SECOND.items():
            counted = self.calls.most_in_a_second(service)
            self.check(f"{service} in a second {counted} <= {most}", counted <= most)


def measure(
    name: str,
    standin: StandInProcess,
    app: AppProcess,
    member: str,
    *,
    films: int,
    unknown: int | None = None,
    status: int = 200,
) -> Row:
    """Run a job for ``member``, who has ``films``, of which ``unknown`` (None: all) were never matched.

    ``status`` is the one that its result should have.
    """
    forget(standin)
    app.forget_peak()
    cpu_s, rss_mb = app.cpu_s, app.rss_mb
    run, crowding = crowded(lambda: Client(app.url).run(member))
    row = Row(name, run, Calls.read(standin), app.cpu_s - cpu_s, app.peak_rss_mb, app.peak_rss_mb - rss_mb)
    row.crowding = crowding
    if run.recommendations:
        work = Workload(films, films if unknown is None else unknown, len(run.recommendations))
        row.floor_s = total_s(work)
    row.check(f"status {run.status} = {status}", run.status == status)
    row.check_pace()
    return row
