"""The stand-in as a process of its own, with members of given sizes.

    python -m bench.world [--at-once] NAME:FILMS:SEEDS [NAME:FILMS:SEEDS ...]

FILMS is the number of films that the member has watched, SEEDS the share of them with four stars or more. The
process prints its base addresses as ``python -m standin`` does. It answers as slowly as the real services, or
at once, until it is terminated.
"""

import sys

from standin.server import NO_LATENCY, Latency, StandIn
from standin.termination import Termination
from standin.world import World

AT_ONCE = "--at-once"
SWITCH_INTERVAL_S = 0.0005  # so that a call is recorded in time while another one is answered


def main(arguments: list[str]) -> int:
    """Serve a world with the members that ``arguments`` describe."""
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    termination = Termination()
    world = World.bundled()
    latency = NO_LATENCY if arguments[0] == AT_ONCE else Latency.default()
    for argument in arguments[arguments[0] == AT_ONCE :]:
        name, films, seeds = argument.split(":")
        world = world.with_member(name, int(films), float(seeds))
    with StandIn(world, latency) as standin:
        for url in (standin.letterboxd_url, standin.tmdb_url, standin.image_url, standin.justwatch_url):
            print(url, flush=True)
        termination.wait()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
