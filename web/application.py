"""The services of an application: one object that routes, tests and the server's hooks use."""

from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Literal, cast

from flask import Flask

from config import Settings
from infra.storage.redis_link import RedisLink
from jobs.service import JobService
from limiter import AddressLimit
from payloads.answers import SamplePayload
from recommender import MovieRecommender

_KEY = "next_film"


@dataclass(frozen=True, slots=True)
class ApplicationServices:
    """The open services of one application.

    ``imports`` runs the threads that read exports. ``samples`` are members to try in the demo: ``name``,
    ``films``, ``tagline``. ``redis`` is None when all is kept in memory or a file. ``is_store_lost`` returns
    whether the cache has only memory in place of Redis or of its file. ``empty_cache`` deletes what is stored
    of a member, and returns the number of deleted values. ``close`` ends jobs and streams and closes
    everything; it may be called again.
    """

    settings: Settings
    jobs: JobService
    recommender: MovieRecommender
    streams: AddressLimit
    imports: Executor
    redis: RedisLink | None
    is_store_lost: Callable[[], bool]
    samples: tuple[SamplePayload, ...]
    empty_cache: Callable[[str], int]
    close: Callable[[], None]

    @property
    def redis_state(self) -> Literal["ok", "slow", "lost"] | None:
        """The state of Redis: ``ok``, ``slow`` or ``lost``; None where Redis is not used."""
        if self.redis is None:
            return None
        if not self.redis.is_available:
            return "lost"
        return "slow" if self.redis.is_slow else "ok"

    @property
    def is_degraded(self) -> bool:
        """Whether memory replaces Redis or the cache's file, as that is lost, or Redis is slow."""
        return self.is_store_lost()


def attach_services(app: Flask, services: ApplicationServices) -> None:
    """Attach ``services`` to ``app``, where ``services_of`` finds them."""
    app.extensions[_KEY] = services


def services_of(app: Flask) -> ApplicationServices:
    """Return the services of ``app``."""
    return cast(ApplicationServices, app.extensions[_KEY])
