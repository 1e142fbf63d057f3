"""How many rows, entries and fields of upstreams' answers did not fit and were dropped."""

from typing import Final

from prometheus_client import Counter

ODD_ROWS: Final = Counter(
    "next_film_odd_rows",
    "Rows, entries and fields that did not fit in an answer and were dropped",
    ["service", "kind"],
    registry=None,
)
"""Of this process, since it started; ``_metrics`` shows it. Thread-safe."""


def count_odd_row(service: str, kind: str) -> None:
    """Count one more. ``kind`` is one of few: what was dropped, or the field in which it stood."""
    ODD_ROWS.labels(service, kind).inc()
