"""The faults of JustWatch's GraphQL API: refusals, odd entries of a search, odd offers.

`country` limits all of them to requests for that country. `film_id` limits the faults of entries and of their
offers to that film.
"""

import json
from functools import partial
from typing import Any, Final

from standin.fault_kinds import anywhere
from standin.fault_kinds.kind import Change, Kinds, Refusal
from standin.fault_kinds.mutations import Json, always, broken_field, broken_row, half, replaced, without
from standin.http_messages import JSON
from standin.providers import DISCS, OTHER_NAMES
from standin.text import pick

NAMESAKE_IDS: Final = 1_000_000_000
"""The number that is added to a film's id for its namesake, a film of the same title that no world holds."""

_PAGE: Final = (
    b"<!doctype html><html><head><title>JustWatch</title></head><body>Something went wrong</body></html>"
)
_NEEDED_OF_OFFER: Final = ("id", "monetizationType", "package", "presentationType", "standardWebURL")
_NEEDED_OF_CONTENT: Final = ("externalIds", "title")


def errors(message: str, code: str = "INTERNAL_SERVER_ERROR") -> Json:
    """Return an error in GraphQL's own form."""
    return {"errors": [{"message": message, "extensions": {"code": code}}]}


_FAILED: Final = json.dumps({**errors("Internal server error"), "data": None}).encode()
_REFUSED_COUNTRY: Final = json.dumps(
    {
        **errors('Variable "$country" got invalid value: not a supported Country', "BAD_USER_INPUT"),
        "data": None,
    }
).encode()


def _namesake(node: Json) -> Json:
    """Return another film of that title, with the same offers and an id of its own."""
    content = node["content"]
    film_id = node["objectId"] + NAMESAKE_IDS
    ids = content["externalIds"] | {"imdbId": None, "tmdbId": str(film_id)}
    return node | {
        "id": f"tm{film_id}",
        "objectId": film_id,
        "content": content | {"externalIds": ids},
    }


def _namesake_without_genres(node: Json) -> Json:
    namesake = _namesake(node)
    return namesake | {"content": namesake["content"] | {"genres": None}}


def _odd_namesake(node: Json) -> Any:
    """Return a namesake that lacks something, or an entry that is none."""
    namesake = _namesake(node)
    odd: tuple[Any, ...] = (
        None,
        {},
        namesake | {"content": None},
        namesake | {"offers": None},
        namesake | {"offers": [None]},
        namesake | {"content": namesake["content"] | {"genres": None}},
        namesake | {"content": namesake["content"] | {"externalIds": None}},
        namesake | {"content": namesake["content"] | {"title": None, "originalReleaseYear": None}},
        namesake | {"streamingCharts": None},
        "an entry",
    )
    return odd[pick(len(odd), "odd", node["objectId"])]


def _broken_content(node: Json) -> Json:
    return node | {"content": broken_field(node["content"], node["objectId"], _NEEDED_OF_CONTENT)}


def _in_cinemas(offer: Json) -> list[Json]:
    cinema = {"id": f"{offer['id']}-cinema", "monetizationType": "CINEMA", "presentationType": "CANVAS"}
    return [offer | cinema]


def _on_disc(offer: Json) -> list[Json]:
    """Return the discs of every shop for an offer that sells the film; none for another kind of offer."""
    if offer["monetizationType"] != "BUY":
        return []
    return [
        offer
        | {
            "id": f"{offer['id']}-{shop.short_name}-{quality}",
            "presentationType": quality,
            "package": offer["package"]
            | {"packageId": shop.id, "clearName": shop.name}
            | {"technicalName": shop.technical_name, "shortName": shop.short_name},
        }
        for shop in DISCS
        for quality in ("BLURAY_4K", "BLURAY", "DVD")
    ]


def _renamed(offer: Json) -> Json:
    package = offer["package"]
    return offer | {"package": package | {"clearName": OTHER_NAMES[package["packageId"]]}}


_extra = partial(Change, "extra")
_entry = partial(Change, "row")
_offer = partial(Change, "offer")

_REFUSALS: Final[Kinds] = {
    "status": Refusal("An HTML page with the fault's status.", _PAGE),
    "throttle": Refusal("429 with an HTML page.", _PAGE, 429),
    "html_200": Refusal("An HTML page under 200.", _PAGE, 200),
    "graphql_errors": Refusal("200 with GraphQL's errors and no data.", _FAILED, 200, JSON),
    "country_refused": Refusal("200 with the error of an unknown country.", _REFUSED_COUNTRY, 200, JSON),
    "truncated": Change("text", "The JSON ends in the middle.", half),
}
_ENTRIES: Final[Kinds] = {
    "namesake_without_genres": _extra(
        "Another film of that title comes first; its `genres` is null.", _namesake_without_genres
    ),
    "odd_entries": _extra("An odd entry comes before the good one.", _odd_namesake),
    "broken_entries": _entry(
        "Entries are none, or have odd ids: ten ways.", lambda n: broken_row(n, n["objectId"])
    ),
    "broken_fields": _entry("A field of an entry that nobody needs is broken.", _broken_content),
    "null_node": _entry("`node` is null.", always(None)),
    "null_offers": _entry("`offers` is null.", replaced(offers=None)),
    "null_content": _entry("`content` is null.", replaced(content=None)),
    "null_genres": _entry("`genres` is null.", lambda n: n | {"content": n["content"] | {"genres": None}}),
    "null_external_ids": _entry(
        "`externalIds` is null.", lambda node: node | {"content": node["content"] | {"externalIds": None}}
    ),
    "null_edges": Change("page", "`edges` is null.", replaced(edges=None)),
}
_OFFERS: Final[Kinds] = {
    "null_offer": _offer("Offers are null.", always(None)),
    "offers_without_package": _offer("`package` is null.", replaced(package=None)),
    "offers_without_names": _offer(
        "A service has neither name nor technical name.",
        lambda offer: offer | {"package": without("clearName", "technicalName")(offer["package"])},
    ),
    "offers_without_technical_name": _offer(
        "A service has no technical name.",
        lambda offer: offer | {"package": offer["package"] | {"technicalName": None}},
    ),
    "offers_without_address": _offer("`standardWebURL` is null.", replaced(standardWebURL=None)),
    "offers_of_new_kind": _offer("A kind of offer that nobody knows.", replaced(monetizationType="BARTER")),
    "broken_offer_fields": _offer(
        "A field of an offer that nobody needs is broken in one of ten ways.",
        lambda offer: broken_field(offer, offer["id"], _NEEDED_OF_OFFER),
    ),
    "cinema_offers": Change("extra offer", "The film also runs in cinemas.", _in_cinemas),
    "disc_offers": Change("extra offer", "What is sold is also sold as discs, in every country.", _on_disc),
    "other_names": _offer("Services bear their earlier or later names.", _renamed),
}
KINDS: Final[Kinds] = {**anywhere.KINDS, **_REFUSALS, **_ENTRIES, **_OFFERS}
