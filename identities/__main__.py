"""Write the file that ``IDENTITY_MAP`` names: Letterboxd's slugs with TMDB's ids, as Wikidata has them (CC0).

    python -m identities [FILE]

Without FILE, the file is that of ``IDENTITY_MAP``, or else ``identities.sqlite``. An interrupted run keeps
its results in FILE.part, and the next run continues from there. The exit status is 1, with a message that
says why, when FILE could not be written.
"""

import argparse
import logging
import os
import signal
import sqlite3
import sys
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Final

from dotenv import load_dotenv

from bootstrap.logs import configure_logging
from config import Settings, SettingsError
from identities.collection import Collection
from identities.reading import read_missing
from infra.http.calls.client import HttpClient
from infra.http.calls.retries import RetryPolicy
from infra.http.pacing.pacer import Pacer
from infra.tmdb.identity_file import MAGIC, write_identities
from infra.wikidata.client import CSV, WikidataClient

_LOGGER = logging.getLogger("identities")

_DEFAULT: Final = Path("identities.sqlite")
_CALLS: Final = RetryPolicy(4, timeout_s=75.0, deadline_s=600.0, backoff_s=5.0)
_READINGS: Final = RetryPolicy(3, timeout_s=75.0, deadline_s=1200.0, backoff_s=5.0)
_INTERRUPTED: Final = 130  # the exit status of shells


class CannotWrite(Exception):
    """A file that cannot be written. The message says why, and what helps."""


def main(arguments: Sequence[str] | None = None, environment: Mapping[str, str] = os.environ) -> int:
    """Collect the identities and write the file. Return 0 on success, 130 when interrupted, else 1."""
    parser = argparse.ArgumentParser(
        prog="python -m identities", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("file", nargs="?", type=Path, metavar="FILE")
    file: Path | None = parser.parse_args(arguments).file
    configure_logging("INFO", "text")
    try:
        settings = Settings.from_environment({**environment, "DEMO": "true"})  # the demo needs no key
        write(file or settings.identity_map or _DEFAULT, settings)
    except (SettingsError, CannotWrite) as error:
        _LOGGER.error("%s", error)  # noqa: TRY400  it is for the operator: what is wrong, not where
        return 1
    except KeyboardInterrupt:
        _LOGGER.warning("Interrupted; the next run continues from here")
        return _INTERRUPTED
    return 0


def write(
    path: Path, settings: Settings, calls: RetryPolicy = _CALLS, readings: RetryPolicy = _READINGS
) -> None:
    """Write the identities to ``path``.

    Raises ``CannotWrite``. Then ``path`` is unchanged, and the identities read so far are in ``path``.part.
    """
    part = path.with_name(f"{path.name}.part")
    pacer = Pacer("wikidata", settings.wikidata_rate_per_s)
    http = HttpClient("wikidata", pacer, calls, pool_maxsize=1, defaults=CSV)
    try:
        _check_ours(path)
        with closing(http), closing(Collection(part)) as collection:
            error = read_missing(WikidataClient(settings.wikidata_url, http, readings), collection)
            if error is not None:
                raise CannotWrite(
                    f"{path} is not written: {len(collection.missing)} ranges are missing ({error}). "
                    f"The rows read so far are kept in {part}: run the command again to continue"
                )
            if not collection.slugs:
                raise CannotWrite(
                    f"{path} is not written: Wikidata names no film. Delete {part} and run the command again"
                )
            number, slugs = write_identities(path, collection.unambiguous()), collection.slugs
        part.unlink()
    except (sqlite3.Error, OSError) as failure:
        raise CannotWrite(f"{path} cannot be written, or {part} cannot be read: {failure}") from failure
    _LOGGER.info("%s: %d films; %d slugs are ambiguous and left out", path, number, slugs - number)


def _check_ours(path: Path) -> None:
    """Raise ``CannotWrite`` when the file at ``path`` is not ours, such as an operator's own list."""
    if path.exists():
        with path.open("rb") as file:
            if file.read(len(MAGIC)) != MAGIC:
                raise CannotWrite(f"{path} exists and is not a file of identities, so it is not replaced")


if __name__ == "__main__":
    signal.signal(
        signal.SIGINT, signal.default_int_handler
    )  # the background jobs of a shell start with SIGINT ignored
    load_dotenv(Path(__file__).parent.parent / ".env")
    sys.exit(main())
