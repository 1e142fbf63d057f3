"""The faults of Wikidata's query service."""

from typing import Final

from standin.fault_kinds import anywhere
from standin.fault_kinds.kind import Change, Kinds, Refusal
from standin.fault_kinds.mutations import half

_TEXT: Final = "text/plain;charset=utf-8"
_TIMED_OUT: Final = b"SPARQL-QUERY: queryStr=...\njava.util.concurrent.TimeoutException\n"
_PAGE: Final = b"<html><head><title>Wikimedia Error</title></head><body>Our servers are busy.</body></html>"


def _with_odd_rows(text: str, _: int) -> str:
    """Return the table with odd rows after its header.

    They have no id, no slug, a word as id, too many cells, or nothing.
    """
    header, rows = text.split("\r\n", 1)
    return "\r\n".join((header, "a-film,", ",12", "another,soon", "a,1,2", "", rows))


KINDS: Final[Kinds] = {
    **anywhere.KINDS,
    "status": Refusal("An HTML page with the fault's status.", _PAGE),
    "throttle": Refusal("429; `Retry-After` with `retry_after_s` only.", b"Too Many Requests\n", 429, _TEXT),
    "timed_out": Refusal("500: the query took longer than it may.", _TIMED_OUT, 500, _TEXT),
    "html_200": Refusal("An HTML page under 200.", _PAGE, 200),
    "truncated": Change("text", "The table ends in the middle.", half),
    "odd_rows": Change("text", "Rows that are no pair of slug and id stand first.", _with_odd_rows),
}
