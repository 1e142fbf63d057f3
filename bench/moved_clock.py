"""gunicorn with its clock moved: ``python -m bench.moved_clock SECONDS ARGUMENTS``.

``time.time`` is SECONDS ahead before anything of the application is imported. ARGUMENTS are gunicorn's.
"""

import runpy
import sys
import time
from unittest.mock import patch


def main(arguments: list[str]) -> None:
    """Serve until the process is terminated."""
    ahead_s, real_time = float(arguments[0]), time.time
    sys.argv = ["gunicorn", *arguments[1:]]
    with patch("time.time", lambda: real_time() + ahead_s):
        runpy.run_module("gunicorn", run_name="__main__")


if __name__ == "__main__":
    main(sys.argv[1:])
