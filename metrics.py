"""All figures that are counted and timed while the application runs; ``web.monitoring`` shows them.

They count from the start of the process. When several processes serve together, the client library keeps
the figures in files, in the folder that ``PROMETHEUS_MULTIPROC_DIR`` names when this module is imported.
Each label has few values; none holds text that a person entered.
"""

from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, disable_created_metrics, values
from prometheus_client.multiprocess import MultiProcessCollector

# The time at which a figure was created is of no use, and it doubles the page.
disable_created_metrics()  # type: ignore[no-untyped-call]  # the library types it in part

_KEPT: Final = CollectorRegistry()
_CALL_BUCKETS_S: Final = (0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1.0, 2.0, 3.0, 5.0, 12.0, 20.0)
_JOB_BUCKETS_S: Final = (0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 30.0, 60.0, 120.0, 300.0, 600.0)

JOBS_ENDED: Final = Counter(
    "next_film_jobs_ended", "Jobs that ended, by outcome", ["outcome"], registry=_KEPT
)
QUEUE_WAIT_S: Final = Histogram(
    "next_film_queue_wait_seconds",
    "Seconds from a job's request to its start",
    buckets=_JOB_BUCKETS_S,
    registry=_KEPT,
)
FIRST_CARD_S: Final = Histogram(
    "next_film_first_card_seconds",
    "Seconds from a job's request to its first card",
    buckets=_JOB_BUCKETS_S,
    registry=_KEPT,
)
JOB_S: Final = Histogram(
    "next_film_job_seconds",
    "Seconds from a job's request to its end, for jobs that ran",
    ["outcome"],
    buckets=_JOB_BUCKETS_S,
    registry=_KEPT,
)
UPSTREAM_CALL_S: Final = Histogram(
    "next_film_upstream_call_seconds",
    "Seconds that calls to upstreams took, by HTTP status; none: no answer came",
    ["service", "status"],
    buckets=_CALL_BUCKETS_S,
    registry=_KEPT,
)
UPSTREAM_ERRORS: Final = Counter(
    "next_film_upstream_errors",
    "Calls to upstreams that failed or gave an unusable answer",
    ["service", "status"],
    registry=_KEPT,
)
CALLS_HELD_BACK: Final = Counter(
    "next_film_calls_held_back",
    "Calls that were not made because the circuit breaker of the service was open",
    ["service"],
    registry=_KEPT,
)
ODD_ROWS: Final = Counter(
    "next_film_odd_rows",
    "Malformed rows, entries and fields of answers that were dropped",
    ["service", "kind"],
    registry=_KEPT,
)
CACHE_READS: Final = Counter(
    "next_film_cache_reads",
    "Reads from the cache, by result: hit or miss",
    ["namespace", "result"],
    registry=_KEPT,
)
OPEN_STREAMS: Final = Gauge(
    "next_film_streams", "Open event streams", multiprocess_mode="livesum", registry=_KEPT
)


def figures_registry() -> CollectorRegistry:
    """Build a registry of these figures: of this process, or of all processes if they share figures.

    Other figures can be added to it.
    """
    registry = CollectorRegistry()
    if are_shared():
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # the library types it in part
    else:
        registry.register(_KEPT)
    return registry


def are_shared() -> bool:
    """Return whether several processes keep their figures together."""
    return values.ValueClass is not values.MutexValue
