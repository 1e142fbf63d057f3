"""Damaged pages and feeds: our errors or the truth, no film invented, not more than one lost in silence."""

import re
from functools import cache
from xml.etree import ElementTree as ET

import requests
from hypothesis import example, given
from hypothesis import strategies as st

from errors import AppError, UpstreamMalformed
from infra.http.page_fetching.page import Page
from infra.letterboxd.markup import read_grid
from infra.letterboxd.page_defects import SLACK, find_defect
from infra.letterboxd.pages import FILMS
from infra.letterboxd.rss import read_rss
from infra.letterboxd.validation import validate_films_page
from services.models.histories import Interaction
from standin.model import Markup
from standin.server import StandIn
from standin.world import World
from tests.conftest import MANY_EXAMPLES
from tests.timing import PATIENCE_S

MARKUPS: tuple[Markup, ...] = ("current", "2025", "2023", "2022")
NAMED = {"User-Agent": "a-test"}  # the feed is refused to a client without a name
_TOKENS = re.compile(r"<[^>]+>|[^<]+")

Films = dict[str | None, tuple[str, int | None]]


@cache
def documents() -> dict[str, str]:
    """The only page of a member in each markup, and a feed, as the stand-in serves them."""
    world = World.bundled()
    for markup in MARKUPS:
        world = world.with_member(f"in{markup}", 12, markup=markup)
    with StandIn(world) as site:
        pages = {markup: f"/in{markup}/films/" for markup in MARKUPS} | {"rss": "/incurrent/rss/"}
        return {
            name: requests.get(site.letterboxd_url + path, headers=NAMED, timeout=PATIENCE_S).text
            for name, path in pages.items()
        }


def read_page(html: str) -> tuple[tuple[Interaction, ...], str | None]:
    """All that stands between an answer and its films, and what is wrong with them."""
    validate_films_page(Page(200, {}, html, ""))
    grid = read_grid(html)
    return grid.interactions, find_defect(grid, FILMS, 1)


@cache
def whole_page(markup: Markup) -> Films:
    return films(read_page(documents()[markup])[0])


def films(interactions: tuple[Interaction, ...]) -> Films:
    return {film.slug: (film.title, film.year) for film in interactions}


def is_vital(token: str) -> bool:
    """Whether a tag begins an item, names its film or states the total.

    Two of them that change places are two accidents, of which one hides the other.
    """
    return "-slug=" in token or token.startswith(("<img", "<li")) or 'films">' in token


@st.composite
def damage(draw: st.DrawFn, text: str) -> str:
    """``text`` with one accident: tags lost, repeated, exchanged, torn, stuffed, or its end gone."""
    tokens = _TOKENS.findall(text)
    places = st.integers(0, len(tokens) - 1)
    start, length = draw(places), draw(st.integers(1, 60))
    accident = draw(st.sampled_from(("lose", "repeat", "exchange", "tear", "fill", "cut", "attribute")))
    if accident == "lose":
        tokens[start : start + length] = []
    elif accident == "repeat":
        tokens[start:start] = tokens[start : start + length]
    elif accident == "exchange":
        other = draw(places)
        if not (is_vital(tokens[start]) and is_vital(tokens[other])):
            tokens[start], tokens[other] = tokens[other], tokens[start]
    elif accident == "tear":
        pieces = tokens[start].split('" ')
        tokens[start] = '" '.join(pieces[: draw(st.integers(1, len(pieces)))]) + '">'
    elif accident == "fill":
        tokens.insert(start, draw(st.text(st.characters(codec="utf-8"), max_size=40)))
    elif accident == "attribute":
        attributes = re.findall(r'\s[\w-]+="[^"]*"', tokens[start])
        if attributes:
            tokens[start] = tokens[start].replace(draw(st.sampled_from(attributes)), "")
    damaged = "".join(tokens)
    return damaged[: draw(st.integers(0, len(damaged)))] if accident == "cut" else damaged


@given(st.data(), st.sampled_from(MARKUPS))
@MANY_EXAMPLES
def test_a_damaged_page_is_refused_or_shows_what_is_right_and_says_what_it_lacks(
    data: st.DataObject, markup: Markup
) -> None:
    html = documents()[markup]
    try:
        interactions, defect = read_page(data.draw(damage(html)))
    except AppError:
        return
    read, whole = films(interactions), whole_page(markup)
    assert read.keys() <= whole.keys()
    assert defect is not None or len(read) >= len(whole) - SLACK
    if len(read) == len(whole) or markup in ("current", "2025"):  # of older ones a title stands elsewhere
        assert read.items() <= whole.items()


@given(st.text(st.characters(codec="utf-8"), max_size=300))
@example("")
@example("\0")
@example('<ul class="poster-list">')
@example('<h1 class="section-heading"><div class="poster-grid"></div class="pagination">')
@example("<div>" * 400 + '<div class="poster-grid"><ul><li>')
@MANY_EXAMPLES
def test_rubbish_holds_no_films(text: str) -> None:
    try:
        read = read_grid(f"<html><body>{text}</body></html>").interactions
    except UpstreamMalformed:
        return
    assert read == ()


@st.composite
def damaged_feed(draw: st.DrawFn, feed: str) -> str:
    """``feed`` with one accident: an element lost, repeated or stuffed, tags lost, its end gone."""
    accident = draw(st.sampled_from(("lose", "repeat", "rubbish", "cut", "tags")))
    if accident == "cut":
        return feed[: draw(st.integers(0, len(feed) - 1))]
    if accident == "tags":
        tokens = _TOKENS.findall(feed)
        start, length = draw(st.integers(0, len(tokens) - 1)), draw(st.integers(1, 40))
        inside = [*tokens[start:], "</item>"].index(
            "</item>"
        )  # what is left of one item must not join the next
        tokens[start : start + min(length, inside)] = []
        return "".join(tokens)
    root = ET.fromstring(feed)
    parents = [element for element in root.iter() if len(element)]
    parent = draw(st.sampled_from(parents))
    child = draw(st.sampled_from(list(parent)))
    if accident == "lose":
        parent.remove(child)
    elif accident == "repeat":
        parent.insert(draw(st.integers(0, len(parent))), child)
    else:
        child.text = draw(st.sampled_from(("", " ", "0", "-1", "9" * 5000, "٣", "nothing")))
    return ET.tostring(root, encoding="unicode")


@given(st.data())
@MANY_EXAMPLES
def test_a_damaged_feed_is_refused_or_holds_the_films_it_links_to(data: st.DataObject) -> None:
    feed = documents()["rss"]
    whole = films(read_rss(feed.encode()))
    damaged = data.draw(damaged_feed(feed))
    try:
        read = films(read_rss(damaged.encode()))
    except UpstreamMalformed:
        return
    assert films_linked(damaged) - 1 <= len(read) <= films_linked(damaged)
    rubbish = {"0", "-1", "9" * 5000, "٣", "nothing"}
    for slug, (title, year) in read.items():
        assert title in rubbish or (slug in whole and title == whole[slug][0])
        assert year is None or year == whole[slug][1]


def films_linked(feed: str) -> int:
    """How many different films the items of a feed link to."""
    return len({link.removesuffix("1/") for link in re.findall("<link>([^<]*/film/[^<]*)</link>", feed)})


@given(st.binary(max_size=200))
@example(b"")
@example(b"<rss/>")
@example(b"<rss><channel/></rss>")
@example('<?xml version="1.0" encoding="utf-16"?><!DOCTYPE a><rss/>'.encode("utf-16"))
@MANY_EXAMPLES
def test_rubbish_is_no_feed(body: bytes) -> None:
    try:
        read = read_rss(body)
    except UpstreamMalformed:
        return
    assert read == ()
