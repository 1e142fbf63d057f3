"""A process that asks for a cached value and computes it if it must; a test controls each step.

python -m tests.infra.computing_process URL
<- computing     this process computes the value
-> 7 | fail      the value to compute, or a failure
<- 7 | failed    the value that it got, or the failure
"""

import sys

from bootstrap.caching import open_cache
from tests.cached import NUMBERS


def main() -> None:
    """Ask for the value once."""
    cache, _ = open_cache(sys.argv[1], required=True, max_entries=10, max_mb=1)
    try:
        say(str(cache.get_or_compute(NUMBERS, "a", compute)))
    except LookupError:
        say("failed")
    cache.close()


def compute() -> int:
    say("computing")
    word = sys.stdin.readline().strip()
    if word == "fail":
        raise LookupError(word)
    return int(word)


def say(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
