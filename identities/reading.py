"""The reading of all missing ranges, one after another."""

import logging
from typing import Final

from errors import UpstreamError, UpstreamRefused
from identities.collection import RANGES, Collection
from infra.wikidata.client import WikidataClient

_LOGGER = logging.getLogger("identities")

_MOST_FAILURES: Final = 3  # in a row: so many show that the service fails, and not single ranges


def read_missing(wikidata: WikidataClient, collection: Collection) -> UpstreamError | None:
    """Read the ranges that ``collection`` lacks. Return the last error if some are still missing, else None.

    A range that fails, after retries, is skipped. A permanent refusal, or too many failures in a row, ends
    the reading.
    """
    last: UpstreamError | None = None
    in_a_row = 0
    for start in collection.missing:
        try:
            found = wikidata.identities(start)
        except UpstreamError as error:
            last, in_a_row = error, in_a_row + 1
            _LOGGER.warning("Slugs that begin with %s are missing: %s", start, error)
            if in_a_row == _MOST_FAILURES or (isinstance(error, UpstreamRefused) and error.permanent):
                break
            continue
        in_a_row = 0
        collection.add(start, found.pairs)
        left_out = f", {found.odd} odd rows left out" if found.odd else ""
        _LOGGER.info("Slugs that begin with %s: %d rows%s", start, len(found.pairs), left_out)
    missing = len(collection.missing)
    _LOGGER.info("Read %d of %d ranges, %d slugs", len(RANGES) - missing, len(RANGES), collection.slugs)
    return last if missing else None
