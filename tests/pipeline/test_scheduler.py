"""A job's window onto shared pools: bounded, quick to cancel, and its results handled in one thread."""

import gc
import threading
import weakref
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, TypeVar

import pytest

from errors import JobCancelled, UpstreamTimeout
from pipeline.context import JobContext
from pipeline.scheduler import CACHED_AT_ONCE, BoundedPool, Scheduler, Stage, Task
from services.models.events import Event
from tests.timing import PATIENCE_S, Clock
from utils import REQUEST_ID

T = TypeVar("T")


@dataclass(slots=True)
class Doing:
    """What is under way in the pools, and the most there ever was."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    now: int = 0
    most: int = 0

    def __enter__(self) -> None:
        with self.lock:
            self.now += 1
            self.most = max(self.most, self.now)

    def __exit__(self, *_: object) -> None:
        with self.lock:
            self.now -= 1


class Inline(Executor):
    """Runs each task where it is submitted."""

    def submit(self, run: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:
        run(*args, **kwargs)
        return Future()


class Numbers:
    """A stage of so many tasks; each answers its number, after ``run`` of it."""

    def __init__(
        self, count: int, pool_name: str = "work", run: Callable[[int], int] = lambda number: number
    ) -> None:
        self.pool_name = pool_name
        self.handled: list[int] = []
        self.recovered: list[Exception] = []
        self.threads: set[int] = set()
        self.offered = 0
        self._count = count
        self._run = run

    @property
    def is_done(self) -> bool:
        return len(self.handled) + len(self.recovered) == self._count

    def next_task(self) -> Task[int] | None:
        if self.offered == self._count:
            return None
        number = self.offered
        self.offered += 1
        return Task(lambda: self._run(number), self._handle, self.recovered.append)

    def _handle(self, number: int) -> None:
        self.threads.add(threading.get_ident())
        self.handled.append(number)


@pytest.fixture
def context() -> JobContext:
    events: list[Event] = []
    return JobContext(events.append)


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(8) as pool:
        yield pool


def in_thread(work: Callable[[], object]) -> tuple[threading.Thread, list[Exception]]:
    """``work`` begun in a thread of its own, and what it raises."""
    raised: list[Exception] = []

    def run() -> None:
        try:
            work()
        except Exception as error:  # noqa: BLE001  whatever it is, the test looks at it
            raised.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    return thread, raised


def test_every_result_is_handled_once_in_the_jobs_own_thread(
    context: JobContext, pool: ThreadPoolExecutor
) -> None:
    stage = Numbers(200)
    Scheduler({"work": BoundedPool(pool, 5)}, context).work((stage,))
    assert sorted(stage.handled) == list(range(200))
    assert stage.threads == {threading.get_ident()}


def test_no_more_than_a_window_is_in_a_pool_whatever_its_size(
    context: JobContext, pool: ThreadPoolExecutor
) -> None:
    doing = Doing()
    full = threading.Barrier(3)

    def run(number: int) -> int:
        with doing:
            full.wait(PATIENCE_S)  # three at once, always
        return number

    stage = Numbers(30, run=run)
    Scheduler({"work": BoundedPool(pool, 3)}, context).work((stage,))
    assert doing.most == 3


def test_pools_have_windows_of_their_own_and_stages_of_a_pool_share_one(
    context: JobContext, pool: ThreadPoolExecutor
) -> None:
    doing, other = Doing(), Doing()
    meeting = threading.Barrier(3)  # two of one pool and one of the other are there together

    def run_in(busy: Doing) -> Callable[[int], int]:
        def run(number: int) -> int:
            with busy:
                meeting.wait(PATIENCE_S)
            return number

        return run

    stages = (
        Numbers(6, run=run_in(doing)),
        Numbers(6, run=run_in(doing)),
        Numbers(6, "lookup", run_in(other)),
    )
    Scheduler({"work": BoundedPool(pool, 2), "lookup": BoundedPool(pool, 1)}, context).work(stages)
    assert (doing.most, other.most) == (2, 1)


def test_earlier_stages_get_free_places_first(context: JobContext, pool: ThreadPoolExecutor) -> None:
    began: list[str] = []

    def run_as(name: str) -> Callable[[int], int]:
        def run(number: int) -> int:
            began.append(name)
            return number

        return run

    Scheduler({"work": BoundedPool(pool, 1)}, context).work(
        (Numbers(5, run=run_as("a")), Numbers(5, run=run_as("b")))
    )
    assert began == ["a"] * 5 + ["b"] * 5


def work_alone(pool: BoundedPool, stage: Stage) -> None:
    """A job of one stage."""
    Scheduler({"work": pool}, JobContext(lambda _: None)).work((stage,))


def test_two_jobs_share_a_pool_and_the_large_one_does_not_starve_the_small_one() -> None:
    with ThreadPoolExecutor(2) as executor:
        gate = threading.Semaphore(0)

        def run(number: int) -> int:
            assert gate.acquire(timeout=PATIENCE_S)
            return number

        large, small = Numbers(500, run=run), Numbers(5, run=run)
        pool = BoundedPool(executor, 2)
        jobs = [in_thread(partial(work_alone, pool, stage)) for stage in (large, small)]
        for _ in range(450):  # one by one, so that the large job is not through before the small one begins
            gate.release()
            jobs[1][0].join(0.01)
            if not jobs[1][0].is_alive():
                break
        assert sorted(small.handled) == list(range(5))
        assert len(large.handled) < 500
        for _ in range(500):
            gate.release()
        jobs[0][0].join(PATIENCE_S)
    assert not jobs[0][1] + jobs[1][1]
    assert len(large.handled) == 500


def test_cancelling_wakes_a_job_that_waits_for_its_tasks(
    context: JobContext, pool: ThreadPoolExecutor
) -> None:
    running, let_go = threading.Event(), threading.Event()

    def run(number: int) -> int:
        running.set()
        let_go.wait()
        return number

    stage = Numbers(100, run=run)
    thread, raised = in_thread(lambda: Scheduler({"work": BoundedPool(pool, 4)}, context).work((stage,)))
    assert running.wait(PATIENCE_S)
    context.cancel()
    thread.join(PATIENCE_S)
    assert not thread.is_alive()  # while its tasks still wait
    let_go.set()
    assert [type(error) for error in raised] == [JobCancelled]
    assert stage.handled == []
    assert stage.offered == 4


def test_a_job_that_is_cancelled_before_it_begins_handles_nothing(
    context: JobContext, pool: ThreadPoolExecutor
) -> None:
    context.cancel()
    stage = Numbers(10)
    with pytest.raises(JobCancelled):
        Scheduler({"work": BoundedPool(pool, 1)}, context).work((stage,))
    assert stage.handled == []


@pytest.mark.parametrize("where", ["on_result", "on_error"])
def test_a_stage_that_fails_stops_the_rest(context: JobContext, pool: ThreadPoolExecutor, where: str) -> None:
    ran: list[int] = []
    let_go = threading.Event()

    class Failing(Numbers):
        def next_task(self) -> Task[int] | None:
            task = super().next_task()
            return task and Task(task.run, self.fail, self.fail)

        def fail(self, _: object) -> None:
            raise ValueError(where)

    def first(number: int) -> int:
        if where == "on_error":
            raise UpstreamTimeout("tmdb", "slow")
        return number

    def other(number: int) -> int:
        let_go.wait(PATIENCE_S)
        ran.append(number)
        return number

    stages = (Failing(1, run=first), Numbers(50, "lookup", other))
    pools = {"work": BoundedPool(pool, 1), "lookup": BoundedPool(pool, 8)}
    with pytest.raises(ValueError, match=where):
        Scheduler(pools, context).work(stages)
    let_go.set()
    pool.shutdown(wait=True)
    assert len(ran) <= 8  # those under way; none that waited for a thread


def test_a_failed_task_is_recovered_from_in_the_jobs_own_thread(
    context: JobContext, pool: ThreadPoolExecutor
) -> None:
    def run(number: int) -> int:
        if number % 3 == 0:
            raise UpstreamTimeout("tmdb", str(number))
        return number

    stage = Numbers(9, run=run)
    Scheduler({"work": BoundedPool(pool, 4)}, context).work((stage,))
    assert sorted(stage.handled) == [1, 2, 4, 5, 7, 8]
    assert sorted(str(error) for error in stage.recovered) == ["0", "3", "6"]


def test_what_is_cached_takes_no_place_in_a_pool(context: JobContext, pool: ThreadPoolExecutor) -> None:
    handled: list[str] = []

    class Kept:
        pool_name = "work"
        is_done = True

        def __init__(self) -> None:
            self.left = 5

        def next_task(self) -> Task[str] | None:
            if not self.left:
                return None
            self.left -= 1
            return Task(lambda: pytest.fail("it was run"), handled.append, lambda _: None, lambda: "kept")

    Scheduler({"work": BoundedPool(pool, 1)}, context).work((Kept(),))
    assert handled == ["kept"] * 5


def test_what_is_cached_leaves_the_other_stages_and_what_was_completed_their_turn(
    context: JobContext, pool: ThreadPoolExecutor
) -> None:
    order: list[str] = []

    class Noted(Numbers):
        """Its results are noted as ``pool_name``; those of ``work`` are cached."""

        def next_task(self) -> Task[int] | None:
            task = super().next_task()
            if task is None:
                return None
            return replace(task, cached=lambda: 1 if self.pool_name == "work" else None)

        def _handle(self, number: int) -> None:
            super()._handle(number)
            order.append(self.pool_name)

    stages = (Noted(10 * CACHED_AT_ONCE), Noted(3, "scrape"))
    pools = {"work": BoundedPool(pool, 1), "scrape": BoundedPool(Inline(), 1)}
    Scheduler(pools, context).work(stages)
    assert order.count("work") == 10 * CACHED_AT_ONCE
    assert order[: 4 * CACHED_AT_ONCE].count("scrape") == 3


def test_what_one_stage_handles_becomes_work_of_another(
    context: JobContext, pool: ThreadPoolExecutor
) -> None:
    class Follower(Numbers):
        def __init__(self, leader: Numbers) -> None:
            super().__init__(10)
            self.leader = leader

        def next_task(self) -> Task[int] | None:
            return super().next_task() if self.offered < len(self.leader.handled) else None

    leader = Numbers(10)
    stages: tuple[Stage, ...] = (follower := Follower(leader), leader)
    Scheduler({"work": BoundedPool(pool, 2)}, context).work(stages)
    assert len(follower.handled) == 10


def test_a_stage_that_can_never_finish_is_a_defect_and_said_so(
    context: JobContext, pool: ThreadPoolExecutor
) -> None:
    class Stuck(Numbers):
        is_done = False

    with pytest.raises(AssertionError, match="Stuck"):
        Scheduler({"work": BoundedPool(pool, 1)}, context).work((Stuck(0),))


def test_the_request_id_travels_into_pool_threads(context: JobContext, pool: ThreadPoolExecutor) -> None:
    seen: set[str | None] = set()

    def run(number: int) -> int:
        seen.add(REQUEST_ID.get())
        return number

    token = REQUEST_ID.set("a" * 20)
    Scheduler({"work": BoundedPool(pool, 4)}, context).work((Numbers(20, run=run),))
    REQUEST_ID.reset(token)
    assert seen == {"a" * 20}


def test_a_pool_that_closes_under_a_cancelled_job_is_no_failure(context: JobContext) -> None:
    pool = ThreadPoolExecutor(1)

    class Closing(Numbers):
        def next_task(self) -> Task[int] | None:
            context.cancel()
            pool.shutdown()
            return super().next_task()

    with pytest.raises(JobCancelled):
        Scheduler({"work": BoundedPool(pool, 1)}, context).work((Closing(5),))


def test_a_pool_that_is_closed_under_a_living_job_is_a_defect(context: JobContext) -> None:
    pool = ThreadPoolExecutor(1)
    pool.shutdown()
    with pytest.raises(RuntimeError, match="after shutdown"):
        Scheduler({"work": BoundedPool(pool, 1)}, context).work((Numbers(1),))


def test_cancelling_while_results_are_handled_ends_before_the_next_one(
    context: JobContext, pool: ThreadPoolExecutor
) -> None:
    class CancelsItself(Numbers):
        def _handle(self, number: int) -> None:
            super()._handle(number)
            context.cancel()

    stage = CancelsItself(50)
    with pytest.raises(JobCancelled):
        Scheduler({"work": BoundedPool(pool, 4)}, context).work((stage,))
    assert len(stage.handled) == 1


def test_a_job_that_is_over_keeps_nothing_of_what_was_completed_too_late(
    context: JobContext, pool: ThreadPoolExecutor
) -> None:
    """Whoever started the job holds on to its context for as long as the job's streams may be read."""

    def cancel_and_complete(number: int) -> int:
        context.cancel()
        return number

    stage = Numbers(8, run=cancel_and_complete)
    with pytest.raises(JobCancelled):
        Scheduler({"work": BoundedPool(pool, 8)}, context).work([stage])
    pool.shutdown(wait=True)
    kept = weakref.ref(stage)
    del stage
    gc.collect()
    assert kept() is None


def test_when_the_time_is_over_the_job_goes_on_with_what_it_has(pool: ThreadPoolExecutor) -> None:
    """A task that hangs is not waited for, and nothing more is begun."""
    clock, let_go = Clock(), threading.Event()
    context = JobContext(lambda _: None, deadline_s=600.0, clock=clock)

    def run(number: int) -> int:
        if number == 3:
            clock.now_s += 601.0
        elif number > 3:
            let_go.wait(PATIENCE_S)
        return number

    stage = Numbers(100, run=run)
    scheduler = Scheduler({"work": BoundedPool(pool, 2)}, context)
    assert not scheduler.work((stage,))
    assert set(stage.handled) <= {0, 1, 2}
    assert stage.offered <= 6
    assert not scheduler.work((stage,))  # nor later
    assert stage.offered <= 6
    let_go.set()


def test_a_job_whose_time_is_over_is_woken(pool: ThreadPoolExecutor) -> None:
    let_go = threading.Event()
    stage = Numbers(1, run=lambda number: let_go.wait(PATIENCE_S) and number)
    assert not Scheduler({"work": BoundedPool(pool, 1)}, JobContext(lambda _: None, 0.05)).work((stage,))
    assert not let_go.is_set()  # the task hangs on
    let_go.set()


def test_a_job_that_is_done_in_time_says_so(context: JobContext, pool: ThreadPoolExecutor) -> None:
    assert Scheduler({"work": BoundedPool(pool, 2)}, context).work((Numbers(5),))


def test_a_job_that_is_cancelled_when_its_time_is_over_is_cancelled(pool: ThreadPoolExecutor) -> None:
    clock = Clock()
    context = JobContext(lambda _: None, 600.0, clock)

    def run(number: int) -> int:
        context.cancel()
        clock.now_s += 601.0
        return number

    with pytest.raises(JobCancelled):
        Scheduler({"work": BoundedPool(pool, 1)}, context).work((Numbers(3, run=run),))


def test_a_defect_in_a_pool_keeps_its_trace_as_a_note_and_lets_its_frames_go(
    context: JobContext, pool: ThreadPoolExecutor
) -> None:
    def defect(_: int) -> int:
        raise ZeroDivisionError

    class Careless(Numbers):
        def next_task(self) -> Task[int] | None:
            task = super().next_task()
            return task and Task(task.run, task.on_result)

    with pytest.raises(ZeroDivisionError) as raised:
        Scheduler({"work": BoundedPool(pool, 1)}, context).work([Careless(1, run=defect)])
    assert "in defect" in raised.value.__notes__[0]
