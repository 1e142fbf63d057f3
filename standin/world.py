"""The offline world as a whole: its films, its members, and the lists and the index over them."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache, cached_property
from itertools import chain
from pathlib import Path
from types import MappingProxyType
from typing import Final

from standin.catalogue import DATA, read_catalogue
from standin.files import RecordedLists, read_films, read_members
from standin.invented import known_films, obscure_films
from standin.lists import DerivedLists, Lists
from standin.members import member_of_size
from standin.model import Film, Markup, Member, MemberFilm, SampleMember
from standin.plots import with_plots
from standin.search import TitleIndex
from standin.tastes import member_of_taste, read_tastes
from standin.text import chance

__all__ = ["EMPTY_MEMBER", "Film", "Member", "MemberFilm", "SampleMember", "World"]

EMPTY_MEMBER: Final = "nofilmsyet"
"""The name of a member of the bundled world who has watched nothing."""

_OBSCURE_FILMS: Final = 120
"""The number of obscure films in the bundled world: invented films with hardly any votes, as noise."""


class World:
    """Films and members. A world never changes: `with_...` returns another one."""

    def __init__(
        self,
        films: Iterable[Film],
        members: Iterable[Member] = (),
        samples: Iterable[SampleMember] = (),
        lists: Lists | None = None,
    ) -> None:
        self.films: Mapping[int, Film] = MappingProxyType({film.id: film for film in films})
        """All films and series by id; TMDB does not have the series among its films."""
        self.members: Mapping[str, Member] = MappingProxyType({member.name: member for member in members})
        self.renamed: Mapping[str, str] = MappingProxyType(
            {old: member.name for member in self.members.values() for old in member.former_names}
        )
        """The present names of members by their former names."""
        self.sample_names = tuple(samples)
        self.lists: Lists = lists or DerivedLists(self._at_tmdb())

    @classmethod
    def bundled(cls) -> "World":
        """Return the world of the bundled catalogue and its sample members; it is read once per process."""
        return _bundled()

    @classmethod
    def from_files(cls, folder: Path, members: str | Path) -> "World":
        """Return a recorded world (see `standin.files`); `members` is a file in that folder, or anywhere."""
        return cls(read_films(folder), read_members(folder / members), lists=RecordedLists(folder))

    @cached_property
    def titles(self) -> TitleIndex:
        """The search index over all films; it does not hold series."""
        return TitleIndex(self._at_tmdb())

    @cached_property
    def slugs(self) -> Mapping[str, Film]:
        """The films by their Letterboxd slug."""
        return {film.slug: film for film in self.films.values()}

    def with_members(self, *members: Member) -> "World":
        """Return the same world with these members too; a member of the same name is replaced."""
        everyone = {member.name: member for member in chain(self.members.values(), members)}
        return World(self.films.values(), everyone.values(), self.sample_names, self.lists)

    def with_member(self, name: str, films: int, seeds: float = 0.3, markup: Markup = "current") -> "World":
        """Return the same world with a member who has watched `films` films and loves a share `seeds`.

        The member gives loved films 4 stars or more. Half of the real films stay unwatched. If that leaves
        too few films, some are invented, watched and unwatched ones, and all lists are derived again.
        """
        real = [film for film in self._at_tmdb() if not film.invented]
        missing = max(0, films - len(real) // 2)
        invented = known_films(2 * missing, real)
        real.sort(key=lambda film: chance(name, "watched", film.id))
        watched = [*real[: films - missing], *invented[:missing]]
        unwatched = [*real[films - missing :], *invented[missing:]]
        watched.sort(key=lambda film: chance(name, "loved", film.id))
        member = member_of_size(name, films, seeds, [*watched, *unwatched], markup)
        if not missing:
            return self.with_members(member)
        return World(
            chain(self.films.values(), invented), self.members.values(), self.sample_names
        ).with_members(member)

    def _at_tmdb(self) -> Iterator[Film]:
        return (film for film in self.films.values() if not film.series)


@cache
def _bundled() -> World:
    films = list(with_plots(read_catalogue()))
    tastes = read_tastes(DATA / "members.json")
    members = [member_of_taste(taste, films) for taste in tastes]
    samples = [SampleMember(taste.name, taste.size, taste.tagline) for taste in tastes]
    return World(
        [*films, *obscure_films(_OBSCURE_FILMS, films)], [*members, Member(EMPTY_MEMBER, ())], samples
    )
