"""Jobs that run in threads of the test's process, around any pipeline."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from jobs.backend import ThreadBackend
from jobs.limits import JobLimits
from jobs.memory_store import MemoryJobStore
from jobs.pools import Pools
from jobs.runner import JobRunner, Pipeline
from jobs.service import JobService
from jobs.turns import Turns
from serialisation import Serialiser

LIMITS = JobLimits(
    max_queued=100,
    max_per_address=3,
    result_ttl_s=900.0,
    stream_max_age_s=3600.0,
    log_bound=1000,
    max_bytes=256_000_000,
)


@contextmanager
def thread_jobs(
    pipeline: Pipeline,
    limits: JobLimits = LIMITS,
    *,
    at_once: int = 2,
    clock: Callable[[], float] = time.monotonic,
) -> Iterator[tuple[JobService, MemoryJobStore]]:
    """Run the body with a job service and its store; both are closed at the end."""
    pools = Pools(scrape=1, work=1, lookup=1, pipeline=at_once)
    store = MemoryJobStore(limits, clock)
    runner = JobRunner(pipeline, store, Serialiser("/posters"))
    service = JobService(store, ThreadBackend(runner, store, pools.pipeline, Turns(at_once)))
    yield service, store
    service.close()
    pools.close()
    store.close()
