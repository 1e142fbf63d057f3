"""The pipeline over the offline world."""

from collections.abc import Iterator

import pytest

from standin.server import StandIn
from tests.pipeline.harness import Harness, harness_over


@pytest.fixture
def harness(standin: StandIn) -> Iterator[Harness]:
    with harness_over(standin) as harness:
        yield harness
