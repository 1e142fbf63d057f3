"""The number of rows, entries and fields of upstreams' answers that did not fit and were dropped."""

from metrics import ODD_ROWS


def count_odd_row(service: str, kind: str) -> None:
    """Count one dropped part. ``kind`` has few values: the type of the part, or the field that it was in."""
    ODD_ROWS.labels(service, kind).inc()
