"""The feed: what counts as a film, and how entries of one film become one."""

import pytest

from errors import UpstreamMalformed
from infra.letterboxd.rss import read_rss
from metrics import ODD_ROWS
from services.models.histories import Interaction

HEAD = (
    '<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:letterboxd="https://letterboxd.com" '
    'xmlns:tmdb="https://themoviedb.org" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>'
    "<title>Letterboxd - joe</title>"
)


def feed(*items: str) -> bytes:
    return f"{HEAD}{''.join(items)}</channel></rss>".encode()


def entry(
    title: str | None = "Heat",
    year: str | None = "1995",
    rating: str | None = "4.5",
    like: str = "No",
    ids: str = "<tmdb:movieId>949</tmdb:movieId>",
    link: str = "https://letterboxd.com/joe/film/heat-1995/",
    guid: str = "letterboxd-watch-1",
) -> str:
    def element(name: str, text: str | None) -> str:
        return "" if text is None else f"<{name}>{text}</{name}>"

    return "".join(
        (
            f"<item><title>whatever</title><link>{link}</link><guid>{guid}</guid>",
            element("letterboxd:filmTitle", title),
            element("letterboxd:filmYear", year),
            element("letterboxd:memberRating", rating),
            f"<letterboxd:memberLike>{like}</letterboxd:memberLike>{ids}</item>",
        )
    )


HEAT = Interaction("Heat", 1995, "heat-1995", 4.5, liked=False, tmdb_id=949)


def test_an_entry_names_a_film_with_its_tmdb_id() -> None:
    assert read_rss(feed(entry())) == (HEAT,)


def test_a_byte_order_mark_does_no_harm() -> None:
    assert read_rss(b"\xef\xbb\xbf" + feed(entry())) == (HEAT,)


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        (entry(rating=None), Interaction("Heat", 1995, "heat-1995", None, tmdb_id=949)),
        (entry(year=None), Interaction("Heat", None, "heat-1995", 4.5, tmdb_id=949)),
        (entry(like="Yes"), Interaction("Heat", 1995, "heat-1995", 4.5, liked=True, tmdb_id=949)),
        (entry(ids="<tmdb:tvId>7</tmdb:tvId>"), Interaction("Heat", 1995, "heat-1995", 4.5, is_series=True)),
        (entry(year="soon"), Interaction("Heat", None, "heat-1995", 4.5, tmdb_id=949)),
        (entry(rating="5.5"), Interaction("Heat", 1995, "heat-1995", None, tmdb_id=949)),
        (entry(rating="0.0"), Interaction("Heat", 1995, "heat-1995", None, tmdb_id=949)),
        (entry(rating="great"), Interaction("Heat", 1995, "heat-1995", None, tmdb_id=949)),
        (entry(ids="<tmdb:movieId>heat</tmdb:movieId>"), Interaction("Heat", 1995, "heat-1995", 4.5)),
        (entry(ids="<tmdb:movieId>0</tmdb:movieId>"), Interaction("Heat", 1995, "heat-1995", 4.5)),
        (entry(title="Heat &amp; Dust"), Interaction("Heat & Dust", 1995, "heat-1995", 4.5, tmdb_id=949)),
        (entry(guid="letterboxd-review-1"), HEAT),
        (entry(guid="letterboxd-something-new-1"), HEAT),
        (entry(link="https://letterboxd.com/joe/film/heat-1995/3/"), HEAT),
    ],
)
def test_what_may_be_missing_or_different(changed: str, expected: Interaction) -> None:
    assert read_rss(feed(changed)) == (expected,)


def test_lists_and_what_names_no_film_are_passed_over() -> None:
    a_list = entry(guid="letterboxd-list-9", link="https://letterboxd.com/joe/list/film/best/")
    a_story = entry(title=None, guid="letterboxd-story-2", link="https://letterboxd.com/joe/story/mine/")
    assert read_rss(feed(a_list, entry(), a_story)) == (HEAT,)


def test_a_film_watched_again_keeps_its_newest_rating_and_any_like() -> None:
    again = entry(rating="3.0", link="https://letterboxd.com/joe/film/heat-1995/1/")
    (film,) = read_rss(feed(again, entry(like="Yes")))
    assert (film.rating_stars, film.liked) == (3.0, True)


def test_an_older_rating_stands_while_the_newest_entry_has_none() -> None:
    (film,) = read_rss(feed(entry(rating=None, ids=""), entry()))
    assert film == HEAT


def test_films_come_newest_first() -> None:
    older = entry(title="Ran", link="https://letterboxd.com/joe/film/ran/")
    assert [film.title for film in read_rss(feed(entry(), older))] == ["Heat", "Ran"]


@pytest.mark.parametrize(
    "changed",
    [
        entry(title=None),
        entry(title=" "),
        entry(link="https://letterboxd.com/joe/"),
        entry(title=None, guid="letterboxd-something-new-1"),
    ],
)
def test_an_entry_that_names_no_film_costs_itself_and_is_counted(changed: str) -> None:
    counter = ODD_ROWS.labels("rss", "item")._value
    before = counter.get()
    assert read_rss(feed(changed, entry())) == (HEAT,)
    assert counter.get() == before + 1


RAN = entry(title="Ran", link="https://letterboxd.com/joe/film/ran/", ids="")


@pytest.mark.parametrize(
    ("odd", "title"),
    [
        (b"Tom & Viv", "Tom & Viv"),
        (b"Tom &amp; Viv & <![CDATA[C&o]]>", "Tom & Viv & C&o"),
        (b"A&nbsp;B", "A&nbsp;B"),
        (b"Tom\x01 and\x1f Viv", "Tom and Viv"),
        (b"Caf\xe9", "Caf\ufffd"),
        (b"\xed\xa0\x80", "\ufffd\ufffd\ufffd"),
        (b"\xef\xbf\xbf1", "1"),
    ],
)
def test_a_sign_that_no_feed_may_hold_costs_no_film(odd: bytes, title: str) -> None:
    body = feed(entry(), entry("ODD", link="https://letterboxd.com/joe/film/odd/"), RAN).replace(b"ODD", odd)
    assert [film.title for film in read_rss(body)] == ["Heat", title, "Ran"]


@pytest.mark.parametrize("odd", ["<b>", "</b>", "a < b", "&#0;", "<a b=c/>", "<x:y/>", "</item>", "<item>"])
def test_an_entry_that_is_no_xml_costs_itself_and_is_counted(odd: str) -> None:
    counter = ODD_ROWS.labels("rss", "item")._value
    before = counter.get()
    broken = entry(odd, link="https://letterboxd.com/joe/film/odd/")
    assert [film.title for film in read_rss(feed(entry(), broken, RAN))] == ["Heat", "Ran"]
    assert counter.get() > before


@pytest.mark.parametrize(
    "body",
    [
        feed(entry("<b>")),
        b'<!DOC\x00TYPE rss [<!ENTITY a "aaaa">]>' + feed(entry("&a;")),
        feed(entry())[:-20],
        b"<html><body>Just a page</body></html>",
        b"<rss version='2.0'></rss>",
        b"",
        b"\xff\xfe\x00",
        b'<!DOCTYPE rss [<!ENTITY a "aaaa">]>' + feed(entry("&a;")),
    ],
)
def test_what_is_no_feed_is_malformed(body: bytes) -> None:
    with pytest.raises(UpstreamMalformed):
        read_rss(body)


def test_a_title_as_long_as_a_book_costs_its_entry() -> None:
    assert read_rss(feed(entry(title="Heat" * 200), entry())) == (HEAT,)


@pytest.mark.parametrize(
    "body",
    [
        b"<rss><channel><item>" + b"<![CDATA[" * 900_000 + b"</channel></rss>",
        b"<rss " + b"a" * 4_000_000 + b"><channel>" + b"<item>&" * 500_000 + b"</channel></rss>",
        b"<rss><channel>" + b"<item>&<" * 1_000_000 + b"</channel></rss>",
    ],
    ids=["open texts", "a long start", "items"],
)
def test_a_feed_that_is_made_to_be_read_for_ever_is_refused(body: bytes) -> None:
    with pytest.raises(UpstreamMalformed):
        read_rss(body)
