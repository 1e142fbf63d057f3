"""How one job gets work done: bounded windows onto shared pools, results handled in one thread.

A stage offers tasks. The scheduler keeps at most a window of them in each pool, so that pools stay fair
between jobs, cancelling is quick, and memory does not grow with the profile. Results come back on one queue
and are handled by the job's own thread: a stage's state needs no lock.
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
"""Cached results that a stage handles before the others, and what was completed, have their turn."""


class BoundedPool:
    """A shared pool and how many tasks of one job may be in it at once, when no other job uses it.

    Jobs that do use it share the window. Else more tasks than the pool has threads would wait in its queue,
    which serves them one by one, however many calls each of them makes. Safe to use from several threads.
    """

    def __init__(self, executor: Executor, window: int) -> None:
        self.executor = executor
        self._window = window
        self._users: set[object] = set()
        self._lock = threading.Lock()

    def share(self, user: object) -> int:
        """How many tasks ``user`` may have in the pool now."""
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
    """``Task.on_error`` of a task that cannot help."""
    raise error


@dataclass(frozen=True, slots=True)
class Task(Generic[T]):
    """A piece of I/O. ``run`` works in a pool thread; ``on_result`` takes its result in the job's thread.

    ``on_error`` takes an exception of ``run`` in the job's thread, and raises it on where it cannot help.
    ``cached`` looks whether the result is known already: then nothing is run, and no place in a pool taken.
    Nobody waits for an ``is_optional`` one: a result that comes after all else is done is dropped. Its calls
    have an ``urgency``, see ``utils.URGENCY``.
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
        """The name of the pool its tasks run in."""

    def next_task(self) -> "Task[Any] | None":
        """The next task, or None when there is none now."""

    @property
    def is_done(self) -> bool:
        """Whether nothing more will come of this stage, now that all results of its tasks are handled."""


class Scheduler:
    """The bounded windows of one job."""

    def __init__(self, pools: Mapping[str, BoundedPool], context: JobContext) -> None:
        """``pools`` by the names that stages use."""
        self._pools = pools
        self._context = context
        self._in_flight = dict.fromkeys(pools, 0)
        self._awaited = 0  # of those in flight
        self._completed: SimpleQueue[_Completed | None] = SimpleQueue()
        self._has_ended = threading.Event()

    def work(self, stages: Sequence[Stage]) -> bool:
        """Run ``stages`` until all are done; earlier stages get free places first.

        Answers False when the job's time is over before: then what is under way is dropped, and nothing more
        is run. Raises ``JobCancelled``, and whatever a stage's ``on_result`` or ``on_error`` raises.
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
            self._context.wake_with(None)  # it outlives the job, and would keep what was completed too late
            for pool in self._pools.values():
                pool.leave(self)

    def _next_completed(self, *, is_awaited: bool) -> "_Completed | None":
        """What was completed, once something is; None when somebody woke the job, or its time is over.

        None, too, when nothing is completed yet and that ``is_awaited`` no longer.
        """
        left_s = self._context.left_s
        try:
            return self._completed.get(is_awaited, left_s if left_s < threading.TIMEOUT_MAX else None)
        except Empty:
            return None

    def _fill_windows(self, stages: Sequence[Stage]) -> bool:
        """Fill the windows; whether cached results were handled, which may be work for other stages."""
        return sum([self._fill_window(stage) for stage in stages]) > 0

    def _has_to_wait(self, stages: Sequence[Stage]) -> bool:
        """Whether there is anything to wait for, now that no stage has more to do."""
        if self._awaited:
            return True
        stuck = [type(stage).__name__ for stage in stages if not stage.is_done]
        if stuck and any(self._in_flight.values()):
            return True  # an optional task has the place that they need
        if stuck:
            raise AssertionError(f"nothing in flight, and not done: {', '.join(stuck)}")
        return False

    def _fill_window(self, stage: Stage) -> int:
        """Submit the tasks of ``stage`` while there is room; how many results were cached.

        After ``CACHED_AT_ONCE`` of them it is the others' turn.
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
        except RuntimeError:  # the pool is closed, which first cancels every job
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
    """A task that was run, and what came of it: of the scheduler it knows nothing, so that both can go."""

    pool_name: str
    task: Task[Any]
    result: Any = None
    error: Exception | None = None  # where it failed


def _completed(pool_name: str, task: Task[Any]) -> _Completed:
    try:
        with with_urgency(task.urgency):
            return _Completed(pool_name, task, task.run())
    except Exception as error:  # noqa: BLE001  whatever it is, the job's own thread decides on it
        if not isinstance(error, AppError):  # a defect: whoever logs it wants the trace
            error.add_note(format_exc())
        forget_frames(error)  # the frames would keep the job, and whoever keeps the error the frames
        return _Completed(pool_name, task, error=error)
