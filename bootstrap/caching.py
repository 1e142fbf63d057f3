"""The cache that the settings ask for: in Redis, else in a file, else in memory alone."""

from dataclasses import dataclass
from pathlib import Path
from typing import Self
from zlib import crc32

from cache import Cache
from config import UPSTREAM_SETTINGS, Settings, SettingsError
from infra.storage.disk_store import DiskStore
from infra.storage.memory_store import MemoryStore
from infra.storage.redis_link import RedisLink
from infra.storage.redis_store import RedisStore

_MB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class CacheFile:
    """The path of the cache's file, and how many MiB the file may take.

    ``scope`` keeps the answers of a stand-in apart from those of the real services in the same file.
    """

    path: Path
    max_mb: int
    scope: str = ""

    @classmethod
    def of(cls, settings: Settings) -> Self | None:
        """Return the file that ``settings`` ask for, or None."""
        if settings.cache_path is None:
            return None
        upstreams = tuple(getattr(settings, name) for name in UPSTREAM_SETTINGS)
        return cls(settings.cache_path, settings.cache_disk_mb, f"{crc32(repr(upstreams).encode()):08x}:")


def open_cache(
    redis_url: str | None, *, required: bool, max_entries: int, max_mb: int, file: CacheFile | None = None
) -> tuple[Cache, RedisLink | None]:
    """Open a cache in Redis if ``redis_url`` is given, else in ``file``, else in memory.

    Return the cache and the link to Redis, which others may share, or None. ``max_entries`` of a namespace
    and ``max_mb`` (MiB in all) bound the memory. While a file cannot be used, memory serves alone. Raises
    ``RedisUnavailable`` when Redis is ``required`` and does not answer, and ``SettingsError`` for unknown
    options in ``redis_url``. Closing the cache closes the link and the file.
    """
    memory = MemoryStore(max_entries, max_mb * _MB)
    if redis_url is not None:
        try:
            link = RedisLink.connect(redis_url, required)
        except ValueError as error:
            raise SettingsError(f"REDIS_URL: {error}") from None
        return Cache(RedisStore(link, memory)), link
    if file is not None:
        return Cache(DiskStore(file.path, file.max_mb * _MB, memory, scope=file.scope)), None
    return Cache(memory), None
