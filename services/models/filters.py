"""The filters of a request: the default of each, its form in a request, and the films that it admits."""

import re
from dataclasses import dataclass, fields
from typing import Any, Final, Literal, get_args

from services.models.fields import option
from services.models.films import Item, ListItem, runtime_of

Sort = Literal["match", "rating", "year", "runtime", "popularity"]

_YEARS: Final[dict[str, Any]] = {"low": 1870, "high": 2100}
_LANGUAGE: Final = re.compile(r"[a-z]{2}")


@dataclass(frozen=True, slots=True)
class Filters:
    """The filters of a request. Each narrows or reorders the films; the defaults change nothing."""

    discovery: float = option(
        0.0,
        "number",
        "From -1 (familiar films) to 1 (hidden gems); 0 follows the member's taste",
        example=0.5,
        low=-1,
        high=1,
    )
    genres: tuple[str, ...] = option(
        (), "genres", "Films with at least one of these genres (TMDB's English names)", example=["Thriller"]
    )
    exclude_genres: tuple[str, ...] = option(
        (), "genres", "Films with none of these genres", example=["Horror"]
    )
    decades: tuple[int, ...] = option(
        (),
        "integers",
        "Films from one of these decades, given by their first years",
        example=[1970, 1980],
        **_YEARS,
        step=10,
        most=30,
    )
    year_from: int | None = option(None, "integer", "The earliest year", example=1960, **_YEARS)
    year_to: int | None = option(None, "integer", "The latest year", example=2020, **_YEARS)
    runtime_max: int | None = option(
        None, "integer", "The longest run time, in minutes", example=120, low=1, high=1000, needs_details=True
    )
    min_rating: float | None = option(
        None,
        "number",
        "The lowest TMDB rating; the server's own minimum (MIN_RECOMMEND_RATING) still applies",
        example=7.5,
        low=0,
        high=10,
    )
    original_language: str | None = option(
        None,
        "matching",
        "The language that the film was made in (ISO 639-1)",
        example="fr",
        pattern=_LANGUAGE,
        expected="an ISO 639-1 code, such as en",
    )
    services: tuple[str, ...] = option(
        (),
        "provider_keys",
        "Names or keys of providers: at least one must include the film (subscription, free or with ads)",
        example=["Netflix"],
        needs_details=True,
    )
    seed_ids: tuple[int, ...] = option(
        (), "ids", "TMDB ids: start only from these films of the member", example=[550]
    )
    seed_from: int | None = option(
        None,
        "integer",
        "Start only from this number of the member's newest films",
        example=50,
        low=1,
        high=100_000,
    )
    sort: Sort = option(  # noqa: RUF009  it is a field()
        "match", "choice", "The order of the final list", example="rating", allowed=get_args(Sort)
    )

    @property
    def needs_details(self) -> bool:
        """Whether one of the filters in use needs a film's details."""
        detailed = (each for each in fields(self) if each.metadata["needs_details"])
        return any(getattr(self, each.name) != each.default for each in detailed)

    def admits(self, item: ListItem) -> bool:
        """Return whether ``item`` passes the filters, without ``services``.

        Filters that need details are only applied to an ``Item``. An unknown value does not pass: a film
        without a year belongs to no decade.
        """
        return (
            self._admits_genres(set(item.genres))
            and self._admits_year(item.year)
            and (self.min_rating is None or item.vote_average >= self.min_rating)
            and self.original_language in {None, item.original_language}
            and (not isinstance(item, Item) or self._admits_details(item))
        )

    def _admits_genres(self, genres: set[str]) -> bool:
        is_wanted = not self.genres or not genres.isdisjoint(self.genres)
        return is_wanted and genres.isdisjoint(self.exclude_genres)

    def _admits_year(self, year: int | None) -> bool:
        if year is None:
            return not self.decades and self.year_from is None and self.year_to is None
        return (
            (not self.decades or year // 10 * 10 in self.decades)
            and (self.year_from is None or year >= self.year_from)
            and (self.year_to is None or year <= self.year_to)
        )

    def _admits_details(self, item: Item) -> bool:
        return self.runtime_max is None or runtime_of(item) <= self.runtime_max


NO_FILTERS: Final = Filters()
