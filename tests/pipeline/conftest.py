"""The pipeline over the offline world."""

from collections.abc import Iterator

import pytest

from standin.server import StandIn
from tests.pipeline.bed import Bed, bed_over


@pytest.fixture
def bed(standin: StandIn) -> Iterator[Bed]:
    with bed_over(standin) as bed:
        yield bed
