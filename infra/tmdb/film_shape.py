"""The fields that TMDB's list items and details have in common, and the types of their values."""

from typing import Annotated

import msgspec
from msgspec import Meta

Id = Annotated[int, Meta(ge=1, lt=10**10)]
Count = Annotated[int, Meta(ge=0, lt=2**31)]
Average = Annotated[float, Meta(ge=0, le=10)]
Popularity = Annotated[float, Meta(ge=0, lt=1e9)]
Minutes = Annotated[int, Meta(ge=0, lt=100_000)]  # the longest film runs for 51,420
Date = Annotated[str, Meta(pattern=r"^([0-9]{4}-[0-9]{2}-[0-9]{2})?\Z")]
Name = Annotated[str, Meta(pattern=r"\S", max_length=500)]
Title = Annotated[str, Meta(max_length=500)]  # twice the longest; comparing longer texts is slow


class Film(msgspec.Struct, kw_only=True):
    """The fields that list items and details have in common."""

    id: Id
    title: Title = ""
    original_title: Title = ""
    vote_average: Average | None = None
    vote_count: Count | None = None
    popularity: Popularity | None = None
    original_language: str | None = None
    release_date: Date | None = None
    poster_path: str | None = None
    adult: bool | None = None

    def __post_init__(self) -> None:
        """Fill a blank title from the other one. Raises ``ValueError`` when both are blank."""
        if self.title.strip() and self.original_title.strip():
            return
        name = self.title if self.title.strip() else self.original_title
        if not name.strip():
            raise ValueError("a film has a title")
        self.title = self.original_title = name
