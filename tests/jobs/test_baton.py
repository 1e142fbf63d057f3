"""Very many who wait on one condition wake one after another, and none is forgotten."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from jobs.baton import BatonCondition
from tests.timing import PATIENCE_S

MANY = 200


class Crowd:
    """Threads that wait until ``number`` is theirs to see; ``seen`` has what each saw last."""

    def __init__(self, size: int = MANY) -> None:
        self.changed = BatonCondition()
        self.number = 0
        self.seen = [0] * size
        self._is_over = False

    @contextmanager
    def waiting(self, work: Callable[[], None] = lambda: None) -> Iterator[None]:
        """Inside, all wait; each does ``work`` once it has seen a number."""
        threads = [threading.Thread(target=self._wait, args=(n, work)) for n in range(len(self.seen))]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            with self.changed:
                self._is_over = True
                self.changed.notify_all()
            for thread in threads:
                thread.join(PATIENCE_S)
            assert not any(thread.is_alive() for thread in threads)

    def tell(self, number: int) -> None:
        with self.changed:
            self.number = number
            self.changed.notify_all()

    def all_see(self, number: int) -> bool:
        """Waits on the same condition, as whoever else waits."""
        with self.changed:
            return self.changed.wait_for(lambda: set(self.seen) == {number}, PATIENCE_S)

    def _wait(self, mine: int, work: Callable[[], None]) -> None:
        while True:
            with self.changed:
                self.changed.wait_for(lambda: self._is_over or self.number != self.seen[mine])
                if self._is_over:
                    return
                self.seen[mine] = self.number
                self.changed.notify_all()  # for ``all_see``, and to be as unruly as can be
            work()


def test_whatever_they_do_meanwhile_everybody_sees_each_change() -> None:
    crowd = Crowd()
    with crowd.waiting():
        for number in range(1, 6):
            crowd.tell(number)
            assert crowd.all_see(number)


def test_one_that_does_not_come_back_holds_up_nobody() -> None:
    crowd, stuck, may_go = Crowd(), threading.Semaphore(8), threading.Event()

    def work() -> None:
        if stuck.acquire(blocking=False):
            may_go.wait(PATIENCE_S)

    with crowd.waiting(work):
        crowd.tell(1)
        assert crowd.all_see(1)
        may_go.set()


def test_who_gives_up_waiting_wakes_the_next_all_the_same() -> None:
    changed, woken = BatonCondition(), threading.Semaphore(0)

    def wait(timeout_s: float | None) -> None:
        with changed:
            if changed.wait(timeout_s) or timeout_s is None:
                woken.release()

    threads = [threading.Thread(target=wait, args=(0.01 if n % 2 else None,)) for n in range(MANY)]
    for thread in threads:
        thread.start()
    for thread in threads[1::2]:
        thread.join(PATIENCE_S)
    with changed:
        changed.notify_all()
    for _ in threads[::2]:
        assert woken.acquire(timeout=PATIENCE_S)
    for thread in threads:
        thread.join(PATIENCE_S)


def test_few_are_woken_at_once() -> None:
    changed, asleep, woken = BatonCondition(), threading.Semaphore(0), threading.Semaphore(0)

    def wait() -> None:
        with changed:
            asleep.release()
            changed.wait(PATIENCE_S)
            woken.release()

    threads = [threading.Thread(target=wait) for _ in range(MANY)]
    for thread in threads:
        thread.start()
        assert asleep.acquire(timeout=PATIENCE_S)
    with changed:  # nobody who is woken can go on before this ends
        changed.notify_all()
        assert len(changed._waiters) >= MANY - 4  # type: ignore[attr-defined]  # who still sleeps
    for thread in threads:
        assert woken.acquire(timeout=PATIENCE_S)
        thread.join(PATIENCE_S)
