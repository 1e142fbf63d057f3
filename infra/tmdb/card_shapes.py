"""The facts of a film that only cards show: from the JSON of TMDB's details to ``Facts``.

The shapes accept any text in most fields. The functions of this module skip texts that are no country, no
trailer or blank. Stricter shapes would be slow: when one field does not fit its shape, the whole answer is
parsed leniently (``infra.lenient_parsing``).
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, cast

import msgspec

from infra.tmdb.film_shape import Film, Name
from infra.tmdb.genres import GENRES_IN
from services.models.facts import Facts, Trailer, TrailerSite, Wording
from services.models.locale import ENGLISH, primary

MOST_CAST: Final = 5
"""The number of names that are kept of a cast, in order of billing: those that a film is known for."""

MOST_CHARACTERS: Final = 1000
"""The maximum length of a text: TMDB's own limit for a plot. Other texts are shorter."""

_SITES: Final = ("YouTube", "Vimeo")
_TRAILERS: Final = ("Trailer", "Teaser")  # best first
_VIDEO_KEY: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")
_COUNTRY: Final = re.compile(r"[A-Z]{2}")
_RATING: Final = re.compile(r"\s*\S.{,20}")

_RELEASES: Final = (3, 2, 4, 5, 6, 1)
"""TMDB's types of release, in the order in which their age ratings are preferred.

They are theatrical, limited theatrical, digital, physical, TV and premiere.
"""


class Genre(msgspec.Struct):
    """A genre with its id, and its name in the language that was asked for."""

    id: int
    name: str | None = None


class _CrewMember(msgspec.Struct):
    name: Name
    job: str | None = None


class _CastMember(msgspec.Struct):
    name: Name
    character: str | None = None


class Credits(msgspec.Struct):
    """The cast and the crew of a film, in order of billing."""

    cast: list[_CastMember] = []
    crew: list[_CrewMember] = []


class _Video(msgspec.Struct):
    site: str
    key: str
    type: str
    iso_639_1: str | None = None
    official: bool | None = None
    size: int | None = None  # height of the picture in pixels


class _Videos(msgspec.Struct):
    results: list[_Video] = []


class _Release(msgspec.Struct):
    certification: str
    type: int | None = None


class _CountryReleases(msgspec.Struct):
    iso_3166_1: str
    release_dates: list[_Release] = []


class _ReleaseDates(msgspec.Struct):
    results: list[_CountryReleases] = []


class _Texts(msgspec.Struct):
    title: str | None = None
    overview: str | None = None
    tagline: str | None = None


class _Translation(msgspec.Struct):
    iso_639_1: str
    data: _Texts
    iso_3166_1: str | None = None


class _Translations(msgspec.Struct):
    translations: list[_Translation] = []


class _Poster(msgspec.Struct):
    file_path: str
    iso_639_1: str | None = None


class _Images(msgspec.Struct):
    posters: list[_Poster] = []


class _ProductionCountry(msgspec.Struct):
    iso_3166_1: str


class CardFilm(Film, kw_only=True):
    """A film with the facts that its card shows."""

    genres: list[Genre] = msgspec.field(default_factory=list)
    credits: Credits = msgspec.field(default_factory=Credits)
    overview: str | None = None
    tagline: str | None = None
    backdrop_path: str | None = None
    origin_country: list[str] = msgspec.field(default_factory=list)
    production_countries: list[_ProductionCountry] = msgspec.field(default_factory=list)
    videos: _Videos = msgspec.field(default_factory=_Videos)
    release_dates: _ReleaseDates = msgspec.field(default_factory=_ReleaseDates)
    translations: _Translations = msgspec.field(default_factory=_Translations)
    images: _Images = msgspec.field(default_factory=_Images)


def billed(film: CardFilm) -> dict[str, str]:
    """Return the first ``MOST_CAST`` names of the cast with their characters ("" when TMDB names none)."""
    cast: dict[str, str] = {}
    for member in film.credits.cast:
        if len(cast) == MOST_CAST:
            break
        cast.setdefault(member.name, _text(member.character))
    return cast


def facts(film: CardFilm) -> Facts:
    """Return the facts of ``film``, with wordings in English and in the other languages of the pages."""
    videos = film.videos.results
    english = Wording(
        ENGLISH,
        overview=_text(film.overview),
        tagline=_text(film.tagline),
        trailer=_trailer(videos, ENGLISH) or _trailer(videos),
    )
    others = [each for language, names in GENRES_IN.items() for each in wordings(film, language, names)]
    return Facts(
        characters=tuple(billed(film).values()),
        countries=_countries(film),
        certifications=tuple(_certifications(film.release_dates.results)),
        backdrop_path=film.backdrop_path or None,
        wordings=_without_empty((english, *others)),
    )


def wordings(film: CardFilm, language: str, genre_names: Mapping[int, str]) -> tuple[Wording, ...]:
    """Return the wordings of ``film`` in ``language``, which has no region.

    ``genre_names`` are the names of the genres in that language by TMDB's ids. The first wording belongs to
    no region. Those of regions follow. Empty wordings are left out.
    """
    whole = Wording(
        language,
        title=film.original_title if primary(film.original_language or "") == language else "",
        genres=tuple(genre_names[each.id] for each in film.genres if each.id in genre_names),
        poster_path=_poster(film.images.posters, language),
        trailer=_trailer(film.videos.results, language),
    )
    regional = (_regional(each) for each in film.translations.translations if each.iso_639_1 == language)
    return _without_empty((whole, *regional))


def _without_empty(wordings: Iterable[Wording]) -> tuple[Wording, ...]:
    return tuple(each for each in wordings if each != Wording(each.language))


def _regional(translation: _Translation) -> Wording:
    texts, region = translation.data, translation.iso_3166_1 or ""
    language = f"{translation.iso_639_1}-{region}" if _COUNTRY.fullmatch(region) else translation.iso_639_1
    return Wording(
        language, title=_text(texts.title), overview=_text(texts.overview), tagline=_text(texts.tagline)
    )


def _poster(posters: Sequence[_Poster], language: str) -> str | None:
    """Return the first poster with text in ``language``. TMDB orders posters by its users' votes."""
    return next((each.file_path for each in posters if each.iso_639_1 == language and each.file_path), None)


def _trailer(videos: Iterable[_Video], language: str | None = None) -> Trailer | None:
    """Return the best trailer in ``language``, or in any language for None.

    Trailers are better than teasers, then official videos than others, then greater pictures than smaller
    ones. Of equals, the first is returned.
    """
    fitting = [
        each
        for each in videos
        if each.site in _SITES and each.type in _TRAILERS and _VIDEO_KEY.fullmatch(each.key)
        if language in {None, each.iso_639_1}
    ]
    if not fitting:
        return None
    best = min(fitting, key=lambda each: (_TRAILERS.index(each.type), not each.official, -(each.size or 0)))
    return Trailer(cast(TrailerSite, best.site), best.key)


def _countries(film: CardFilm) -> tuple[str, ...]:
    """Return the countries of origin; when none is known, the countries of production."""
    origin = dict.fromkeys(each for each in film.origin_country if _COUNTRY.fullmatch(each))
    made_in = (each.iso_3166_1 for each in film.production_countries)
    return tuple(origin or dict.fromkeys(each for each in made_in if _COUNTRY.fullmatch(each)))


def _certifications(countries: Iterable[_CountryReleases]) -> Iterable[tuple[str, str]]:
    """Yield each country with its age rating: that of the release whose type is first in ``_RELEASES``."""
    for country in countries:
        if not _COUNTRY.fullmatch(country.iso_3166_1):
            continue
        rated = [each for each in country.release_dates if _RATING.fullmatch(each.certification)]
        if rated:
            yield country.iso_3166_1, min(rated, key=_release_rank).certification.strip()


def _release_rank(release: _Release) -> int:
    return _RELEASES.index(release.type) if release.type in _RELEASES else len(_RELEASES)


def _text(text: str | None) -> str:
    trimmed = (text or "").strip()
    return trimmed if len(trimmed) <= MOST_CHARACTERS else f"{trimmed[: MOST_CHARACTERS - 1].rstrip()}…"
