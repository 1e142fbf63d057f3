"""The stand-in as a process of its own, with a crowd: ``python -m bench.crowd_world MEMBERS [DATA]``.

MEMBERS is a file that ``standin.files`` reads. DATA is the folder of a recorded world; without it the world
is the bundled one. The process prints its base addresses as ``python -m standin`` does, and answers at once.
"""

import sys
from pathlib import Path

from standin.files import read_members
from standin.server import StandIn
from standin.termination import Termination
from standin.world import World


def main(members: str, data: str | None = None) -> None:
    """Serve until the process is terminated."""
    termination = Termination()
    if data is None:
        world = World.bundled().with_members(*read_members(Path(members)))
    else:
        world = World.from_files(Path(data), members)
    with StandIn(world) as standin:
        for url in (standin.letterboxd_url, standin.tmdb_url, standin.image_url, standin.justwatch_url):
            print(url, flush=True)
        termination.wait()


if __name__ == "__main__":
    main(*sys.argv[1:])
