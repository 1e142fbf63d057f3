"""JustWatch as a source of offers.

The query and the reading of the answer are those of ``simplejustwatchapi`` 1.4.0 (its public ``query``
module); the transport is ours: one pooled session, where the package opens a new one for every call.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from simplejustwatchapi.exceptions import JustWatchApiError
from simplejustwatchapi.query import parse_search_response, prepare_search_request
from simplejustwatchapi.tuples import MediaEntry
from simplejustwatchapi.tuples import Offer as WireOffer

from cache import Cache, Namespace
from errors import AppError, CircuitOpen, UpstreamError, UpstreamMalformed, UpstreamRefused, UpstreamThrottled
from infra.http.calls.client import HttpClient
from infra.streaming.source import NotListed
from services.models.films import MONETIZATIONS, ListItem, Offer
from services.models.films import offers_key as _key

KNOWN_S: Final = 6 * 3600.0
"""Seconds for which offers are kept."""
FAILED_S: Final = 2 * 3600.0
"""Seconds for which a film is not asked for again after it failed or was not there."""

_COUNT: Final = 5  # results to look through: namesakes come first now and then
_LANGUAGE: Final = "en"

_MONETIZATIONS: Final = {name.upper(): name for name in MONETIZATIONS}
"""By JustWatch's names. What it may add later is left out until it stands there."""

_PRESENTATIONS: Final = ("_4K", "4K", "HD", "SD")  # best first


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a film's offers are not known."""

    message: str
    is_listed: bool  # False: JustWatch answered that it has no such film
    permanent: bool = False
    status: int | None = None


_OFFERS: Final = Namespace("justwatch-offers", 1, KNOWN_S, tuple[Offer, ...])
_FAILURES: Final = Namespace("justwatch-failures", 1, FAILED_S, Failure)


class JustWatchOffers:
    """Looks films up, matched by TMDB's id: a title alone matches the wrong film."""

    name = "JustWatch"
    is_metered = True

    def __init__(self, url: str, http: HttpClient, cache: Cache) -> None:
        """``url`` of the GraphQL end point; ``http`` bounds the calls under way."""
        self._url = url
        self._http = http
        self._cache = cache

    def offers(self, item: ListItem, country: str) -> tuple[Offer, ...]:
        """The offers of ``item`` in ``country`` (ISO 3166-1 alpha-2): included ones first, then rent and buy.

        None at all is an answer too. Kept for six hours, failures for two. Raises ``NotListed``, and every
        kind of ``UpstreamError``; a failure that is remembered is ``UpstreamRefused``.
        """
        key = _key(item.tmdb_id, country)
        failure = self._cache.get(_FAILURES, key)
        if failure is not None:
            raise _as_error(failure)
        return self._cache.get_or_compute(_OFFERS, key, lambda: self._look_up(item, country.upper(), key))

    def known_offers(self, item: ListItem, country: str) -> tuple[Offer, ...] | None:
        """What ``offers`` would answer without a call, () where it would fail; None where it takes one."""
        key = _key(item.tmdb_id, country)
        if self._cache.get(_FAILURES, key) is not None:
            return ()
        return self._cache.get(_OFFERS, key)

    def prefetch(self, tmdb_ids: Iterable[int], country: str) -> None:
        """Say that ``known_offers`` is about to be asked of these films."""
        keys = [_key(each, country) for each in tmdb_ids]
        self._cache.prefetch(_FAILURES, keys)
        self._cache.prefetch(_OFFERS, keys)

    def _look_up(self, item: ListItem, country: str, key: str) -> tuple[Offer, ...]:
        try:
            return self._ask(item, country)
        except (CircuitOpen, UpstreamThrottled):
            raise  # says nothing of this film
        except UpstreamError as error:
            self._cache.put(_FAILURES, key, Failure(str(error), True, error.permanent, error.status))
            raise
        except NotListed as error:
            self._cache.put(_FAILURES, key, Failure(str(error), False))
            raise

    def _ask(self, item: ListItem, country: str) -> tuple[Offer, ...]:
        body = prepare_search_request(
            title=item.title,
            country=country,
            language=_LANGUAGE,
            count=_COUNT,
            best_only=True,
            offset=0,
            providers=None,
            min_release_year=item.year - 1 if item.year else None,
            max_release_year=item.year + 1 if item.year else None,
            object_types=["MOVIE"],
        )
        answer = self._http.send("POST", self._url, json=body)
        for entry in _entries(answer.content):
            if entry.tmdb_id is not None and str(entry.tmdb_id) == str(item.tmdb_id):
                return _offers(entry)
        raise NotListed(f"JustWatch does not list {item.title}")


def _entries(body: bytes) -> list[MediaEntry]:
    """The films of an answer. The package raises whatever its indexing meets: all of it is ours to name."""
    try:
        entries: list[MediaEntry] = parse_search_response(json.loads(body))
    except JustWatchApiError as error:
        raise UpstreamRefused("justwatch", f"JustWatch cannot answer: {error}") from error
    except (ValueError, AttributeError, TypeError, KeyError, IndexError, RecursionError) as error:
        raise UpstreamMalformed("justwatch", f"JustWatch's answer cannot be understood: {error!r}") from error
    return entries


def _offers(entry: MediaEntry) -> tuple[Offer, ...]:
    """Each service once a way of paying, in its best picture, in the order of ``_MONETIZATIONS``."""
    best: dict[tuple[str, str], WireOffer] = {}
    for offer in entry.offers:
        if not _is_sound(offer):
            raise UpstreamMalformed("justwatch", f"JustWatch's offer cannot be understood: {offer!r:.200}")
        if offer.monetization_type in _MONETIZATIONS:
            key = (offer.monetization_type, offer.package.name)
            if key not in best or _quality(offer) < _quality(best[key]):
                best[key] = offer
    return tuple(
        Offer(offer.package.name, monetization, offer.url or None)
        for name, monetization in _MONETIZATIONS.items()
        for (kind, _), offer in best.items()
        if kind == name
    )


def _is_sound(offer: WireOffer) -> bool:
    """Whether the fields we use have their types: the package copies them unchecked."""
    texts = (offer.monetization_type, offer.package.name)
    return all(isinstance(text, str) and text for text in texts) and isinstance(offer.url, str | None)


def _quality(offer: WireOffer) -> int:
    known = offer.presentation_type in _PRESENTATIONS
    return _PRESENTATIONS.index(offer.presentation_type) if known else len(_PRESENTATIONS)


def _as_error(failure: Failure) -> AppError:
    if not failure.is_listed:
        return NotListed(failure.message)
    return UpstreamRefused(
        "justwatch", f"{failure.message} (asked before)", permanent=failure.permanent, status=failure.status
    )
