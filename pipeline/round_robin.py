"""Several stages of one kind combined into one, in which no stage waits for the end of another."""

from collections import deque
from collections.abc import Sequence
from typing import Any

from pipeline.scheduler import Stage, Task


class RoundRobin:
    """A stage that offers the tasks of ``stages``, one of each in turn. All stages use the same pool."""

    def __init__(self, pool_name: str, stages: Sequence[Stage]) -> None:
        self.pool_name = pool_name
        self._stages = deque(stages)

    @property
    def is_done(self) -> bool:
        """Whether all combined stages are done."""
        return all(stage.is_done for stage in self._stages)

    def next_task(self) -> Task[Any] | None:
        """Return the next task of the first stage that has one. Then the other stages have their turn."""
        for _ in range(len(self._stages)):
            stage = self._stages[0]
            self._stages.rotate(-1)
            task = stage.next_task()
            if task is not None:
                return task
        return None
