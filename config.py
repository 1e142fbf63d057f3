"""The settings, read from environment variables. No other module reads settings from the environment.

A bad value raises an error that names its variable.

A new setting is one field of ``Settings`` with its type, default and bounds. Then add a line that describes
it to .env.example, and run ``make docs`` for the table in docs/settings.md. Tests fail without them.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from math import inf
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from platformdirs import user_cache_path

from services.models.defaults import (
    LETTERBOXD_DEADLINE_S,
    MAX_FILMS,
    MAX_LOOKUPS,
    MAX_RECOMMENDATIONS,
    MIN_RATING,
    SEED_MIN_STARS,
    SIMILAR_LIMIT,
)

TIERS = ("requests", "cloudscraper", "curl_cffi", "camoufox")
"""The fetch tiers that exist, cheapest first."""

REDIS = ("redis", "rediss", "unix")
"""The schemes that an address of Redis may have."""

LIMIT_STORAGES = ("memory", "redis", "rediss", "redis+unix", "redis+sentinel", "redis+cluster")
"""The schemes that the address of the storage of inbound limits may have: their packages are installed."""

_AROUND_A_KEY = re.compile(
    r"""^(?:[\s'"“”‘’:=]|(?:export\s|authorization\s*:|(?:tmdb_key|api_key)\s*=|bearer(?=[\s'"“”‘’]|$)))+"""
    r"""|[\s'"“”‘’;,]+$""",
    re.IGNORECASE,
)


class SettingsError(Exception):
    """A setting has a value that cannot be used. The message names the variable."""


def _setting(
    default: Any,
    read: Callable[[str], Any] = str,
    *,
    may_be_empty: bool = False,
    admits: str = "",
    is_upstream: bool = False,
) -> Any:
    """Return a field of ``Settings``; ``read`` turns the variable's text into the field's value.

    ``read`` raises a ``ValueError`` that says what is wrong. ``default`` is used when the variable is not
    set, and when it is empty unless it ``may_be_empty``. ``default`` is a value, or a function of the
    settings above the field. ``admits`` describes the possible values in words. ``is_upstream`` puts the
    setting among the ``UPSTREAM_SETTINGS``.
    """
    metadata = {
        "default": default,
        "read": read,
        "may_be_empty": may_be_empty,
        "admits": admits,
        "is_upstream": is_upstream,
    }
    return field(metadata=metadata)


def _boolean(*, default: bool) -> Any:
    def read(text: str) -> bool:
        if text.lower() in {"1", "true", "yes", "on"}:
            return True
        if text.lower() in {"0", "false", "no", "off"}:
            return False
        raise ValueError(f"{text!r} is neither true nor false")

    return _setting(default, read, admits="`true`, `false`")


def _number(default: Any, low: float, high: float = inf) -> Any:
    return _setting(default, lambda text: _read_number(text, float, low, high), admits=_range(low, high))


def _integer(default: int | None, low: int, high: float = inf) -> Any:
    return _setting(default, lambda text: _read_number(text, int, low, high), admits=_range(low, high))


def _range(low: float, high: float) -> str:
    return f"{low:g} or more" if high == inf else f"{low:g} to {high:g}"


def _read_number(text: str, kind: type[int] | type[float], low: float, high: float) -> float:
    pattern, said = (r"[+-]?\d+", "a whole number") if kind is int else (r"[+-]?\d+(\.\d+)?", "a number")
    if not re.fullmatch(pattern, text):
        raise ValueError(f"{text!r} is not {said}")
    value = kind(text)
    if not low <= value <= high:
        raise ValueError(f"{text} is not between {low:g} and {high:g}")
    return value


def _choice(default: str, *others: str) -> Any:
    known = {each.lower(): each for each in (default, *others)}

    def read(text: str) -> str:
        if text.lower() not in known:
            raise ValueError(f"{text!r} is not one of {', '.join(known.values())}")
        return known[text.lower()]

    return _setting(default, read, admits=", ".join(f"`{each}`" for each in known.values()))


def _url(default: str, *, is_upstream: bool = True) -> Any:
    def read(text: str) -> str:
        if not _is_address(text, ("http", "https")) or not urlsplit(text).netloc:
            raise ValueError(f"{text!r} is not an http(s) address")
        return text.rstrip("/")

    return _setting(default, read, is_upstream=is_upstream)


def _address(default: Any, schemes: tuple[str, ...]) -> Any:
    """Return a setting for an address; messages never show its value, as it may hold a password."""

    def read(text: str) -> str:
        if not _is_address(text, schemes):
            raise ValueError(f"not an address that begins with {':// or '.join(schemes)}://")
        return text

    return _setting(default, read)


def _is_address(text: str, schemes: tuple[str, ...]) -> bool:
    try:
        parts, port = urlsplit(text), urlsplit(text).port
    except ValueError:  # the port is no valid port
        return False
    return "://" in text and parts.scheme in schemes and port != 0


def _read_items(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _read_tiers(text: str) -> tuple[str, ...]:
    chosen = _read_items(text)
    unknown = [tier for tier in chosen if tier not in TIERS]
    if unknown:
        raise ValueError(f"{unknown[0]!r} is not one of {', '.join(TIERS)}")
    if len(set(chosen)) != len(chosen):
        raise ValueError("a tier is named twice")
    return chosen


def _read_key(text: str) -> str:
    """Remove text that is often copied with a key: quotes, ``Authorization: Bearer``, the variable's name.

    A remark (``# ...``) behind the key is removed too: some programs that read ``.env`` for a container take
    it as a part of the value. Raises ``ValueError`` when no key is left.
    """
    key = _AROUND_A_KEY.sub("", text.partition("#")[0])
    if not key:
        raise ValueError("the value contains no key")
    return key


def _cache_file() -> Any:
    """Return the setting for the cache's file; its default is in the user's cache folder, if there is one.

    The default for the demo is no file: its films come from the stand-in.
    """

    def default(above: Mapping[str, Any]) -> Path | None:
        path = user_cache_path("next-film", appauthor=False) / "cache.sqlite3"
        return path if path.is_absolute() and not above["demo"] else None

    def read(text: str) -> Path | None:
        path = Path(text).expanduser()
        if text and path.is_dir():
            raise ValueError(f"{text!r} is a folder; give a file in it")
        return path if text else None

    return _setting(default, read, may_be_empty=True, admits="a file, or empty")


def _limit_storage(above: Mapping[str, Any]) -> str:
    """Return the default storage of limits: Redis if it is set, with the scheme that Flask-Limiter uses."""
    redis_url = above["redis_url"]
    return re.sub("^unix:", "redis+unix:", redis_url) if redis_url else "memory://"


def _letterboxd_rate_per_s(above: Mapping[str, Any]) -> float:
    """Return the default rate; it is higher for the demo, which reads its own pages and no real server's."""
    return 8.0 if above["demo"] else 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All settings, typed. Field names are the variables' names in lower case; times are in seconds."""

    demo: bool = _boolean(default=False)
    tmdb_key: str | None = _setting(None, _read_key)
    redis_url: str | None = _address(None, REDIS)
    redis_required: bool = _boolean(default=False)
    ratelimit_storage_uri: str = _address(_limit_storage, LIMIT_STORAGES)
    ratelimit_enabled: bool = _boolean(default=True)
    port: int = _integer(8080, 1, 65535)
    flask_env: str = _choice("production", "development")
    local_dev: bool = _boolean(default=False)
    min_recommend_rating: float = _number(MIN_RATING, 0, 10)  # TMDB 0-10
    seed_min_rating: float = _number(SEED_MIN_STARS, 0.5, 5)  # stars
    similar_results_per_film: int = _integer(SIMILAR_LIMIT, 0, 20)
    max_films: int = _integer(MAX_FILMS, 1)  # of one member, in one job
    max_recommendations: int = _integer(MAX_RECOMMENDATIONS, 1, 1000)
    justwatch_max_lookups: int = _integer(MAX_LOOKUPS, 0)
    letterboxd_circuit_failure_threshold: int = _integer(5, 1)
    letterboxd_circuit_cooldown_s: float = _number(180.0, 5)
    cache_max_size: int = _integer(10_000, 1)  # entries a namespace
    cache_max_mb: int = _integer(256, 1)
    cache_path: Path | None = _cache_file()  # noqa: RUF009  it is a field()
    cache_disk_mb: int = _integer(1024, 1)
    stream_max_age_s: float = _number(3600.0, 1)
    sse_queue_maxsize: int = _integer(1000, 1)
    scrape_pool_size: int = _integer(6, 1)
    work_pool_size: int = _integer(8, 1)
    pipeline_pool_size: int = _integer(4, 1)
    job_deadline_s: float = _number(600.0, 1)  # until a job ends with what it has
    jobs_max_mb: int = _integer(256, 1)  # of jobs that have ended, and of exports that wait
    job_result_ttl: float = _number(900.0, 1)
    letterboxd_http_timeout: float = _number(12.0, 0.1, 600)
    tmdb_http_timeout: float = _number(12.0, 0.1, 600)
    justwatch_http_timeout: float = _number(3.0, 0.1, 600)
    camoufox_timeout: float = _number(20.0, 0.1, 600)
    camoufox_max_concurrent: int = _integer(1, 1)
    http_pool_maxsize: int = _integer(20, 1)
    letterboxd_deadline_s: float = _number(LETTERBOXD_DEADLINE_S, 0.1, 600)  # until a refusal is reported
    letterboxd_retry_sleep_s: float = _number(0.4, 0)
    letterboxd_throttle_sleep_s: float = _number(1.5, 0)
    letterboxd_stale_s: float = _number(7 * 86400.0, 0, 7 * 86400)  # no profile is kept for longer
    letterboxd_rate_per_s: float = _number(_letterboxd_rate_per_s, 0.01, 1000)
    tmdb_stale_s: float = _number(30 * 86400.0, 86400, 180 * 86400)  # TMDB allows six months
    tmdb_rate_per_s: float = _number(40.0, 0.01, 1000)
    justwatch_rate_per_s: float = _number(20.0, 0.01, 1000)
    wikidata_rate_per_s: float = _number(0.5, 0.01, 1000)
    letterboxd_fetch_tiers: tuple[str, ...] = _setting(TIERS, _read_tiers, may_be_empty=True)
    letterboxd_base_url: str = _url("https://letterboxd.com")
    tmdb_base_url: str = _url("https://api.themoviedb.org/3")
    tmdb_image_base_url: str = _url("https://image.tmdb.org/t/p", is_upstream=False)  # only browsers use it
    justwatch_url: str = _url("https://apis.justwatch.com/graphql")
    wikidata_url: str = _url("https://query.wikidata.org/sparql", is_upstream=False)  # no job uses it
    identity_map: Path | None = _setting(None, Path)  # noqa: RUF009  it is a field()
    job_backend: str = _choice("threads", "dramatiq")
    web_workers: int = _integer(1, 1, 64)  # web processes
    max_queued_jobs: int = _integer(100, 1)
    max_jobs_per_address: int = _integer(3, 1)
    max_streams_per_address: int = _integer(12, 1)
    max_connections_per_address: int = _integer(48, 1)  # below the threads that streams leave
    client_header_timeout: float = _number(10.0, 0.1, 600)  # until all headers have arrived
    client_body_timeout: float = _number(30.0, 0.1, 600)  # without a byte from the client
    client_send_timeout: float = _number(60.0, 0.1, 600)  # without a byte taken by the client
    trusted_proxies: int = _integer(0, 0)
    allowed_origins: tuple[str, ...] = _setting(("*",), _read_items, may_be_empty=True)
    metrics_port: int | None = _integer(None, 1, 65535)  # of a worker machine, which serves nothing else
    internal_token: str | None = _setting(None)
    log_level: str = _choice("INFO", "DEBUG", "WARNING", "ERROR", "CRITICAL")
    log_format: str = _choice("text", "json")

    @property
    def is_dev(self) -> bool:
        """Whether development is on: auto-reload, debug output, and each job's result in a file."""
        return self.local_dev or self.flask_env == "development"

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> "Settings":
        """Read the settings from ``environment``. Raises ``SettingsError`` at the first bad value."""
        values: dict[str, Any] = {}
        for each in fields(cls):
            text = environment.get(each.name.upper())
            is_given = text is not None and (text.strip() or each.metadata["may_be_empty"])
            default = each.metadata["default"]
            try:
                if text is not None and is_given:
                    values[each.name] = each.metadata["read"](text.strip())
                else:
                    values[each.name] = default(values) if callable(default) else default
            except ValueError as error:
                raise SettingsError(f"{each.name.upper()}: {error}") from None
        if not values["demo"] and values["tmdb_key"] is None:
            raise SettingsError(
                "TMDB_KEY: required; set it, or set DEMO=true to serve the bundled offline world"
            )
        if values["redis_required"] and values["redis_url"] is None:
            raise SettingsError("REDIS_REQUIRED: true needs REDIS_URL, which is not set")
        if values["redis_url"] is None:
            if values["job_backend"] == "dramatiq":
                raise SettingsError("JOB_BACKEND: dramatiq needs REDIS_URL, which is not set")
            if values["web_workers"] > 1:
                raise SettingsError("WEB_WORKERS: more than 1 needs REDIS_URL, which is not set")
        return cls(**values)


UPSTREAM_SETTINGS: Final = tuple(each.name for each in fields(Settings) if each.metadata["is_upstream"])
"""The names of the settings that hold addresses of services that jobs call.

The demo replaces each of them with its own address. The cache's file keeps answers of different addresses
apart.
"""
