"""Of more films than a job takes, those that say most of the taste stay."""

from hypothesis import given
from hypothesis import strategies as st

from services.models.histories import Export, Interaction, Profile, ProfileSource, RowNote, WatchlistFilm
from services.profile_size import MOST_NOTES, cut_export, cut_profile
from tests.conftest import MANY_EXAMPLES

RATED, LIKED, SEEN = (4.0, False), (None, True), (None, False)


def profile(kinds: list[tuple[float | None, bool]]) -> Profile:
    """A film of each kind, the newest first; its year is its place."""
    films = (Interaction("Film", year, None, stars, liked) for year, (stars, liked) in enumerate(kinds))
    return Profile("anna", tuple(films), None, ProfileSource.EXPORT)


def years(cut: Profile) -> list[int | None]:
    return [film.year for film in cut.interactions]


def test_rated_films_come_first_then_liked_then_the_newest_and_their_order_stays() -> None:
    films = profile([SEEN, LIKED, RATED, SEEN, RATED, LIKED])
    assert [years(cut_profile(films, most)) for most in range(1, 7)] == [
        [2],
        [2, 4],
        [1, 2, 4],
        [1, 2, 4, 5],
        [0, 1, 2, 4, 5],
        [0, 1, 2, 3, 4, 5],
    ]


@MANY_EXAMPLES
@given(st.lists(st.sampled_from([RATED, LIKED, SEEN]), max_size=40), st.integers(1, 50))
def test_what_is_left_out_is_counted(kinds: list[tuple[float | None, bool]], most: int) -> None:
    cut = cut_profile(profile(kinds), most)
    assert len(cut.interactions) + cut.left_out == len(kinds)
    assert len(cut.interactions) <= most
    assert years(cut) == sorted(years(cut), key=lambda year: year or 0)
    assert cut_profile(cut, most) == cut


def test_of_an_export_watchlist_and_notes_are_bounded_too_and_nothing_goes_uncounted() -> None:
    notes = tuple(RowNote("watched.csv", line, "odd") for line in range(MOST_NOTES + 7))
    wanted = tuple(WatchlistFilm("Film", year) for year in range(5))
    export = Export(profile([SEEN] * 9), wanted, 9, 0, notes, notes)
    cut = cut_export(export, 3)
    assert (cut.read, len(cut.profile.interactions), cut.profile.left_out) == (9, 3, 6)
    assert (cut.watchlist, cut.watchlist_left_out) == (wanted[:3], 2)
    assert (cut.skipped, cut.notes) == (notes[:MOST_NOTES], notes[:MOST_NOTES])
    assert (cut.more_skipped, cut.more_notes) == (7, 7)
    assert cut_export(cut, 3) == cut
