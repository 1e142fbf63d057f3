"""The parser of JustWatch's answers to a search: from JSON to offers.

Only fields that we use have a shape here. An entry, an offer or an address that does not fit is dropped, and
the rest is kept (``infra.lenient_parsing``). An answer without its list of entries is ``UpstreamMalformed``.
"""

from collections.abc import Sequence
from typing import Annotated, Final

import msgspec
from msgspec import Meta, field

from errors import UpstreamMalformed, UpstreamRefused
from infra.lenient_parsing.json_reader import LenientReader
from infra.lenient_parsing.web_address import web_address
from infra.streaming.source import CountryRefused, LanguageRefused
from services.models.films import MONETIZATIONS, ListedOffer, Monetization

_MONETIZATIONS: Final = {name.upper(): name for name in MONETIZATIONS}
"""Our monetizations by JustWatch's names. Offers with a name that is not listed here are left out."""

_PRESENTATIONS: Final = ("_4K", "4K", "HD", "SD")  # best first
_DISCS: Final = frozenset({"DVD", "BLURAY", "BLURAY_4K"})

_BAD_INPUT: Final = "BAD_USER_INPUT"

_Name = Annotated[str, Meta(pattern=r"\S", max_length=500)]
_MOST_QUOTED: Final = 200  # characters of JustWatch's error message, which is logged and cached


class _Package(msgspec.Struct):
    name: _Name = field(name="clearName")
    id: int | None = field(name="packageId", default=None)
    technical_name: str | None = field(name="technicalName", default=None)


class _Offer(msgspec.Struct):
    monetization: _Name = field(name="monetizationType")
    package: _Package
    presentation: str | None = field(name="presentationType", default=None)
    url: str | None = field(name="standardWebURL", default=None)


class _ExternalIds(msgspec.Struct):
    tmdb_id: str | int | None = field(name="tmdbId", default=None)


class _Content(msgspec.Struct):
    ids: _ExternalIds = field(name="externalIds", default_factory=_ExternalIds)


class _Node(msgspec.Struct):
    content: _Content
    offers: list[_Offer] = []


class _Edge(msgspec.Struct):
    node: _Node


class _Titles(msgspec.Struct):
    edges: list[_Edge]


class _Data(msgspec.Struct):
    titles: _Titles = field(name="popularTitles")


class _Extensions(msgspec.Struct):
    code: str = ""


class _Error(msgspec.Struct):
    message: str = ""
    extensions: _Extensions = field(default_factory=_Extensions)


class _Answer(msgspec.Struct):
    data: _Data | None = None
    errors: list[_Error] = []


_READER: Final = LenientReader("justwatch", _Answer)


def read_offers(body: bytes, tmdb_id: int) -> tuple[ListedOffer, ...] | None:
    """Return the offers of the film with that id; None when the answer does not contain the film.

    Raises ``CountryRefused``, ``LanguageRefused``, ``UpstreamRefused``, ``UpstreamMalformed``.
    """
    for edge in _read(body).titles.edges:
        if str(edge.node.content.ids.tmdb_id) == str(tmdb_id):
            return _offers(edge.node.offers)
    return None


def _read(body: bytes) -> _Data:
    try:
        answer = _READER.read(body)
    except (msgspec.DecodeError, RecursionError) as error:
        raise UpstreamMalformed("justwatch", f"JustWatch's answer cannot be read: {error}") from error
    if answer.data is not None:
        return answer.data
    for refusal in answer.errors:
        if refusal.extensions.code == _BAD_INPUT and "$language" in refusal.message:
            raise LanguageRefused("justwatch", f"JustWatch does not know the language: {_quoted(refusal)}")
        if refusal.extensions.code == _BAD_INPUT and "country" in refusal.message.lower():
            raise CountryRefused("justwatch", f"JustWatch does not know the country: {_quoted(refusal)}")
    if answer.errors:
        raise UpstreamRefused("justwatch", f"JustWatch cannot answer: {_quoted(answer.errors[0])}")
    raise UpstreamMalformed("justwatch", "JustWatch's answer holds neither films nor errors")


def _quoted(error: _Error) -> str:
    return error.message[:_MOST_QUOTED]


def _offers(offers: Sequence[_Offer]) -> tuple[ListedOffer, ...]:
    """Return one offer for each service and monetization, that of the best picture quality.

    They have the order of ``MONETIZATIONS``. Discs are left out.
    """
    best: dict[tuple[str, str], _Offer] = {}
    for offer in offers:
        if offer.monetization in _MONETIZATIONS and offer.presentation not in _DISCS:
            key = (offer.monetization, offer.package.name)
            if key not in best or _quality(offer) < _quality(best[key]):
                best[key] = offer
    return tuple(
        _listed(offer, monetization)
        for name, monetization in _MONETIZATIONS.items()
        for (kind, _), offer in best.items()
        if kind == name
    )


def _listed(offer: _Offer, monetization: Monetization) -> ListedOffer:
    package = offer.package
    return ListedOffer(package.name, monetization, web_address(offer.url), package.id, package.technical_name)


def _quality(offer: _Offer) -> int:
    known = offer.presentation in _PRESENTATIONS
    return _PRESENTATIONS.index(offer.presentation) if known else len(_PRESENTATIONS)
