"""The client of Wikidata's query service (SPARQL): Letterboxd's slugs with TMDB's ids, in ranges.

https://www.mediawiki.org/wiki/Wikidata_Query_Service/User_Manual: a query may take 60 s. Property P6127 is
Letterboxd's film id, P4947 TMDB's.
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
"""What the ``HttpClient`` of this client sends with each request."""

_QUERY: Final = (
    "SELECT ?slug ?tmdb WHERE {{ ?film wdt:P6127 ?slug; wdt:P4947 ?tmdb"
    ' FILTER(STRSTARTS(?slug, "{start}")) }} LIMIT 20000 OFFSET {offset}'
)
_HEADER: Final = ["slug", "tmdb"]
_ID: Final = re.compile(r"[1-9][0-9]{0,9}")


@dataclass(frozen=True, slots=True)
class IdentityRange:
    """All slugs that begin alike, with their TMDB ids; both may repeat."""

    pairs: frozenset[tuple[str, int]]
    odd: int  # different rows that are no slug and id, left out


class WikidataClient:
    """Ranges of identities. A page that is not whole is read again, as ``retries`` say."""

    def __init__(self, url: str, http: HttpClient, retries: RetryPolicy) -> None:
        """``url`` of the service; ``http`` with ``CSV``."""
        self._url = url
        self._http = http
        self._retries = retries

    def identities(self, start: str) -> IdentityRange:
        """The films whose slugs begin with ``start``. Raises as ``HttpClient.send``.

        A short page is no proof of the end, as it may have been cut between two rows: one that brings nothing
        new is. Rows come in no order that is promised; they keep it from one page to the next.
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
        """Raises ``UpstreamMalformed`` for an answer that is no table, or shows that its end is missing."""
        body = self._http.send("GET", self._url, params={"query": query}).content
        try:
            text = body.decode("utf-8")
            rows = iter(list(csv.reader(io.StringIO(text, newline=""), strict=True)))
        except (UnicodeDecodeError, csv.Error) as error:
            raise UpstreamMalformed("wikidata", "wikidata's answer is no CSV") from error
        if next(rows, None) != _HEADER:
            raise UpstreamMalformed("wikidata", "wikidata's answer is no table of slugs and ids")
        # a query that runs out of time in the middle ends in Java's words for it, under status 200
        if not text.endswith("\n") or "TimeoutException" in text:
            raise UpstreamMalformed("wikidata", "wikidata's answer ends in the middle")
        return rows
