"""The queue engine: Dramatiq over Redis. A message has a worker run the job whose turn it is.

So it names none, and one too many does no harm. Each job that comes sends one, and each that ends: whoever
waits for its place may begin then. Whether jobs wait without a message is looked at now and then.
"""

from typing import Final

import dramatiq
import redis
from dramatiq.brokers.redis import RedisBroker
from dramatiq.middleware import Retries, TimeLimit
from redis.backoff import NoBackoff
from redis.retry import Retry

NAMESPACE: Final = "queue:v2"
QUEUE: Final = "jobs"
ACTOR: Final = "run_job"

HEARTBEAT_S: Final = 10.0
"""A worker that has been silent for so long is gone, and what it had taken is given to others."""

_ALWAYS: Final = 1_000_000  # in a million: look for workers that are gone whenever a message is fetched
_TIMEOUT_S: Final = 5.0
_RETRIES: Final = 100
_OVERTIME_S: Final = 60.0  # that a job which has reached its deadline may take to end


def open_broker(redis_url: str, deadline_s: float) -> RedisBroker:
    """The queue at ``redis_url``, for jobs that end by themselves after ``deadline_s`` seconds.

    Dramatiq's own defaults would stop a job after 10 minutes, and try a message 20 times over weeks. Here a
    message is tried again only when its worker ends.
    """
    limit_s = deadline_s + _OVERTIME_S
    broker = RedisBroker(  # type: ignore[no-untyped-call]  # Dramatiq has it so
        client=redis.Redis.from_url(
            redis_url,
            socket_timeout=_TIMEOUT_S,
            socket_connect_timeout=_TIMEOUT_S,
            retry=Retry(NoBackoff(), 1, supported_errors=(redis.ConnectionError,)),
            protocol=2,
        ),
        namespace=NAMESPACE,
        heartbeat_timeout=int(HEARTBEAT_S * 1000),
        maintenance_chance=_ALWAYS,
        middleware=[
            TimeLimit(time_limit=limit_s * 1000),
            Retries(max_retries=_RETRIES),
        ],
    )
    broker.declare_queue(QUEUE)
    return broker


def new_message() -> "dramatiq.Message[None]":
    """A message that has a job run."""
    return dramatiq.Message(queue_name=QUEUE, actor_name=ACTOR, args=(), kwargs={}, options={})
