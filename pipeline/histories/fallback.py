"""The fallback where not all pages of a profile can be read.

some were read    the snapshot if it is less than a day old; else these pages, joined with the feed
none was read     the snapshot if it may still be used; else the feed alone; else there is no profile
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
"""The greatest age in seconds at which a whole profile is better than part of the current one."""

_LOGGER = logging.getLogger("job")


@dataclass(frozen=True, slots=True)
class Shortfall:
    """The pages of ``member`` that were read, and the ``error`` because of which the others were not."""

    username: str  # the name that was asked for
    member: str  # the current name at Letterboxd
    readings: PageSet
    error: AppError


class ProfileFallback:
    """A search for the next best profile, which ``on_profile`` receives."""

    def __init__(self, resources: JobResources, on_profile: Callable[[Profile], None]) -> None:
        self._letterboxd = resources.clients.letterboxd
        self._tmdb = resources.clients.tmdb
        self._deadlines = resources.deadlines
        self._context = resources.context
        self._on_profile = on_profile

    def find(self, shortfall: Shortfall) -> Task[Profile] | None:
        """Return the task that reads the feed; None where there is a snapshot, which is used at once.

        Where no profile is found, ``on_error`` or ``on_result`` of the task raises ``ProfileUnavailable``, or
        its subclass ``ProfileUnreadable``.
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
        nothing = UpstreamMalformed("rss", "The feed has no film that is rated or liked")
        self._take(profile, shortfall, nothing)

    def _take(self, profile: Profile, shortfall: Shortfall, failure: AppError) -> None:
        """Pass ``profile`` on if it shows taste; else raise ``ProfileUnavailable`` from ``failure``.

        Films without a rating or like say nothing about the films that were not read.
        """
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
    """Build a profile of the films that were read and those of ``feed``.

    Films that only ``feed`` has come first, as they are the newest. TMDB ids of ``feed`` are exact, and are
    taken over for films of the pages.
    """
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
