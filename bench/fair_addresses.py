"""The wait for the first card of one address's only job, beside 20 jobs of another address."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Final

import requests

from bench.client import Client
from bench.machines import site
from bench.measure import Check

MANY: Final = 20
AGAIN_S: Final = 5.0  # until a job that was too many for this minute is tried again
BUSY = "127.0.0.2"
LIMITS = {"RATELIMIT_ENABLED": "true", "MAX_JOBS_PER_ADDRESS": str(MANY)}


def fair_threads() -> list[Check]:
    """Measure it in one process."""
    return _fair(workers=0)


def fair_workers() -> list[Check]:
    """Measure it with two workers."""
    return _fair(workers=2)


def _fair(workers: int) -> list[Check]:
    with _site(workers) as url:
        alone_s = Client(url).run("other").first_card_s or float("inf")
    with _site(workers) as url:
        for number in range(MANY):
            _submit(url, f"busy{number}")
        beside_s = Client(url).run("other").first_card_s or float("inf")
    bar_s = 2 * alone_s + 1
    text = f"first card {beside_s:.2f} s <= {bar_s:.2f} (alone {alone_s:.2f})"
    return [Check(text, beside_s <= bar_s)]


def _submit(url: str, member: str) -> None:
    while True:
        try:
            Client(url, BUSY).submit(member)  # over a new connection: an old one would have been closed
        except requests.HTTPError as error:
            if error.response.status_code != HTTPStatus.TOO_MANY_REQUESTS:
                raise
            time.sleep(AGAIN_S)
        else:
            return


@contextmanager
def _site(workers: int) -> Iterator[str]:
    members = ["other:60:0.4", *(f"busy{number}:2000:0.3" for number in range(MANY))]
    with site(members, web=1, workers=workers, is_shared=bool(workers), **LIMITS) as here:
        yield f"http://127.0.0.1:{here.ports[0]}"
