"""The client of Wikidata's query service (SPARQL): Letterboxd's slugs with TMDB's ids, in ranges.

https://www.mediawiki.org/wiki/Wikidata_Query_Service/User_Manual: a query may take 60 s. Property P6127 is
the film id of Letterboxd, property P4947 is the film id of TMDB.
"""

import csv
import io
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from errors import UpstreamMalformed
from infra.http.calls.client import HttpClient, RequestDefaults
from infra.http.calls.retries import RetryPolicy, retried

CSV: Final = RequestDefaults(headers={"Accept": "text/csv"})
"""The defaults of the ``HttpClient`` that ``WikidataClient`` uses."""

_QUERY: Final = (
    "SELECT ?slug ?tmdb WHERE {{ ?film wdt:P6127 ?slug; wdt:P4947 ?tmdb"
    ' FILTER(STRSTARTS(?slug, "{start}")) }} LIMIT 20000 OFFSET {offset}'
)
_HEADER: Final = ["slug", "tmdb"]
_ID: Final = re.compile(r"[1-9][0-9]{0,9}")


@dataclass(frozen=True, slots=True)
class IdentityRange:
    """All slugs with the same beginning, and their TMDB ids. A slug or an id may occur in several pairs."""

    pairs: frozenset[tuple[str, int]]
    odd: int  # number of different rows that are not a slug and an id, and were left out


class WikidataClient:
    """A client that reads ranges of identities. It reads an incomplete page again, as ``retries`` allow."""

    def __init__(self, url: str, http: HttpClient, retries: RetryPolicy) -> None:
        """Use the service at ``url``. The defaults of ``http`` must be ``CSV``."""
        self._url = url
        self._http = http
        self._retries = retries

    def identities(self, start: str) -> IdentityRange:
        """Return the films whose slugs begin with ``start``. Raises the errors of ``HttpClient.send``.

        A short page does not prove the end, because it may have been cut between two rows. Only a page with
        nothing new proves it. The service promises no order of the rows, but their order is the same on all
        pages.
        """
        pairs: set[tuple[str, int]] = set()
        odd: set[tuple[str, ...]] = set()
        rows, known = 0, -1
        while len(pairs) > known:
            known = len(pairs)
            for row in self._page(start, rows):
                if len(row) == len(_HEADER) and row[0].startswith(start) and _ID.fullmatch(row[1]):
                    pairs.add((row[0], int(row[1])))
                    rows += 1
                else:
                    odd.add(tuple(row))
        return IdentityRange(frozenset(pairs), len(odd))

    def _page(self, start: str, offset: int) -> Iterator[list[str]]:
        query = _QUERY.format(start=start, offset=offset)
        return retried(
            lambda: self._read(query),
            self._retries,
            is_retryable=lambda error: isinstance(error, UpstreamMalformed),
            sleep=time.sleep,
        )

    def _read(self, query: str) -> Iterator[list[str]]:
        """Read one page. Raises ``UpstreamMalformed`` for an answer that is no table, or is incomplete."""
        body = self._http.send("GET", self._url, params={"query": query}).content
        try:
            text = body.decode("utf-8")
            rows = iter(list(csv.reader(io.StringIO(text, newline=""), strict=True)))
        except (UnicodeDecodeError, csv.Error) as error:
            raise UpstreamMalformed("wikidata", "wikidata's answer is not CSV") from error
        if next(rows, None) != _HEADER:
            raise UpstreamMalformed("wikidata", "wikidata's answer is not a table of slugs and ids")
        # the answer to a query that times out in the middle has status 200 and ends with a Java exception
        if not text.endswith("\n") or "TimeoutException" in text:
            raise UpstreamMalformed("wikidata", "wikidata's answer is cut short")
        return rows
