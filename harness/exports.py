"""Exports of members of the stand-in's world, and the form that sends them."""

import io
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from harness.export_files import film, packed, profile, rating, table
from standin.model import Film, Member
from standin.world import World


def export_of(world: World, name: str, *, with_watchlist: bool = True) -> dict[str, str]:
    """Return the files of the export that ``name`` would get from Letterboxd."""
    member = world.members[name]
    watched = [(world.films[entry.film_id], entry) for entry in member.entries]
    files = {
        "profile.csv": table("profile.csv", profile(name)),
        "watched.csv": table("watched.csv", *(row(each) for each, _ in reversed(watched))),
        "ratings.csv": table(
            "ratings.csv",
            *(
                rating(each.title, f"{entry.rating_stars:g}", str(each.year))
                for each, entry in reversed(watched)
                if entry.rating_stars
            ),
        ),
        "likes/films.csv": table(
            "likes/films.csv", *(row(each) for each, entry in reversed(watched) if entry.liked)
        ),
    }
    if with_watchlist:
        wanted = [world.films[film_id] for film_id in member.watchlist]
        files["watchlist.csv"] = table("watchlist.csv", *map(row, reversed(wanted)))
    return files


def row(each: Film) -> Any:
    return film(each.title, str(each.year))


def post_export(client: FlaskClient, files: dict[str, bytes], **fields: str) -> TestResponse:
    """Return the answer of ``POST /api/import`` to the files."""
    data: dict[str, Any] = dict(fields)
    data["file"] = [(io.BytesIO(content), name) for name, content in files.items()]
    return client.post("/api/import", data=data, content_type="multipart/form-data")


def zipped(files: dict[str, str], name: str = "letterboxd-export.zip") -> dict[str, bytes]:
    return {name: packed(files)}


def loose(files: dict[str, str]) -> dict[str, bytes]:
    """Return the files one by one, as a browser sends them: without folders."""
    return {name.rpartition("/")[2]: content.encode() for name, content in files.items()}


def on_watchlist(world: World, member: Member) -> set[int]:
    """Return the TMDB ids of the films on the watchlist, and of films with such a title and year."""
    wanted = [world.films[film_id] for film_id in member.watchlist]
    return {
        each.id
        for each in world.films.values()
        for want in wanted
        if each.title == want.title and abs(each.year - want.year) <= 1
    }
