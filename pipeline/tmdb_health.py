"""The distinction between a film that fails and an upstream that is down."""

import logging
from http import HTTPStatus

from errors import UpstreamError, UpstreamMalformed

_LOGGER = logging.getLogger("job")


class TmdbHealth:
    """A counter of TMDB's failures: too many in a row end the job."""

    def __init__(self, limit: int = 8) -> None:
        """Take ``limit`` as the number of failures in a row that ends the job."""
        self._limit = limit
        self._in_a_row = 0
        self._was_read = False  # whether an answer about any film was read

    def succeeded(self) -> None:
        """Note an answer, which ends a row of failures."""
        self._in_a_row = 0
        self._was_read = True

    def failed(self, error: Exception) -> None:
        """Count a failure. Raises ``error`` if it is no ``UpstreamError``, is about our key, or ends the job.

        Once an answer was read, films that TMDB does not have, and malformed answers, are not counted.
        """
        if not isinstance(error, UpstreamError) or error.status == HTTPStatus.UNAUTHORIZED:
            raise error
        is_answer = isinstance(error, UpstreamMalformed) or error.status == HTTPStatus.NOT_FOUND
        if not (is_answer and self._was_read):
            self._in_a_row += 1
            if self._in_a_row >= self._limit:
                raise error
        _LOGGER.warning("TMDB: %s", error)
