"""Every service that jobs ask: the demo asks its own, and what others at its address answer is kept apart."""

from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest

from bootstrap.caching import CacheFile
from bootstrap.demo import POSTERS, Demo
from config import UPSTREAM_SETTINGS, Settings

OF_NO_JOB = {"redis_url", "tmdb_image_base_url", "wikidata_url"}
"""The store, what browsers load, and what `make identities` reads."""

ADDRESSES = [each.name for each in fields(Settings) if each.name.endswith("_url")]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings.from_environment({"TMDB_KEY": "k", "CACHE_PATH": str(tmp_path / "cache.sqlite3")})


def scope_of(settings: Settings) -> str:
    file = CacheFile.of(settings)
    assert file is not None
    return file.scope


@pytest.mark.parametrize("name", ADDRESSES)
def test_what_another_upstream_answers_is_kept_apart(settings: Settings, name: str) -> None:
    elsewhere: dict[str, Any] = {name: "http://127.0.0.1:9/elsewhere"}
    is_apart = scope_of(replace(settings, **elsewhere)) != scope_of(settings)
    assert is_apart == (name not in OF_NO_JOB)


def test_the_demo_asks_no_service_but_its_own(settings: Settings) -> None:
    with Demo.start() as demo:
        redirected = demo.redirect(settings)
    assert redirected.tmdb_image_base_url == POSTERS
    asked = {name: getattr(redirected, name) for name in ADDRESSES if name not in OF_NO_JOB}
    assert asked.keys() == set(UPSTREAM_SETTINGS)
    assert [name for name, address in asked.items() if not address.startswith("http://127.0.0.1:")] == []
