"""Tells a film that fails from an upstream that is down."""

import logging
from http import HTTPStatus

from errors import UpstreamError

_LOGGER = logging.getLogger("job")


class TmdbHealth:
    """Counts TMDB's failures: too many in a row end the job."""

    def __init__(self, limit: int = 8) -> None:
        """``limit``: failures in a row that end the job."""
        self._limit = limit
        self._in_a_row = 0

    def succeeded(self) -> None:
        """Note an answer."""
        self._in_a_row = 0

    def failed(self, error: Exception) -> None:
        """Note a failure. Raises it on when it is not an upstream's, is about our key, or is one too many."""
        if not isinstance(error, UpstreamError) or error.status == HTTPStatus.UNAUTHORIZED:
            raise error
        self._in_a_row += 1
        if self._in_a_row >= self._limit:
            raise error
        _LOGGER.warning("TMDB: %s", error)
