"""A process that writes into the cache's file until it is killed: its argument is the file's path."""

import sys
from itertools import count
from pathlib import Path

from infra.storage.sqlite_file import Row, SqliteFile

MAX_BYTES = 4 * 1024 * 1024
KEYS = 500
BATCH = 20
FOREVER_S = 1e12


def value_of(address: bytes, number: int) -> bytes:
    """Return a value that shows whether it belongs to the address and is whole."""
    return b"%d:" % number + address * (200 + number % 300)


def is_whole(address: bytes, value: bytes) -> bool:
    """Return whether ``value`` is one that was written at the address."""
    return value == value_of(address, int(value.partition(b":")[0]))


def address_of(number: int) -> bytes:
    """Return one of ``KEYS`` addresses."""
    return b"key-%d" % (number % KEYS)


def main() -> None:
    """Write batches without end, and print the number of each one."""
    file = SqliteFile(Path(sys.argv[1]), MAX_BYTES)
    for batch in count():
        numbers = range(batch * BATCH, (batch + 1) * BATCH)
        addresses = [(address_of(number), number) for number in numbers]
        file.write([Row(each, value_of(each, number), FOREVER_S) for each, number in addresses])
        sys.stdout.write(f"{batch}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
