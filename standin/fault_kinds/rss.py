"""The faults of a member's feed. `count` is the number of items to change, by default one."""

import re
from collections.abc import Callable
from functools import partial
from typing import Final

from standin.fault_kinds.kind import Change, Deed, Kinds
from standin.fault_kinds.letterboxd_refusals import KINDS as REFUSALS

_ITEM: Final = re.compile(r"<item>.*?</item>\n", re.DOTALL)
_DATE: Final = re.compile(r"<letterboxd:watchedDate>.*?</letterboxd:watchedDate>\n")
_FILM: Final = re.compile(r"<letterboxd:(filmTitle|filmYear)>.*?</letterboxd:\1>\n")
_ID: Final = re.compile(r"<tmdb:movieId>.*?</tmdb:movieId>\n")
_ID_VALUE: Final = re.compile(r"(?<=<tmdb:movieId>).*?(?=<)")
_LINK: Final = re.compile(r"(?<=<link>).*?(?=</link>)")
_YEAR: Final = re.compile(r"(?<=<letterboxd:filmYear>).*?(?=<)")
_RATING: Final = re.compile(
    r"(<letterboxd:memberRating>.*?</letterboxd:memberRating>\n)?<letterboxd:memberLike>"
)

_STORY: Final = """<item>
<title>A story that is no film</title>
<guid isPermaLink="false">letterboxd-story-7</guid>
</item>
"""
_SERIES: Final = """<item>
<title>The Long Serial, 2019 - ★★★★★</title>
<link>https://letterboxd.com/somebody/film/the-long-serial/</link>
<guid isPermaLink="false">letterboxd-watch-7</guid>
<pubDate>Sun, 01 Nov 2026 08:00:00 +0000</pubDate>
<letterboxd:watchedDate>2026-11-01</letterboxd:watchedDate>
<letterboxd:rewatch>No</letterboxd:rewatch>
<letterboxd:filmTitle>The Long Serial</letterboxd:filmTitle>
<letterboxd:filmYear>2019</letterboxd:filmYear>
<letterboxd:memberRating>5.0</letterboxd:memberRating>
<letterboxd:memberLike>Yes</letterboxd:memberLike>
<tmdb:tvId>7</tmdb:tvId>
</item>
"""


def _each(change: Callable[[str], str]) -> Callable[[str, int], str]:
    """Return a function that changes the first `count` items of the feed."""
    return lambda text, count: _ITEM.sub(lambda item: change(item[0]), text, count=count)


def _rating(value: str) -> Callable[[str], str]:
    given = f"<letterboxd:memberRating>{value}</letterboxd:memberRating>\n<letterboxd:memberLike>"
    return partial(_RATING.sub, given)


_text = partial(Change, "text")

KINDS: Final[Kinds] = {
    **REFUSALS,
    "redirect_member": Deed("302 to the feed of another member."),
    "undated": _text("No item says when the film was watched.", lambda text, _: _DATE.sub("", text)),
    "series": _text("Series stand before the films: `tmdb:tvId`.", _each(lambda item: _SERIES + item)),
    "odd_item": _text("Items that are of no film stand first.", _each(lambda item: _STORY + item)),
    "item_without_film": _text("Items have neither title nor year.", _each(partial(_FILM.sub, ""))),
    "item_without_id": _text("Items have no id of TMDB's.", _each(partial(_ID.sub, ""))),
    "item_with_odd_id": _text("TMDB's ids are words.", _each(partial(_ID_VALUE.sub, "soon"))),
    "item_with_odd_link": _text(
        "Links lead to no film.", _each(partial(_LINK.sub, "https://letterboxd.com/"))
    ),
    "item_without_year": _text("Years are blank.", _each(partial(_YEAR.sub, ""))),
    "item_rated_oddly": _text("Ratings are words.", _each(_rating("lots"))),
    "item_rated_nothing": _text("Ratings are 0.", _each(_rating("0.0"))),
    "empty": _text("The feed has no items.", lambda text, _: _ITEM.sub("", text)),
}
