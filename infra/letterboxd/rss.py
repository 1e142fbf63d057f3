"""Letterboxd's RSS feed: about fifty of the newest diary items, with exact TMDB ids.

Its namespaces are ``letterboxd="https://letterboxd.com"`` and ``tmdb="https://themoviedb.org"``. Diary items
and reviews name a film. Lists and other items do not, and are skipped. An item that should name a film and
does not is dropped and counted. An odd year, rating or id becomes None and is counted. A feed is never a
complete history.
"""

import re
from dataclasses import replace
from typing import Final
from xml.etree import ElementTree as ET

from infra.lenient_parsing.odd_rows import count_odd_row
from infra.letterboxd.items import TITLE_CHARS
from infra.letterboxd.rss_xml import read_items
from services.models.histories import Interaction

_LETTERBOXD: Final = "{https://letterboxd.com}"
_TMDB: Final = "{https://themoviedb.org}"
_FILM_LINK: Final = re.compile(r"https?://[^/]+(?:/[^/]+)*?/film/(?P<slug>[^/\s]+)/(?:[0-9]+/)?")
_OF_A_FILM: Final = ("letterboxd-watch-", "letterboxd-review-")
_OF_A_LIST: Final = "letterboxd-list-"
_YEAR: Final = re.compile(r"[0-9]{4}")
_ID: Final = re.compile(r"[1-9][0-9]{0,11}")
_STARS: Final = re.compile(r"0\.5|[1-4](?:\.[05])?|5(?:\.0)?")


def read_rss(body: bytes) -> tuple[Interaction, ...]:
    """Return the films of a feed, newest first, each once.

    A film that was watched several times has its newest rating, and is liked if any of its items is. A
    series (``tmdb:tvId``) has no ``tmdb_id`` and is marked with ``is_series``. Raises ``UpstreamMalformed``
    for a body that is no feed.
    """
    films: dict[str, Interaction] = {}
    for item in filter(_names_a_film, read_items(body)):
        try:
            slug, seen = _film(item)
        except _OddItem:
            count_odd_row("rss", "item")
        else:
            films[slug] = _merged(films[slug], seen) if slug in films else seen
    return tuple(films.values())


class _OddItem(Exception):
    """An item that should name a film and does not."""


def _names_a_film(item: ET.Element) -> bool:
    guid = _text(item, "guid") or ""
    if guid.startswith(_OF_A_LIST):
        return False
    has_title = item.find(f"{_LETTERBOXD}filmTitle") is not None
    return (
        has_title
        or guid.startswith(_OF_A_FILM)
        or _FILM_LINK.fullmatch(_text(item, "link") or "") is not None
    )


def _film(item: ET.Element) -> tuple[str, Interaction]:
    """Return the film's slug, and the film. Raises ``_OddItem``."""
    title = _text(item, f"{_LETTERBOXD}filmTitle")
    link = _FILM_LINK.fullmatch(_text(item, "link") or "")
    if title is None or link is None or len(title) > TITLE_CHARS:
        raise _OddItem
    year = _matching(_YEAR, item, f"{_LETTERBOXD}filmYear")
    stars = _matching(_STARS, item, f"{_LETTERBOXD}memberRating")
    tmdb_id = _matching(_ID, item, f"{_TMDB}movieId")
    return link["slug"], Interaction(
        title,
        int(year) if year else None,
        link["slug"],
        float(stars) if stars else None,
        _text(item, f"{_LETTERBOXD}memberLike") == "Yes",
        int(tmdb_id) if tmdb_id else None,
        is_series=tmdb_id is None and item.find(f"{_TMDB}tvId") is not None,
    )


def _merged(newer: Interaction, older: Interaction) -> Interaction:
    rating = older.rating_stars if newer.rating_stars is None else newer.rating_stars
    tmdb_id = newer.tmdb_id or older.tmdb_id
    return replace(
        newer,
        rating_stars=rating,
        liked=newer.liked or older.liked,
        tmdb_id=tmdb_id,
        is_series=tmdb_id is None and (newer.is_series or older.is_series),
    )


def _matching(pattern: re.Pattern[str], item: ET.Element, tag: str) -> str | None:
    """Return the text of a field; None when it is missing or does not match ``pattern`` (then counted)."""
    text = _text(item, tag)
    if text is not None and not pattern.fullmatch(text):
        count_odd_row("rss", tag.partition("}")[2])
        return None
    return text


def _text(item: ET.Element, tag: str) -> str | None:
    return (item.findtext(tag) or "").strip() or None
