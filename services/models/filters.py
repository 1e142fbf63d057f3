"""What a person asks of the films: of each filter its default, its form in a request and what it admits."""

import re
from dataclasses import dataclass, field, fields
from typing import Any, Final, Literal, get_args

from services.models.films import Item, ListItem, runtime_of

Sort = Literal["match", "rating", "year", "runtime", "popularity"]

_YEARS: Final[dict[str, Any]] = {"low": 1870, "high": 2100}
_LANGUAGE: Final = re.compile(r"[a-z]{2}")


def _filter(default: Any, form: str, *, needs_details: bool = False, **bounds: Any) -> Any:
    """A field of ``Filters``, which a request may leave out.

    ``form`` is the method of ``FieldReader`` that reads it, within ``bounds``; ``needs_details`` where a
    film's list data cannot tell if it passes.
    """
    return field(default=default, metadata={"form": form, "bounds": bounds, "needs_details": needs_details})


@dataclass(frozen=True, slots=True)
class Filters:
    """What a person asks of the films: each narrows or reorders them, the defaults change nothing."""

    discovery: float = _filter(0.0, "number", low=-1, high=1)  # -1 familiar ... 1 hidden gems
    genres: tuple[str, ...] = _filter((), "genres")  # TMDB's English names; at least one of them
    exclude_genres: tuple[str, ...] = _filter((), "genres")  # none of them
    decades: tuple[int, ...] = _filter((), "integers", **_YEARS, most=30)  # 1990: the 1990s; one of them
    year_from: int | None = _filter(None, "integer", **_YEARS)
    year_to: int | None = _filter(None, "integer", **_YEARS)
    runtime_max: int | None = _filter(None, "integer", low=1, high=1000, needs_details=True)  # minutes
    min_rating: float | None = _filter(None, "number", low=0, high=10)  # TMDB's; above the operator's own
    original_language: str | None = _filter(
        None, "matching", pattern=_LANGUAGE, expected="an ISO 639-1 code, as en"
    )
    services: tuple[str, ...] = _filter((), "provider_keys", needs_details=True)  # included in one of them
    seed_ids: tuple[int, ...] = _filter((), "ids")  # only these films of the member are seeds
    seed_from: int | None = _filter(None, "integer", low=1, high=100_000)  # or only the newest so many
    sort: Sort = _filter("match", "choice", allowed=get_args(Sort))  # noqa: RUF009  it is a field()

    @property
    def needs_details(self) -> bool:
        """Whether a film's list data cannot tell if it passes."""
        detailed = (each for each in fields(self) if each.metadata["needs_details"])
        return any(getattr(self, each.name) != each.default for each in detailed)

    def admits(self, item: ListItem) -> bool:
        """Whether ``item`` is what they ask for; services aside, and on a list what only details show.

        What is not known does not pass: a film without a year is from no decade.
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
