"""Several stages of one kind as one, none of which waits for another to be done."""

from collections import deque
from collections.abc import Sequence
from typing import Any

from pipeline.scheduler import Stage, Task


class RoundRobin:
    """Stage: the tasks of ``stages``, all of one pool, one of each in turn."""

    def __init__(self, pool_name: str, stages: Sequence[Stage]) -> None:
        self.pool_name = pool_name
        self._stages = deque(stages)

    @property
    def is_done(self) -> bool:
        """Whether all of them are."""
        return all(stage.is_done for stage in self._stages)

    def next_task(self) -> Task[Any] | None:
        """The next task of the first stage that has one; then it is the others' turn."""
        for _ in range(len(self._stages)):
            stage = self._stages[0]
            self._stages.rotate(-1)
            task = stage.next_task()
            if task is not None:
                return task
        return None
