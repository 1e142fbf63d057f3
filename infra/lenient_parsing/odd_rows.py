"""How many rows, entries and fields of upstreams' answers did not fit and were dropped."""

from metrics import ODD_ROWS


def count_odd_row(service: str, kind: str) -> None:
    """Count one more. ``kind`` is one of few: what was dropped, or the field in which it stood."""
    ODD_ROWS.labels(service, kind).inc()
