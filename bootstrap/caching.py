"""The cache that the settings ask for: over memory, or over Redis."""

from cache import Cache
from infra.storage.memory_store import MemoryStore
from infra.storage.redis_link import RedisLink
from infra.storage.redis_store import RedisStore


def open_cache(
    redis_url: str | None, *, required: bool, max_entries: int, max_mb: int
) -> tuple[Cache, RedisLink | None]:
    """A cache in Redis when ``redis_url`` is given, else in memory, and the link that others may share.

    ``max_entries`` of a namespace and ``max_mb`` (MiB in all) bound the memory. Raises ``RedisUnavailable``
    when Redis is ``required`` and does not answer. Closing the cache closes the link.
    """
    memory = MemoryStore(max_entries, max_mb * 1024 * 1024)
    if redis_url is None:
        return Cache(memory), None
    link = RedisLink.connect(redis_url, required)
    return Cache(RedisStore(link, memory)), link
