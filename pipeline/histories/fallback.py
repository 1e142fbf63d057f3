"""What stands in for the pages of a profile that cannot be read, or not all of them.

some were read    the last good profile of less than a day; else these pages, joined with the feed
none was          the last good profile that may still be used; else the feed alone; else there is no profile
"""

import logging
import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Final, Literal

from errors import AppError, ProfileUnavailable, ProfileUnreadable, UpstreamError, UpstreamMalformed
from pipeline.histories.feed import remember_identities
from pipeline.histories.page_set import PageSet
from pipeline.histories.paged_reading import RETRY_UNAVAILABLE_S
from pipeline.resources import JobResources
from pipeline.scheduler import Task
from services.models.events import Progressed
from services.models.histories import Interaction, Profile, ProfileSource
from services.seeds import has_taste

DAY_S: Final = 86400.0
"""How old a whole profile may be, in seconds, to be better than part of the one of now."""

_LOGGER = logging.getLogger("job")


@dataclass(frozen=True, slots=True)
class Shortfall:
    """What was read of the pages of ``member``, and the ``error`` for which that is not all."""

    username: str  # as asked for
    member: str  # as Letterboxd calls them now
    readings: PageSet
    error: AppError


class ProfileFallback:
    """Finds the next best profile, and gives it to ``on_profile``."""

    def __init__(self, resources: JobResources, on_profile: Callable[[Profile], None]) -> None:
        self._letterboxd = resources.clients.letterboxd
        self._tmdb = resources.clients.tmdb
        self._deadlines = resources.deadlines
        self._context = resources.context
        self._on_profile = on_profile

    def find(self, shortfall: Shortfall) -> Task[Profile] | None:
        """The call of the feed; None where a profile was kept, which is taken at once.

        Where nothing can stand in its ``on_error`` or ``on_result`` raises ``ProfileUnavailable``, or its
        kind ``ProfileUnreadable``.
        """
        member, has_some = shortfall.member, bool(shortfall.readings.films)
        snapshot = self._letterboxd.snapshot(member, DAY_S if has_some else math.inf)
        if snapshot is not None:
            self._emit_progress(shortfall, "snapshot")
            self._on_profile(snapshot)
            return None
        self._emit_progress(shortfall, "feed")

        def read_feed() -> Profile:
            deadlines = self._deadlines
            return self._letterboxd.rss(
                member, deadlines.feed_with_pages if has_some else deadlines.feed_alone
            )

        def on_error(failure: Exception) -> None:
            if not isinstance(failure, AppError if has_some else UpstreamError):
                raise failure
            _LOGGER.warning("The feed cannot be read either (%s)", failure)
            self._take(partial_profile(member, shortfall.readings), shortfall, failure)

        return Task(read_feed, lambda feed: self._take_feed(feed, shortfall), on_error)

    def _take_feed(self, feed: Profile, shortfall: Shortfall) -> None:
        remember_identities(feed.interactions, self._tmdb)
        member, readings = shortfall.member, shortfall.readings
        profile = replace(feed, is_stale=True)
        if readings.films:
            profile = partial_profile(member, readings, feed.interactions)
        nothing = UpstreamMalformed("rss", "The feed holds no film that is rated or liked")
        self._take(profile, shortfall, nothing)

    def _take(self, profile: Profile, shortfall: Shortfall, failure: AppError) -> None:
        """Pass ``profile`` on. Films without taste say nothing of those that were not read: ``failure``."""
        if has_taste(profile.interactions):
            self._on_profile(profile)
            return
        error = shortfall.error
        asked_s = [each.retry_after_s for each in (error, failure) if isinstance(each, UpstreamError)]
        wait_s = next(filter(None, asked_s), RETRY_UNAVAILABLE_S)
        kind = ProfileUnreadable if isinstance(error, UpstreamMalformed) else ProfileUnavailable
        raise kind(shortfall.username, str(error), wait_s) from failure

    def _emit_progress(self, shortfall: Shortfall, source: Literal["snapshot", "feed"]) -> None:
        read, pages = len(shortfall.readings.numbers), shortfall.readings.pages
        self._context.emit(Progressed("profile", read, pages, source))


def partial_profile(member: str, readings: PageSet, feed: Iterable[Interaction] = ()) -> Profile:
    """The films that were read. What ``feed`` adds comes first, as it holds the newest; its ids are exact."""
    in_feed = {film.slug: film for film in feed}
    films = [
        replace(film, tmdb_id=in_feed[film.slug].tmdb_id, is_series=in_feed[film.slug].is_series)
        if film.slug in in_feed
        else film
        for film in readings.films
    ]
    added = in_feed.keys() - {film.slug for film in films}
    return Profile(
        member,
        (*(film for slug, film in in_feed.items() if slug in added), *films),
        readings.pages,
        ProfileSource.PARTIAL,
        is_stale=True,
        films_stated=readings.stated,
    )
