"""The demo: the bundled offline world in place of every upstream, with no key and no network."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, Self

from flask import Flask, Response, abort

from config import UPSTREAM_SETTINGS, Settings
from payloads.answers import SamplePayload
from standin.drawings import drawing
from standin.habits import Habits
from standin.server import DEMO_KEY, Latency, StandIn
from standin.world import World

POSTERS = "/demo/posters"
"""The path at which the application itself serves the demo's posters."""

_POSTER_AGE_S = 86400


class Demo:
    """A running stand-in for all upstreams, and what the application needs to use it."""

    def __init__(self, standin: StandIn) -> None:
        self._standin = standin

    @classmethod
    @contextmanager
    def start(cls) -> Iterator[Self]:
        """Run the body with the bundled world served on loopback, about as slow as the real services."""
        with StandIn(World.bundled(), Latency.default(), habits=Habits(tmdb_has_pages=False)) as standin:
            yield cls(standin)

    @property
    def samples(self) -> tuple[SamplePayload, ...]:
        """The members to try: ``name``, ``films``, ``tagline``."""
        return tuple(
            {"name": each.name, "films": each.films, "tagline": each.tagline}
            for each in self._standin.world.sample_names
        )

    def redirect(self, settings: Settings) -> Settings:
        """Return ``settings`` with this world as every upstream."""
        upstreams: dict[str, Any] = {name: self._standin.address_of(name) for name in UPSTREAM_SETTINGS}
        return replace(
            settings,
            **upstreams,
            tmdb_key=DEMO_KEY,
            tmdb_image_base_url=POSTERS,
            letterboxd_fetch_tiers=("requests",),
        )

    def register(self, app: Flask) -> None:
        """Serve posters and backdrops from ``app``, so that a page in the demo needs no other server."""
        films = self._standin.world.films

        def poster(size: str, name: str) -> Response:
            svg = drawing(films, size, name)
            if svg is None:
                abort(404)
            response = Response(svg, mimetype="image/svg+xml")
            response.cache_control.max_age = _POSTER_AGE_S
            return response

        app.add_url_rule(f"{POSTERS}/<size>/<name>", "demo_poster", poster)
