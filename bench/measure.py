"""A row of the table: one job, its costs for the application and the upstreams, and its bars."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bench.app_process import AppProcess
from bench.calls import Calls, forget
from bench.client import Client, Run
from bench.cpu_pressure import with_cpu_pressure
from bench.lower_bound import DEFAULT, Workload, total_s
from bench.processes import StandInProcess

MOST_A_SECOND: Mapping[str, int] = {
    "letterboxd": round(DEFAULT.letterboxd_per_s) + 1,
    "tmdb": round(DEFAULT.tmdb_per_s) + 2,
}
"""The most calls that may arrive at an upstream within any sliding second; JustWatch has no bar."""


@dataclass(frozen=True, slots=True)
class Check:
    """A bar: its text, and whether it was met."""

    text: str
    is_met: bool


@dataclass(slots=True)
class Row:
    """The measured values of a job. Times are in seconds, memory in MB.

    ``cpu_pressure`` is the share of its time in which something on the machine waited for a processor.
    """

    name: str
    run: Run
    calls: Calls
    cpu_s: float | None = None
    peak_mb: float | None = None
    growth_mb: float | None = None
    lower_bound_s: float | None = None
    cpu_pressure: float | None = None
    checks: list[Check] = field(default_factory=list)

    @property
    def of_lower_bound(self) -> float | None:
        """The measured time divided by the lower bound."""
        return self.run.total_s / self.lower_bound_s if self.lower_bound_s else None

    def check(self, text: str, is_met: bool) -> None:
        """Add a bar to the row."""
        self.checks.append(Check(text, is_met))

    def at_most(self, what: str, measured: float | None, bar: float) -> None:
        """Add a bar for the most that a figure may be; a missing figure fails."""
        shown = "none" if measured is None else f"{measured:.2f}"
        self.check(f"{what} {shown} <= {bar:.2f}", measured is not None and measured <= bar)

    def check_pace(self) -> None:
        """Add a bar for the calls to each upstream in a sliding second."""
        for service, most in MOST_A_SECOND.items():
            counted = self.calls.most_in_a_second(service)
            self.check(f"{service} in a second {counted} <= {most}", counted <= most)


@dataclass(frozen=True, slots=True)
class Job:
    """A job to measure, for ``member`` with ``films``, of which ``unknown`` were never matched before.

    ``count`` is the number of requested films; None leaves it out of the request.
    """

    member: str
    films: int
    unknown: int
    status: int = 200  # that its result must have
    count: int | None = None


def measure(name: str, standin: StandInProcess, app: AppProcess, job: Job) -> Row:
    """Run ``job`` and return its row, with bars for its status and for the upstreams' pace."""
    forget(standin)
    app.forget_peak()
    cpu_s, rss_mb = app.cpu_s, app.rss_mb
    fields = {} if job.count is None else {"count": job.count}
    run, cpu_pressure = with_cpu_pressure(lambda: Client(app.url).run(job.member, **fields))
    row = Row(name, run, Calls.read(standin), app.cpu_s - cpu_s, app.peak_rss_mb, app.peak_rss_mb - rss_mb)
    row.cpu_pressure = cpu_pressure
    if run.recommendations:
        row.lower_bound_s = total_s(Workload(job.films, job.unknown, len(run.recommendations)))
    row.check(f"status {run.status} = {job.status}", run.status == job.status)
    row.check_pace()
    return row
