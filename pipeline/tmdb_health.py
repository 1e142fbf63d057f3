"""Tells a film that fails from an upstream that is down."""

import logging
from http import HTTPStatus

from errors import UpstreamError, UpstreamMalformed

_LOGGER = logging.getLogger("job")


class TmdbHealth:
    """Counts TMDB's failures: too many in a row end the job."""

    def __init__(self, limit: int = 8) -> None:
        """``limit``: failures in a row that end the job."""
        self._limit = limit
        self._in_a_row = 0
        self._was_read = False  # an answer, of any film

    def succeeded(self) -> None:
        """Note an answer."""
        self._in_a_row = 0
        self._was_read = True

    def failed(self, error: Exception) -> None:
        """Note a failure. Raises it on when it is not an upstream's, is about our key, or is one too many.

        Once an answer was read, films that TMDB does not have or tells nonsense of count no more.
        """
        if not isinstance(error, UpstreamError) or error.status == HTTPStatus.UNAUTHORIZED:
            raise error
        is_answer = isinstance(error, UpstreamMalformed) or error.status == HTTPStatus.NOT_FOUND
        if not (is_answer and self._was_read):
            self._in_a_row += 1
            if self._in_a_row >= self._limit:
                raise error
        _LOGGER.warning("TMDB: %s", error)
