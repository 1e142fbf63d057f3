"""The command that runs the offline world alone: `python -m standin --port 9000`."""

import argparse
import sys
from pathlib import Path
from typing import Final

from standin.server import DEMO_KEY, Latency, StandIn
from standin.termination import Termination
from standin.world import World

_MS_IN_A_SECOND: Final = 1000.0


def main(arguments: list[str] | None = None) -> int:
    """Serve until the process is interrupted or terminated."""
    options = _parser().parse_args(arguments)
    world = World.from_files(options.data, options.users) if options.data else World.bundled()
    latency = Latency(
        letterboxd_s=options.latency_letterboxd_ms / _MS_IN_A_SECOND,
        tmdb_s=options.latency_tmdb_ms / _MS_IN_A_SECOND,
        justwatch_s=options.latency_justwatch_ms / _MS_IN_A_SECOND,
    )
    termination = Termination()
    with StandIn(world, latency, options.tmdb_key, port=options.port) as stand_in:
        for url in (
            stand_in.letterboxd_url,
            stand_in.tmdb_url,
            stand_in.image_url,
            stand_in.justwatch_url,
            stand_in.wikidata_url,
        ):
            sys.stdout.write(f"{url}\n")
        sys.stdout.flush()
        termination.wait()
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m standin", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--tmdb-key", default=DEMO_KEY, help="the only key that TMDB accepts")
    parser.add_argument("--data", type=Path, help="a directory with a recorded world")
    parser.add_argument("--users", default="dev_users.json.gz", help="its file of members")
    for service in ("letterboxd", "tmdb", "justwatch"):
        parser.add_argument(f"--latency-{service}-ms", type=float, default=0.0)
    return parser


if __name__ == "__main__":
    sys.exit(main())
