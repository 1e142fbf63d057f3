"""The environment becomes settings, or the start stops and names the variable."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from config import Settings, SettingsError

MINIMAL = {"TMDB_KEY": "k"}
ROOT = Path(__file__).parent.parent


def test_defaults_are_those_of_the_contract() -> None:
    settings = Settings.from_environment(MINIMAL)
    assert (settings.port, settings.min_recommend_rating, settings.seed_min_rating) == (8080, 7.0, 4.0)
    assert settings.letterboxd_fetch_tiers == ("requests", "cloudscraper", "curl_cffi", "camoufox")
    assert (settings.letterboxd_rate_per_s, settings.tmdb_rate_per_s) == (2.0, 40.0)
    assert settings.ratelimit_storage_uri == "memory://"
    assert settings.allowed_origins == ("*",)
    assert (settings.letterboxd_deadline_s, settings.job_deadline_s) == (15.0, 600.0)
    assert not settings.is_dev


def test_the_demo_needs_no_key_and_reads_its_own_pages_faster() -> None:
    settings = Settings.from_environment({"DEMO": "true"})
    assert settings.tmdb_key is None
    assert settings.letterboxd_rate_per_s == 8.0


def test_limits_are_kept_in_redis_when_there_is_one() -> None:
    settings = Settings.from_environment(MINIMAL | {"REDIS_URL": "redis://h/0"})
    assert settings.ratelimit_storage_uri == "redis://h/0"


@pytest.mark.parametrize("value", ["true", "development"])
def test_development_is_asked_for_by_either_variable(value: str) -> None:
    name = "LOCAL_DEV" if value == "true" else "FLASK_ENV"
    assert Settings.from_environment(MINIMAL | {name: value}).is_dev


def test_no_tiers_means_no_page_scraping() -> None:
    assert Settings.from_environment(MINIMAL | {"LETTERBOXD_FETCH_TIERS": ""}).letterboxd_fetch_tiers == ()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "abc"),
        ("PORT", "70000"),
        ("PORT", "80.5"),
        ("LETTERBOXD_CIRCUIT_COOLDOWN_S", "4.9"),
        ("MIN_RECOMMEND_RATING", "eleven"),
        ("MIN_RECOMMEND_RATING", "11"),
        ("MIN_RECOMMEND_RATING", "nan"),
        ("REDIS_URL", "localhost:6379"),
        ("REDIS_URL", "http://localhost"),
        ("REDIS_URL", "redis://localhost:99999/0"),
        ("RATELIMIT_STORAGE_URI", "memory"),
        ("RATELIMIT_STORAGE_URI", "mongodb://localhost"),
        ("REDIS_REQUIRED", "perhaps"),
        ("REDIS_REQUIRED", "true"),
        ("LETTERBOXD_FETCH_TIERS", "requests,selenium"),
        ("LETTERBOXD_FETCH_TIERS", "requests,requests"),
        ("TMDB_BASE_URL", "api.themoviedb.org/3"),
        ("TMDB_BASE_URL", "http://localhost:port/3"),
        ("LOG_FORMAT", "xml"),
        ("JOB_BACKEND", "celery"),
        ("JOB_BACKEND", "dramatiq"),  # without REDIS_URL
        ("WEB_WORKERS", "2"),
        ("WEB_WORKERS", "0"),
        ("TMDB_RATE_PER_S", "0"),
        ("LETTERBOXD_DEADLINE_S", "0"),
        ("JOB_DEADLINE_S", "0.5"),
    ],
)
def test_a_bad_value_stops_the_start_with_its_name(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        Settings.from_environment(MINIMAL | {name: value})


def test_an_address_that_is_refused_is_not_shown_as_it_may_hold_a_password() -> None:
    with pytest.raises(SettingsError) as refused:
        Settings.from_environment(MINIMAL | {"REDIS_URL": "https://me:secret@localhost"})
    assert "secret" not in str(refused.value)


def test_a_redis_behind_a_socket_keeps_the_limits_too() -> None:
    settings = Settings.from_environment(MINIMAL | {"REDIS_URL": "unix:///run/redis.sock?db=1"})
    assert settings.redis_url == "unix:///run/redis.sock?db=1"
    assert settings.ratelimit_storage_uri == "redis+unix:///run/redis.sock?db=1"


def test_without_key_and_without_demo_the_start_is_refused() -> None:
    with pytest.raises(SettingsError, match="TMDB_KEY"):
        Settings.from_environment({})


@pytest.mark.parametrize("key", ["0123456789abcdef", "eyJhbGciOi.eyJhdWQi.x-_9", "bearer0123"])
@pytest.mark.parametrize(
    "around",
    [
        " {} ",
        '"{}"',
        "'{}'",
        "“{}”",
        "Bearer {}",
        "bearer  {}\n",
        '"Bearer {}"',
        "Bearer '{}' ",
        "Bearer Bearer {}",
        "Authorization: Bearer {}",
        "'authorization:Bearer {}'",
        "TMDB_KEY={}",
        "export TMDB_KEY = '{}'",
        'TMDB_KEY="Bearer {}"',
        "{}   # v3 key or v4 token",
    ],
)
def test_what_was_copied_with_the_key_is_no_part_of_it(key: str, around: str) -> None:
    assert Settings.from_environment({"TMDB_KEY": around.format(key)}).tmdb_key == key


@pytest.mark.parametrize(
    "key",
    ["''", '""', "Bearer", "Bearer ", "Authorization: Bearer", "TMDB_KEY=", "TMDB_KEY=''", "# a remark"],
)
def test_a_key_of_which_nothing_is_left_stops_the_start(key: str) -> None:
    with pytest.raises(SettingsError, match="TMDB_KEY: the value contains no key"):
        Settings.from_environment({"TMDB_KEY": key})


def test_an_identity_map_need_not_be_there_yet(tmp_path: Path) -> None:
    path = tmp_path / "identities.sqlite"
    assert Settings.from_environment(MINIMAL | {"IDENTITY_MAP": str(path)}).identity_map == path


def test_the_page_of_settings_tells_the_defaults() -> None:
    """Given as values, they change nothing; a dash is a variable that is not set."""
    defaults = Settings.from_environment(MINIMAL)
    table = (ROOT / "docs/settings.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([A-Z_]+)` \| (\S+) \|", table, re.MULTILINE)
    assert {name for name, _ in rows} == {field.name.upper() for field in fields(Settings)}
    for name, value in rows:
        given = MINIMAL if value == "–" else MINIMAL | {name: value.strip("`")}
        assert Settings.from_environment(given) == defaults, name


def test_every_setting_has_words() -> None:
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    names = [field.name.upper() for field in fields(Settings)]
    assert [name for name in names if not re.search(rf"\b{name}=.*# \S", text)] == []


def test_the_cache_has_a_file_in_the_users_cache_folder_unless_it_is_told_otherwise(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert Settings.from_environment(MINIMAL).cache_path == tmp_path / "next-film" / "cache.sqlite3"
    assert Settings.from_environment(MINIMAL | {"CACHE_PATH": ""}).cache_path is None
    assert Settings.from_environment({"DEMO": "true"}).cache_path is None
    assert Settings.from_environment(MINIMAL | {"CACHE_PATH": "~/x"}).cache_path == Path.home() / "x"
    with pytest.raises(SettingsError, match=r"CACHE_PATH: .* is a folder"):
        Settings.from_environment(MINIMAL | {"CACHE_PATH": str(tmp_path)})
