"""The composition root of a worker machine: a pipeline and the queue, without HTTP."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from bootstrap.demo import Demo
from bootstrap.jobs import JobParts, open_worker
from bootstrap.pipeline import open_pipeline
from config import Settings
from jobs.queue_worker import QueueWorker


@contextmanager
def build_worker(settings: Settings) -> Iterator[QueueWorker]:
    """Run the body with a worker that has not started; at the end close all that it needs.

    Raises ``SettingsError``; ``RedisUnavailable`` if Redis is required and does not answer.
    """
    with ExitStack() as opened:
        if settings.demo:
            settings = opened.enter_context(Demo.start()).redirect(settings)
        yield open_worker(JobParts(settings, open_pipeline(settings, opened), opened))
