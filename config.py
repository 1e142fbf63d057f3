"""Settings: the only place that reads the environment. A bad value raises, naming its variable."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from utils import is_dev

TIERS = ("requests", "cloudscraper", "curl_cffi", "camoufox")
"""The fetch tiers that exist, cheapest first."""

REDIS = ("redis", "rediss", "unix")
"""How an address of Redis may begin."""

LIMIT_STORAGES = ("memory", "redis", "rediss", "redis+unix", "redis+sentinel", "redis+cluster")
"""How the address of what keeps the inbound limits may begin: those whose packages are installed."""

DEMO_LETTERBOXD_RATE_PER_S = 8.0
"""The demo reads its own pages, so politeness to a stranger's server need not slow it down."""


class SettingsError(Exception):
    """A setting has a value that cannot be used; the message names the variable."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Every setting, typed. Field names are the variables in lower case; times are in seconds."""

    tmdb_key: str | None
    redis_url: str | None
    redis_required: bool
    ratelimit_storage_uri: str
    ratelimit_enabled: bool
    port: int
    is_dev: bool
    min_recommend_rating: float  # TMDB 0-10
    seed_min_rating: float  # stars 0.5-5
    similar_results_per_film: int
    max_recommendations: int
    justwatch_max_lookups: int
    letterboxd_circuit_failure_threshold: int
    letterboxd_circuit_cooldown_s: float
    cache_max_size: int  # entries a namespace
    cache_max_mb: int
    stream_max_age_s: float
    sse_queue_maxsize: int
    scrape_pool_size: int
    work_pool_size: int
    pipeline_pool_size: int
    job_result_ttl: float
    letterboxd_http_timeout: float
    tmdb_http_timeout: float
    justwatch_http_timeout: float
    camoufox_timeout: float
    camoufox_max_concurrent: int
    http_pool_maxsize: int
    letterboxd_retry_sleep_s: float
    letterboxd_throttle_sleep_s: float
    letterboxd_rate_per_s: float
    tmdb_rate_per_s: float
    justwatch_rate_per_s: float
    letterboxd_fetch_tiers: tuple[str, ...]
    letterboxd_base_url: str
    tmdb_base_url: str
    tmdb_image_base_url: str
    justwatch_url: str
    identity_map: Path | None
    job_backend: str
    max_queued_jobs: int
    max_jobs_per_address: int
    max_streams_per_address: int
    trusted_proxies: int
    allowed_origins: tuple[str, ...]
    internal_token: str | None
    log_level: str
    log_format: str
    demo: bool

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> "Settings":
        """Settings from ``environment``. Raises ``SettingsError`` at the first bad value."""
        read = _Reader(environment)
        demo = read.boolean("DEMO", default=False)
        redis_url = read.address("REDIS_URL", REDIS)
        settings = cls(
            tmdb_key=read.optional("TMDB_KEY"),
            redis_url=redis_url,
            redis_required=read.boolean("REDIS_REQUIRED", default=False),
            ratelimit_storage_uri=read.address("RATELIMIT_STORAGE_URI", LIMIT_STORAGES)
            or _limit_storage(redis_url),
            ratelimit_enabled=read.boolean("RATELIMIT_ENABLED", default=True),
            port=read.integer("PORT", 8080, low=1, high=65535),
            is_dev=read.development(),
            min_recommend_rating=read.number("MIN_RECOMMEND_RATING", 7.0, low=0, high=10),
            seed_min_rating=read.number("SEED_MIN_RATING", 4.0, low=0.5, high=5),
            similar_results_per_film=read.integer("SIMILAR_RESULTS_PER_FILM", 12, low=0, high=20),
            max_recommendations=read.integer("MAX_RECOMMENDATIONS", 150, low=1, high=1000),
            justwatch_max_lookups=read.integer("JUSTWATCH_MAX_LOOKUPS", 100, low=0),
            letterboxd_circuit_failure_threshold=read.integer(
                "LETTERBOXD_CIRCUIT_FAILURE_THRESHOLD", 5, low=1
            ),
            letterboxd_circuit_cooldown_s=read.number("LETTERBOXD_CIRCUIT_COOLDOWN_S", 180, low=0),
            cache_max_size=read.integer("CACHE_MAX_SIZE", 10_000, low=1),
            cache_max_mb=read.integer("CACHE_MAX_MB", 256, low=1),
            stream_max_age_s=read.number("STREAM_MAX_AGE_S", 3600, low=1),
            sse_queue_maxsize=read.integer("SSE_QUEUE_MAXSIZE", 1000, low=1),
            scrape_pool_size=read.integer("SCRAPE_POOL_SIZE", 6, low=1),
            work_pool_size=read.integer("WORK_POOL_SIZE", 8, low=1),
            pipeline_pool_size=read.integer("PIPELINE_POOL_SIZE", 4, low=1),
            job_result_ttl=read.number("JOB_RESULT_TTL", 900, low=1),
            letterboxd_http_timeout=read.seconds("LETTERBOXD_HTTP_TIMEOUT", 12),
            tmdb_http_timeout=read.seconds("TMDB_HTTP_TIMEOUT", 12),
            justwatch_http_timeout=read.seconds("JUSTWATCH_HTTP_TIMEOUT", 3),
            camoufox_timeout=read.seconds("CAMOUFOX_TIMEOUT", 20),
            camoufox_max_concurrent=read.integer("CAMOUFOX_MAX_CONCURRENT", 1, low=1),
            http_pool_maxsize=read.integer("HTTP_POOL_MAXSIZE", 20, low=1),
            letterboxd_retry_sleep_s=read.number("LETTERBOXD_RETRY_SLEEP_S", 0.4, low=0),
            letterboxd_throttle_sleep_s=read.number("LETTERBOXD_THROTTLE_SLEEP_S", 1.5, low=0),
            letterboxd_rate_per_s=read.rate(
                "LETTERBOXD_RATE_PER_S", DEMO_LETTERBOXD_RATE_PER_S if demo else 2.0
            ),
            tmdb_rate_per_s=read.rate("TMDB_RATE_PER_S", 40.0),
            justwatch_rate_per_s=read.rate("JUSTWATCH_RATE_PER_S", 20.0),
            letterboxd_fetch_tiers=read.tiers("LETTERBOXD_FETCH_TIERS"),
            letterboxd_base_url=read.url("LETTERBOXD_BASE_URL", "https://letterboxd.com"),
            tmdb_base_url=read.url("TMDB_BASE_URL", "https://api.themoviedb.org/3"),
            tmdb_image_base_url=read.url("TMDB_IMAGE_BASE_URL", "https://image.tmdb.org/t/p"),
            justwatch_url=read.url("JUSTWATCH_URL", "https://apis.justwatch.com/graphql"),
            identity_map=read.file("IDENTITY_MAP"),
            job_backend=read.choice("JOB_BACKEND", "threads", ("threads",)),
            max_queued_jobs=read.integer("MAX_QUEUED_JOBS", 100, low=1),
            max_jobs_per_address=read.integer("MAX_JOBS_PER_ADDRESS", 3, low=1),
            max_streams_per_address=read.integer("MAX_STREAMS_PER_ADDRESS", 12, low=1),
            trusted_proxies=read.integer("TRUSTED_PROXIES", 0, low=0),
            allowed_origins=read.items("ALLOWED_ORIGINS", ("*",)),
            internal_token=read.optional("INTERNAL_TOKEN"),
            log_level=read.choice("LOG_LEVEL", "INFO", ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")),
            log_format=read.choice("LOG_FORMAT", "text", ("text", "json")),
            demo=demo,
        )
        settings._check_together()
        return settings

    def _check_together(self) -> None:
        if not self.demo and self.tmdb_key is None:
            raise SettingsError("TMDB_KEY: required; set it, or DEMO=true for the bundled offline world")
        if self.redis_required and self.redis_url is None:
            raise SettingsError("REDIS_REQUIRED: true, but REDIS_URL is not set")


def _limit_storage(redis_url: str | None) -> str:
    """Where limits are kept, unless the operator says so: Redis, as Flask-Limiter writes its address."""
    return re.sub("^unix:", "redis+unix:", redis_url) if redis_url else "memory://"


def _is_address(text: str, schemes: tuple[str, ...]) -> bool:
    try:
        parts, port = urlsplit(text), urlsplit(text).port
    except ValueError:  # a port that is none
        return False
    return "://" in text and parts.scheme in schemes and port != 0


class _Reader:
    """Typed reads of one environment; an empty value counts as not set, but for lists."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment

    def optional(self, name: str) -> str | None:
        return self._environment.get(name, "").strip() or None

    def text(self, name: str, default: str) -> str:
        return self.optional(name) or default

    def boolean(self, name: str, *, default: bool) -> bool:
        value = (self.optional(name) or str(default)).lower()
        if value in {"1", "true", "yes", "on"}:
            return True
        if value in {"0", "false", "no", "off"}:
            return False
        raise SettingsError(f"{name}: {value!r} is neither true nor false")

    def development(self) -> bool:
        self.choice("FLASK_ENV", "production", ("production", "development"))
        self.boolean("LOCAL_DEV", default=False)
        return is_dev(self._environment)

    def number(self, name: str, default: float, *, low: float, high: float = float("inf")) -> float:
        return self._between(name, default, low, high, float, "a number")

    def integer(self, name: str, default: int, *, low: int, high: float = float("inf")) -> int:
        return int(self._between(name, default, low, high, int, "a whole number"))

    def seconds(self, name: str, default: float) -> float:
        return self.number(name, default, low=0.1, high=600)

    def rate(self, name: str, default: float) -> float:
        return self.number(name, default, low=0.01, high=1000)

    def choice(self, name: str, default: str, allowed: tuple[str, ...]) -> str:
        value = self.text(name, default)
        for known in allowed:
            if value.lower() == known.lower():
                return known
        raise SettingsError(f"{name}: {value!r} is not one of {', '.join(allowed)}")

    def items(self, name: str, default: tuple[str, ...]) -> tuple[str, ...]:
        raw = self._environment.get(name)
        if raw is None:
            return default
        return tuple(part.strip() for part in raw.split(",") if part.strip())

    def tiers(self, name: str) -> tuple[str, ...]:
        chosen = self.items(name, TIERS)
        unknown = [tier for tier in chosen if tier not in TIERS]
        if unknown:
            raise SettingsError(f"{name}: {unknown[0]!r} is not one of {', '.join(TIERS)}")
        if len(set(chosen)) != len(chosen):
            raise SettingsError(f"{name}: names a tier twice")
        return chosen

    def url(self, name: str, default: str) -> str:
        value = self.text(name, default).rstrip("/")
        if not _is_address(value, ("http", "https")) or not urlsplit(value).netloc:
            raise SettingsError(f"{name}: {value!r} is not an http(s) address")
        return value

    def address(self, name: str, schemes: tuple[str, ...]) -> str | None:
        """Never shown, as it may hold a password."""
        value = self.optional(name)
        if value is None:
            return None
        if not _is_address(value, schemes):
            raise SettingsError(f"{name}: not an address that begins with {':// or '.join(schemes)}://")
        return value

    def file(self, name: str) -> Path | None:
        value = self.optional(name)
        if value is None:
            return None
        path = Path(value)
        if not path.is_file():
            raise SettingsError(f"{name}: no file at {value!r}")
        return path

    def _between(
        self, name: str, default: float, low: float, high: float, parse: Callable[[str], float], kind: str
    ) -> float:
        raw = self.optional(name)
        if raw is None:
            return default
        if not re.fullmatch(r"[+-]?\d+(\.\d+)?", raw):
            raise SettingsError(f"{name}: {raw!r} is not {kind}")
        try:
            value = parse(raw)
        except ValueError:
            raise SettingsError(f"{name}: {raw!r} is not {kind}") from None
        if not low <= value <= high:
            raise SettingsError(f"{name}: {raw} is not between {low:g} and {high:g}")
        return value
