"""What stands in for the pages of a profile that cannot be read: its snapshot, else its feed."""

import logging
from collections.abc import Callable
from dataclasses import replace

from errors import AppError, ProfileUnavailable, ProfileUnreadable, UpstreamError, UpstreamMalformed
from infra.letterboxd import LetterboxdClient
from pipeline.scheduler import Task
from services.models.histories import Profile
from services.seeds import has_taste

_LOGGER = logging.getLogger("job")

_RETRY_UNAVAILABLE_S = 180.0


def fallback_task(
    username: str, letterboxd: LetterboxdClient, error: AppError, on_profile: Callable[[Profile], None]
) -> Task[Profile]:
    """The profile from elsewhere, after the ``error`` of its pages.

    Where there is none its ``on_error`` raises ``ProfileUnavailable``, or its kind ``ProfileUnreadable``.
    """

    def on_error(failure: Exception) -> None:
        if not isinstance(failure, UpstreamError):
            raise failure
        _LOGGER.warning("There is no snapshot, and no feed either (%s)", failure)
        asked_s = error.retry_after_s if isinstance(error, UpstreamError) else None
        wait_s = asked_s or failure.retry_after_s or _RETRY_UNAVAILABLE_S
        kind = ProfileUnreadable if isinstance(error, UpstreamMalformed) else ProfileUnavailable
        raise kind(username, str(error), wait_s) from failure

    return Task(lambda: _snapshot_or_feed(username, letterboxd), on_profile, on_error)


def _snapshot_or_feed(username: str, letterboxd: LetterboxdClient) -> Profile:
    snapshot = letterboxd.snapshot(username)
    if snapshot is not None:
        return snapshot
    newest = letterboxd.rss(username)
    if not has_taste(newest.interactions):  # which says nothing of the films that it does not hold
        raise UpstreamMalformed("rss", "The feed holds no film that is rated or liked")
    return replace(newest, is_stale=True)
