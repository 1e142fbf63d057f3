"""The scheduler of one job: bounded windows of tasks in shared pools, results handled in one thread.

A stage offers tasks. The scheduler keeps at most a window of them in each pool, so that pools stay fair
between jobs, cancelling is quick, and memory does not grow with the profile. Results come back on one queue,
and the job's own thread handles them, so that the state of a stage needs no lock.
"""

import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from contextvars import copy_context
from dataclasses import dataclass
from math import ceil
from queue import Empty, SimpleQueue
from traceback import format_exc
from typing import Any, Final, Generic, Protocol, TypeVar

from errors import AppError
from pipeline.context import JobContext
from utils import forget_frames, with_urgency

T = TypeVar("T")

CACHED_AT_ONCE: Final = 32
"""The most cached results that a stage handles before other stages and completed tasks have their turn."""


class BoundedPool:
    """A shared pool, and the window: how many tasks of one job may be in it at once.

    Jobs that use the pool at the same time share the window. Otherwise more tasks than the pool has threads
    would wait in its queue, which runs them one by one, regardless of how many calls each task makes.
    Thread-safe.
    """

    def __init__(self, executor: Executor, window: int) -> None:
        self.executor = executor
        self._window = window
        self._users: set[object] = set()
        self._lock = threading.Lock()

    def share(self, user: object) -> int:
        """Return how many tasks ``user`` may have in the pool now."""
        with self._lock:
            return ceil(self._window / len(self._users | {user}))

    def enter(self, user: object) -> None:
        """Note that ``user`` has tasks in the pool."""
        with self._lock:
            self._users.add(user)

    def leave(self, user: object) -> None:
        """Note that ``user`` has no task in the pool any more."""
        with self._lock:
            self._users.discard(user)


def raise_error(error: Exception) -> None:
    """Raise ``error``: the ``Task.on_error`` of a task that cannot handle errors."""
    raise error


@dataclass(frozen=True, slots=True)
class Task(Generic[T]):
    """A piece of I/O. ``run`` runs in a pool thread; ``on_result`` receives its result in the job's thread.

    ``on_error`` receives an exception of ``run`` in the job's thread, and raises it again where it cannot
    handle it. ``cached`` returns the result where it is known already; then nothing is run, and no place in a
    pool is taken. The job does not wait for a task that ``is_optional``: a result that comes after all else
    is done is dropped. ``urgency`` is that of the task's calls, see ``utils.URGENCY``.
    """

    run: Callable[[], T]
    on_result: Callable[[T], None]
    on_error: Callable[[Exception], None] = raise_error
    cached: Callable[[], T | None] = lambda: None
    is_optional: bool = False
    urgency: int = 0


class Stage(Protocol):
    """A part of the pipeline that offers tasks for one pool until it has nothing more to do."""

    @property
    def pool_name(self) -> str:
        """The name of the pool in which the stage's tasks run."""

    def next_task(self) -> "Task[Any] | None":
        """Return the next task, or None when there is none now."""

    @property
    def is_done(self) -> bool:
        """Whether the stage has no more work, provided that all results of its tasks are handled."""


class Scheduler:
    """The scheduler of one job, which has a bounded window in each pool."""

    def __init__(self, pools: Mapping[str, BoundedPool], context: JobContext) -> None:
        """Take ``pools`` by the names that stages use."""
        self._pools = pools
        self._context = context
        self._in_flight = dict.fromkeys(pools, 0)
        self._awaited = 0  # tasks in flight that are not optional
        self._completed: SimpleQueue[_Completed | None] = SimpleQueue()
        self._has_ended = threading.Event()

    def work(self, stages: Sequence[Stage]) -> bool:
        """Run ``stages`` until all are done; earlier stages get free places first.

        Return whether all are done. When the job's time is over before, return False: tasks under way are
        dropped, and no more are run. Raises ``JobCancelled``, and whatever a stage's ``on_result`` or
        ``on_error`` raises.
        """
        self._context.wake_with(lambda: self._completed.put(None))
        try:
            while self._context.left_s:
                has_handled = self._fill_windows(stages)
                if not (has_handled or self._has_to_wait(stages)):
                    break
                completed = self._next_completed(is_awaited=not has_handled)
                self._context.check()
                if completed is not None and self._context.left_s:
                    self._complete(completed)
        except BaseException:
            self._has_ended.set()
            raise
        else:
            is_done = all(stage.is_done for stage in stages)
            if not is_done:
                self._has_ended.set()
            return is_done
        finally:
            self._context.wake_with(None)  # else the context would keep late results
            for pool in self._pools.values():
                pool.leave(self)

    def _next_completed(self, *, is_awaited: bool) -> "_Completed | None":
        """Return the next completed task; None when the job is woken or its time is over.

        Unless ``is_awaited``, also return None when no task is completed yet.
        """
        left_s = self._context.left_s
        try:
            return self._completed.get(is_awaited, left_s if left_s < threading.TIMEOUT_MAX else None)
        except Empty:
            return None

    def _fill_windows(self, stages: Sequence[Stage]) -> bool:
        """Fill the windows; return whether cached results were handled: other stages may have work then."""
        return sum([self._fill_window(stage) for stage in stages]) > 0

    def _has_to_wait(self, stages: Sequence[Stage]) -> bool:
        """Return whether a task in flight is to be waited for, now that no stage has more to do."""
        if self._awaited:
            return True
        stuck = [type(stage).__name__ for stage in stages if not stage.is_done]
        if stuck and any(self._in_flight.values()):
            return True  # an optional task occupies the place that they need
        if stuck:
            raise AssertionError(f"nothing in flight, and not done: {', '.join(stuck)}")
        return False

    def _fill_window(self, stage: Stage) -> int:
        """Submit tasks of ``stage`` while there is room; return how many results were cached.

        Stop after ``CACHED_AT_ONCE`` cached results, so that other stages have their turn.
        """
        pool, cached = self._pools[stage.pool_name], 0
        while (
            cached < CACHED_AT_ONCE
            and self._in_flight[stage.pool_name] < pool.share(self)
            and (task := stage.next_task()) is not None
        ):
            known = task.cached()
            if known is None:
                self._submit(stage.pool_name, task)
            else:
                self._context.check()
                task.on_result(known)
                cached += 1
        return cached

    def _submit(self, pool_name: str, task: Task[T]) -> None:
        pool = self._pools[pool_name]
        pool.enter(self)
        self._in_flight[pool_name] += 1
        self._awaited += not task.is_optional
        try:
            pool.executor.submit(copy_context().run, self._run, pool_name, task)
        except RuntimeError:  # the pool is closed; before that, every job is cancelled
            self._context.check()
            raise

    def _run(self, pool_name: str, task: Task[Any]) -> None:
        if not self._has_ended.is_set():
            self._completed.put(_completed(pool_name, task))

    def _complete(self, completed: "_Completed") -> None:
        pool_name, task = completed.pool_name, completed.task
        self._in_flight[pool_name] -= 1
        if not self._in_flight[pool_name]:
            self._pools[pool_name].leave(self)
        self._awaited -= not task.is_optional
        if completed.error is None:
            task.on_result(completed.result)
        else:
            task.on_error(completed.error)


@dataclass(frozen=True, slots=True)
class _Completed:
    """A completed task, with its result or error. It does not refer to the scheduler: both can be freed."""

    pool_name: str
    task: Task[Any]
    result: Any = None
    error: Exception | None = None  # where it failed


def _completed(pool_name: str, task: Task[Any]) -> _Completed:
    try:
        with with_urgency(task.urgency):
            return _Completed(pool_name, task, task.run())
    except Exception as error:  # noqa: BLE001  the job's own thread decides how to handle it
        if not isinstance(error, AppError):  # a defect: its log entry needs the trace
            error.add_note(format_exc())
        forget_frames(error)  # an error that is kept would keep its frames, and these the job
        return _Completed(pool_name, task, error=error)
