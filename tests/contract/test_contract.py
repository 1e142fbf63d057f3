"""The interface is as it describes itself, whatever it is sent: Schemathesis plays the client.

With ``HYPOTHESIS_PROFILE=thorough`` it makes more than 2,000 cases.
"""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from tests.conftest import MANY_EXAMPLES, MakeApp

FOLDER = Path(__file__).parent
IS_THOROUGH = MANY_EXAMPLES.max_examples >= 2_000
EACH_OPERATION, PHASES = (
    (100, "examples,coverage,fuzzing,stateful") if IS_THOROUGH else (5, "examples,fuzzing,stateful")
)


@pytest.mark.timeout(900)
def test_schemathesis_finds_nothing(make_app: MakeApp, serve: Callable[[Flask], str], tmp_path: Path) -> None:
    """Examples, edges, what may be sent and what may not; starts whose jobs are then read and cancelled."""
    url = serve(make_app(MAX_QUEUED_JOBS="100000"))
    program = [sys.executable, "-m", "schemathesis.cli", "--config-file", str(FOLDER / "schemathesis.toml")]
    options = ["--phases", PHASES, "--max-examples", str(EACH_OPERATION), "--no-color"]
    found = subprocess.run(
        [*program, "run", f"{url}/api/openapi.json", *options],
        cwd=tmp_path,
        env={"SCHEMATHESIS_HOOKS": str(FOLDER / "hooks.py")},
        capture_output=True,
        text=True,
        check=False,
    )
    if found.returncode:
        pytest.fail(found.stdout + found.stderr, pytrace=False)
    print(found.stdout)  # noqa: T201  how many cases there were, for who asks with -s
