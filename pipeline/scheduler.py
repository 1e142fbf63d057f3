"""How one job gets work done: bounded windows onto shared pools, results absorbed in one thread.

A stage hands out tasks. The crew keeps at most a window's worth of them in each pool, so that pools stay
fair between jobs, cancelling is quick, and memory does not grow with the profile. Results come back on
one queue and are absorbed by the job's own thread: a stage's state needs no lock.
"""

import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from contextvars import copy_context
from dataclasses import dataclass, field
from math import ceil
from queue import SimpleQueue
from typing import Any, Generic, Protocol, TypeVar

from pipeline.context import JobContext

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class BoundedPool:
    """A shared pool and how many tasks of one job may be in it at once, when no other job uses it.

    Jobs that do use it share the window. Else more tasks than the pool has threads would wait in its queue,
    which serves them one by one, however many calls each of them makes.
    """

    pool: Executor
    window: int
    users: set[object] = field(default_factory=set, init=False, compare=False)

    def share(self, user: object) -> int:
        """How many tasks ``user`` may have in the pool now."""
        return ceil(self.window / len(self.users | {user}))


@dataclass(frozen=True, slots=True)
class Task(Generic[T]):
    """A piece of I/O. ``run`` works in a pool thread; ``on_result`` takes its result in the job's thread.

    ``on_error`` takes an exception of ``run`` in the job's thread, and raises it on where it cannot help.
    ``cached`` looks whether the result is known already: then nothing is run, and no place in a pool taken.
    Nobody waits for an ``is_optional`` one: what comes of it after all else is done is not absorbed.
    """

    run: Callable[[], T]
    on_result: Callable[[T], None]
    on_error: Callable[[Exception], None]
    cached: Callable[[], T | None] = lambda: None
    is_optional: bool = False


class Stage(Protocol):
    """A part of the pipeline that hands out tasks for one pool_name until it has nothing more to do."""

    @property
    def pool_name(self) -> str:
        """The name of the pool_name its tasks go into."""

    def next_task(self) -> "Task[Any] | None":
        """The next task, or None when there is none now."""

    @property
    def is_done(self) -> bool:
        """Whether nothing more will come of this stage, now that all it handed out is absorbed."""


class Scheduler:
    """The bounded windows of one job."""

    def __init__(self, pools: Mapping[str, BoundedPool], context: JobContext) -> None:
        """``pools`` by the names that stages use."""
        self._pools = pools
        self._context = context
        self._in_flight = dict.fromkeys(pools, 0)
        self._awaited = 0  # of those in flight
        self._landed: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._has_failed = threading.Event()

    def work(self, stages: Sequence[Stage]) -> None:
        """Run ``stages`` until all are done; earlier stages get free places first.

        Raises ``JobCancelled``, and whatever a stage's ``on_result`` or ``on_error`` raises.
        """
        self._context.wake_with(lambda: self._landed.put(None))
        try:
            while self._hand_out(stages):
                landed = self._landed.get()
                self._context.check()
                if landed is not None:
                    landed()
        except BaseException:
            self._has_failed.set()
            raise
        finally:
            self._context.wake_with(None)  # it outlives the job, and would keep what landed too late
            for pool_name in self._pools.values():
                pool_name.users.discard(self)

    def _hand_out(self, stages: Sequence[Stage]) -> bool:
        """Fill the windows; whether there is anything to wait for."""
        while sum(self._fill_window(stage) for stage in stages):
            continue  # what was at hand for one stage may be work for the others
        if self._awaited:
            return True
        stuck = [type(stage).__name__ for stage in stages if not stage.is_done]
        if stuck and any(self._in_flight.values()):
            return True  # an optional task has the place that they need
        if stuck:
            raise AssertionError(f"nothing in flight, and not done: {', '.join(stuck)}")
        return False

    def _fill_window(self, stage: Stage) -> int:
        """Hand out the tasks of ``stage`` while there is room; how many results were at hand."""
        pool_name, cached = self._pools[stage.pool_name], 0
        while (
            self._in_flight[stage.pool_name] < pool_name.share(self)
            and (task := stage.next_task()) is not None
        ):
            known = task.cached()
            if known is None:
                pool_name.users.add(self)
                self._in_flight[stage.pool_name] += 1
                self._awaited += not task.is_optional
                self._submit(pool_name.pool, stage.pool_name, task)
            else:
                self._context.check()
                task.on_result(known)
                cached += 1
        return cached

    def _submit(self, pool: Executor, pool_name: str, task: Task[T]) -> None:
        try:
            pool.submit(copy_context().run, self._run, pool_name, task)
        except RuntimeError:  # the pool is closed, which first cancels every job
            self._context.check()
            raise

    def _run(self, pool_name: str, task: Task[T]) -> None:
        if self._has_failed.is_set():
            return
        try:
            result = task.run()
        except Exception as error:  # noqa: BLE001  whatever it is, the job's own thread decides on it
            failure = error
            self._landed.put(lambda: self._land(pool_name, task, lambda: task.on_error(failure)))
        else:
            self._landed.put(lambda: self._land(pool_name, task, lambda: task.on_result(result)))

    def _land(self, pool_name: str, task: Task[T], take: Callable[[], None]) -> None:
        self._in_flight[pool_name] -= 1
        if not self._in_flight[pool_name]:
            self._pools[pool_name].users.discard(self)
        self._awaited -= not task.is_optional
        take()
