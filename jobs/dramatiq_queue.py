"""The queue engine: Dramatiq over Redis. A message makes a worker run the job whose turn it is.

A message therefore names no job, and an extra message does no harm. A message is sent when a job is queued,
and when a job ends, as a waiting job may then get its place. The sweeper finds jobs that wait without a
message: messages for them are sent again (``QueueBackend``).
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
"""The seconds of silence after which a worker counts as gone, and its messages go to other workers."""

_ALWAYS: Final = 1_000_000  # of a million: look for workers that are gone whenever a message is fetched
_TIMEOUT_S: Final = 5.0
_RETRIES: Final = 100
_OVERTIME_S: Final = 60.0  # for a job to end after its deadline


def open_broker(redis_url: str, deadline_s: float) -> RedisBroker:
    """Open the queue at ``redis_url``, for jobs that end by themselves after ``deadline_s`` seconds.

    Dramatiq's own defaults would stop a job after 10 minutes, and try a message 20 times over weeks. With
    these settings a message is retried only when its worker ends.
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
    """Build a message that makes a worker run a job."""
    return dramatiq.Message(queue_name=QUEUE, actor_name=ACTOR, args=(), kwargs={}, options={})
