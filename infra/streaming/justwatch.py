"""JustWatch as a source of offers.

The query comes from the public ``query`` module of ``simplejustwatchapi`` 1.4.0. The transport is our own,
with one pooled session, because the package opens a new session for every call. The parser is our own too,
because the package's parser rejects the whole answer when one entry is odd.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from simplejustwatchapi.query import prepare_search_request

from cache import Cache, Namespace
from errors import AppError, CircuitOpen, NotAsked, UpstreamError, UpstreamRefused, UpstreamThrottled
from infra.http.calls.client import HttpClient
from infra.http.pacing.pacer import PacerClosed
from infra.streaming.justwatch_answers import read_offers
from infra.streaming.source import CountryRefused, LanguageRefused, NotListed
from services.models.films import ListedOffer, ListItem, offers_key
from services.models.locale import ENGLISH, Locale

KNOWN_S: Final = 6 * 3600.0
"""The seconds for which offers are cached."""
FAILED_S: Final = 2 * 3600.0
"""The seconds for which a film is not asked for again after a failure, or when it is not listed."""
REFUSED_S: Final = 86400.0
"""The seconds without further calls for a country, or in a language, that JustWatch does not know."""

_COUNT: Final = 5  # results to look through: another film with the same title sometimes comes first
_LETTERS: Final = 2  # letters in the code of a language that JustWatch may know


@dataclass(frozen=True, slots=True)
class Failure:
    """The reason why a film's offers are not known."""

    message: str
    is_listed: bool  # False: JustWatch answered that it has no such film
    permanent: bool = False
    status: int | None = None


_OFFERS: Final = Namespace("justwatch-offers", 4, KNOWN_S, tuple[ListedOffer, ...], is_bulk=True)
_FAILURES: Final = Namespace("justwatch-failures", 2, FAILED_S, Failure, is_bulk=True)
_REFUSED_COUNTRIES: Final = Namespace("justwatch-refused-countries", 1, REFUSED_S, bool, is_bulk=True)
_REFUSED_LANGUAGES: Final = Namespace("justwatch-refused-languages", 1, REFUSED_S, bool, is_bulk=True)


class JustWatchOffers:
    """The source that looks films up at JustWatch, matched by TMDB id: a title may match another film."""

    name = "JustWatch"
    is_metered = True

    def __init__(self, url: str, http: HttpClient, cache: Cache) -> None:
        """Create a source at ``url``, the GraphQL endpoint. ``http`` limits the concurrent calls."""
        self._url = url
        self._http = http
        self._cache = cache

    def offers(self, item: ListItem, locale: Locale) -> tuple[ListedOffer, ...]:
        """Return the offers of ``item`` for a reader of ``locale``, in the order of ``MONETIZATIONS``.

        Returns () when there are none. Offers are cached for six hours, failures for two. A language that
        JustWatch does not know is tried once a day, and English is used in its place. Raises ``NotListed``,
        ``CountryRefused`` (remembered for a day), and every kind of ``UpstreamError``. A remembered failure
        is ``NotListed`` or ``UpstreamRefused``.
        """
        key = self._key(item.tmdb_id, locale)
        failure = self._cache.get(_FAILURES, key)
        if failure is not None:
            raise _as_error(failure)
        try:
            return self._cache.get_or_compute(_OFFERS, key, lambda: self._look_up(item, locale, key))
        except LanguageRefused:
            if self._language(locale) == ENGLISH:
                raise  # there is no other language to try
            self._cache.put(_REFUSED_LANGUAGES, locale.primary, value=True)
            return self.offers(item, Locale(locale.country))

    def known_offers(self, item: ListItem, locale: Locale) -> tuple[ListedOffer, ...] | None:
        """Return the answer that ``offers`` gives without a call; None when ``offers`` needs a call.

        Returns () when ``offers`` would raise a failure that is remembered for the film.
        """
        key = self._key(item.tmdb_id, locale)
        if self._cache.get(_FAILURES, key) is not None:
            return ()
        return self._cache.get(_OFFERS, key)

    def covers(self, country: str) -> bool:
        """Return False for a day after JustWatch did not know ``country``, else True."""
        return self._cache.get(_REFUSED_COUNTRIES, country.upper()) is None

    def prefetch(self, tmdb_ids: Iterable[int], locale: Locale) -> None:
        """Prefetch the values that ``known_offers`` will read for these films."""
        language = self._language(locale)  # one look into the cache, not one for each film
        keys = [_key(each, locale.country, language) for each in tmdb_ids]
        self._cache.prefetch(
            (_FAILURES, keys),
            (_OFFERS, keys),
            (_REFUSED_COUNTRIES, [locale.country.upper()] if keys else []),
            (_REFUSED_LANGUAGES, [locale.primary] if keys and locale.primary != ENGLISH else []),
        )

    def _key(self, tmdb_id: int, locale: Locale) -> str:
        return _key(tmdb_id, locale.country, self._language(locale))

    def _language(self, locale: Locale) -> str:
        """Return the language of the query: two letters, as JustWatch requires."""
        language = locale.primary
        if language == ENGLISH or len(language) != _LETTERS:
            return ENGLISH
        return ENGLISH if self._cache.get(_REFUSED_LANGUAGES, language) else language

    def _look_up(self, item: ListItem, locale: Locale, key: str) -> tuple[ListedOffer, ...]:
        country = locale.country.upper()
        if not self.covers(country):
            raise CountryRefused("justwatch", f"JustWatch does not know the country {country} (asked before)")
        language = self._language(locale)
        try:
            return self._ask(item, country, language)
        except CountryRefused:
            self._cache.put(_REFUSED_COUNTRIES, country, value=True)
            raise
        except (CircuitOpen, NotAsked, PacerClosed, UpstreamThrottled):
            raise  # this says nothing about the film
        except UpstreamError as error:
            if isinstance(error, LanguageRefused) and language != ENGLISH:
                raise  # this says nothing about the film either
            self._cache.put(_FAILURES, key, Failure(str(error), True, error.permanent, error.status))
            raise
        except NotListed as error:
            self._cache.put(_FAILURES, key, Failure(str(error), False))
            raise

    def _ask(self, item: ListItem, country: str, language: str) -> tuple[ListedOffer, ...]:
        body = prepare_search_request(
            title=item.title,
            country=country,
            language=language,
            count=_COUNT,
            best_only=True,
            offset=0,
            providers=None,
            min_release_year=item.year - 1 if item.year else None,
            max_release_year=item.year + 1 if item.year else None,
            object_types=["MOVIE"],
        )
        answer = self._http.send("POST", self._url, json=body)
        offers = read_offers(answer.content, item.tmdb_id)
        if offers is None:
            raise NotListed(f"JustWatch does not list {item.title}")
        return offers


def _key(tmdb_id: int, country: str, language: str) -> str:
    return f"{language}:{offers_key(tmdb_id, country)}"


def _as_error(failure: Failure) -> AppError:
    if not failure.is_listed:
        return NotListed(failure.message)
    return UpstreamRefused(
        "justwatch", f"{failure.message} (asked before)", permanent=failure.permanent, status=failure.status
    )
