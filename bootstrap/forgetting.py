"""The command ``make forget USER=name``: this machine's server, Redis and the cache's file forget a member.

A running server is asked to forget, because only the server can reach its own memory. The server also deletes
the member from Redis or its file. Where no server runs, this process does that.
"""

from http import HTTPStatus

import requests

from bootstrap.caching import CacheFile, open_cache
from bootstrap.jobs import job_limits
from cache import Cache
from config import Settings
from errors import StorageLost
from infra.letterboxd.forgetting import forget_stored
from infra.storage.redis_link import RedisUnavailable
from infra.streaming.client import forget_lookups
from jobs.redis_jobs import RedisJobs

_TIMEOUT_S = 30.0


class NotForgotten(Exception):
    """The error that not everything is deleted. The message says what is left, and why."""


def forget(username: str, settings: Settings) -> str:
    """Delete what this machine's server, Redis and the file hold of a member; return a report in words.

    Raises ``NotForgotten``.
    """
    answer = _ask_server(username, settings)
    if answer is not None:
        return (
            f"The server has forgotten {username}. Deleted jobs: {answer['jobs']}. "
            f"Deleted values: {answer['values']}."
        )
    if settings.redis_url is None and settings.cache_path is None:
        return "No server runs on this port, and neither REDIS_URL nor CACHE_PATH is set: nothing is stored."
    try:
        number = _empty_store(username, settings)
    except (RedisUnavailable, StorageLost) as error:
        raise NotForgotten(str(error)) from None
    place = "The cache's file" if settings.redis_url is None else "Redis"
    return f"No server runs on this port. {place} has forgotten {username}. Deleted values: {number}."


def empty_cache(cache: Cache, username: str) -> int:
    """Delete what the cache holds of a member; return the number of values. Raises ``StorageLost``."""
    return forget_stored(cache, username) + forget_lookups(cache, username)


def _ask_server(username: str, settings: Settings) -> dict[str, int] | None:
    """Ask the server to forget a member. Return its answer, or None when no server runs.

    Raises ``NotForgotten``.
    """
    headers = {"X-Internal-Token": settings.internal_token.encode()} if settings.internal_token else {}
    url = f"http://127.0.0.1:{settings.port}/_members/{username}"
    try:
        answer = requests.delete(url, headers=headers, timeout=_TIMEOUT_S)
        found = answer.json()
    except requests.ConnectionError:
        return None
    except (requests.RequestException, ValueError):
        raise NotForgotten(
            f"The program that answers on port {settings.port} is not this application."
        ) from None
    if answer.status_code != HTTPStatus.OK:
        raise NotForgotten(f"The server refused: {found.get('detail', answer.status_code)}")
    return dict(found)


def _empty_store(username: str, settings: Settings) -> int:
    if settings.redis_url is None and settings.cache_path is not None and not settings.cache_path.exists():
        return 0
    file = CacheFile.of(settings)
    cache, redis = open_cache(settings.redis_url, required=True, max_entries=1, max_mb=1, file=file)
    try:
        jobs = 0 if redis is None else RedisJobs(redis, job_limits(settings)).forget(username)
        return jobs + empty_cache(cache, username)
    finally:
        cache.close()
