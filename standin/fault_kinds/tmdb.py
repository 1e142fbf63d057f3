"""The faults of TMDB's API: its refusals, odd rows of searches and lists, odd details, odd providers.

`country` limits the faults of countries and offers, `film_id` those of rows, details and their parts.
"""

import json
from functools import partial
from typing import Any, Final

from standin.fault_kinds import anywhere, tmdb_extras
from standin.fault_kinds.kind import Change, Deed, Kinds, Refusal
from standin.fault_kinds.mutations import (
    ABSENT,
    Json,
    always,
    as_text,
    broken_field,
    broken_row,
    half,
    replaced,
    without,
)
from standin.http_messages import JSON
from standin.providers import OTHER_NAMES
from standin.text import pick

_COLLECTION_IDS: Final = 1_000_000_000
_NUMBERS: Final = ("popularity", "vote_average", "vote_count")
_NAMING: Final = ("id", "original_title", "release_date", "title", "vote_average", "vote_count")
"""The fields that a candidate needs; any other field of a row may be odd."""
_TITLES: Final = ("id", "original_title", "title")
_APPENDED: Final = (
    *("similar", "recommendations", "credits", "external_ids", "watch/providers", "keywords"),
    *tmdb_extras.PARTS,
)

_PAGE: Final = b"<html><head><title>Bad gateway</title></head><body><h1>Bad gateway</h1></body></html>"


def error_body(code: int, message: str) -> bytes:
    """Return an error in TMDB's own form, as JSON."""
    return json.dumps({"status_code": code, "status_message": message, "success": False}).encode()


NO_KEY: Final = error_body(7, "Invalid API key: You must be granted a valid key.")
NOT_THERE: Final = error_body(34, "The resource you requested could not be found.")
_TOO_MANY: Final = error_body(25, "Your request count (#) is over the allowed limit of (40).")
_INVALID: Final = b'{"errors":["page must be less than or equal to 500"]}'


def _collection(row: Json) -> Json:
    """Return a collection that is named after the film: six fields, and an id that no film has."""
    title = f"{row['title']} Collection"
    return {
        "id": row["id"] + _COLLECTION_IDS,
        "title": title,
        "original_title": title,
        "original_language": row["original_language"],
        "overview": "",
        "poster_path": None,
    }


def _no_film(row: Json) -> Any:
    """Return a collection, a person, or something else that is no film."""
    person = {"id": 7, "name": "Una Moe", "known_for_department": "Acting", "known_for": []}
    odd: tuple[Any, ...] = (_collection(row), person, None, "a row", [], {"id": None})
    return odd[pick(len(odd), "odd", row["id"])]


def _all_null(details: Json) -> Json:
    return details | {name: None for name in details if name not in (*_TITLES, *_APPENDED, "genres")}


def _renamed(offer: Json) -> Json:
    return offer | {"provider_name": OTHER_NAMES[offer["provider_id"]]}


def _first_null(country: Json) -> Json:
    kinds = [kind for kind in country if kind != "link"]
    return country | {kind: [None, *country[kind][1:]] for kind in kinds[:1]}


_page = partial(Change, "page")
_extra = partial(Change, "extra")
_beside = partial(Change, "beside")
_row = partial(Change, "row")
_details = partial(Change, "details")
_country = partial(Change, "country")
_offer = partial(Change, "offer")

_REFUSALS: Final[Kinds] = {
    "status": Refusal("A gateway's HTML page with the fault's status, such as 502.", _PAGE),
    "malformed": Refusal("A gateway's HTML page under 200.", _PAGE, 200),
    "bad_key": Refusal("401 with code 7.", NO_KEY, 401, JSON),
    "not_found": Refusal("404 with code 34.", NOT_THERE, 404, JSON),
    "unprocessable": Refusal("422 with a list of errors and no code.", _INVALID, 422, JSON),
    "throttle": Refusal("429 with code 25; `Retry-After` with `retry_after_s` only.", _TOO_MANY, 429, JSON),
    "truncated": Change("text", "The JSON ends in the middle.", half),
}
_ROWS: Final[Kinds] = {
    "collection_rows": _extra("Collections stand among the films: no date, votes or genres.", _collection),
    "odd_rows": _extra("What is no film stands among the films; full pages keep their length.", _no_film),
    "odd_rows_beside": _beside("What is no film stands among the films; no film gives way to it.", _no_film),
    "broken_rows": _row("In one of ten ways nothing names the film.", lambda r: broken_row(r, r["id"])),
    "broken_fields": _row(
        "A field that nobody needs is broken in one of ten ways.",
        lambda row: broken_field(row, row["id"], _NAMING),
    ),
    "null_rows": _row("Rows are null.", always(None)),
    "rows_without_id": _row("Rows have no id.", without("id")),
    "object_genre_ids": _row("`genre_ids` is `{}`.", replaced(genre_ids={})),
    "null_genre_ids": _row("`genre_ids` is null.", replaced(genre_ids=None)),
    "null_titles": _row("Both titles are null.", replaced(title=None, original_title=None)),
    "null_dates": _row("`release_date` is null.", replaced(release_date=None)),
    "blank_dates": _row("`release_date` is an empty text.", replaced(release_date="")),
    "absent_dates": _row("There is no `release_date`.", without("release_date")),
    "null_numbers": _row("Popularity and votes are null.", replaced(**dict.fromkeys(_NUMBERS))),
    "text_numbers": _row("Popularity and votes are text.", as_text(*_NUMBERS)),
    "null_lists": _page("`results` of searches and lists is null.", replaced(results=None)),
    "object_lists": _page("`results` of searches and lists is `{}`.", replaced(results={})),
    "absent_lists": _page("Searches and lists have no `results`.", without("results")),
    "long_recommendations": Deed("The first page of every film's recommendations holds 21."),
}
_DETAILS: Final[Kinds] = {
    "without_similar": _details("Details lack `similar`.", without("similar")),
    "without_recommendations": _details("Details lack `recommendations`.", without("recommendations")),
    "without_credits": _details("Details lack `credits`.", without("credits")),
    "without_providers": _details("Details lack `watch/providers`.", without("watch/providers")),
    "without_external_ids": _details("Details lack `external_ids`.", without("external_ids")),
    "without_genres": _details("Details lack `genres`.", without("genres")),
    "without_appended": _details("Details lack all that was appended.", without(*_APPENDED)),
    "null_appended": _details("All that was appended is null.", replaced(**dict.fromkeys(_APPENDED))),
    "null_genres": _details("`genres` is null.", replaced(genres=None)),
    "null_details": _details("All fields but id, titles, genres and what was appended are null.", _all_null),
    "text_details": _details("The numbers of details are text.", as_text(*_NUMBERS, "runtime")),
    "broken_details": _details(
        "A field of details that nobody needs is broken in one of ten ways.",
        lambda details: broken_field(details, details["id"], _TITLES),
    ),
    "details_without_titles": _details("Details have no titles.", without("title", "original_title")),
    "details_without_id": _details("Details have no id.", without("id")),
}
_PROVIDERS: Final[Kinds] = {
    "absent_countries": _country("The country is not there.", always(ABSENT)),
    "null_countries": _country("The country is null.", always(None)),
    "text_countries": _country("The country is a text.", always("soon")),
    "null_offer_kinds": _country("Every kind of offer of the country is null.", dict.fromkeys),
    "null_first_offers": _country("The first offer of the country is null.", _first_null),
    "offers_without_name": _offer("Offers have no name.", without("provider_name")),
    "offers_without_id": _offer("Offers have no id.", without("provider_id")),
    "null_offers": _offer("Offers are null.", always(None)),
    "other_names": _offer("Services bear their earlier or later names.", _renamed),
}
KINDS: Final[Kinds] = {
    **anywhere.KINDS,
    **_REFUSALS,
    **_ROWS,
    **_DETAILS,
    **_PROVIDERS,
    **tmdb_extras.KINDS,
}
