"""The store in memory: expiry and bounds."""

from concurrent.futures import ThreadPoolExecutor

from hypothesis import given, settings
from hypothesis import strategies as st

from cache import Cache
from infra.storage.memory_store import ENTRY_OVERHEAD_BYTES, MemoryStore
from tests.cached import NUMBERS, memory
from tests.timing import Clock


def test_memory_holds_the_most_recently_used_of_each_namespace() -> None:
    store = MemoryStore(2, 1_000_000)
    for key in "ab":
        store.put("n", key, b"1", 60.0)
        store.put("m", key, b"1", 60.0)
    assert store.get("n", "a") == b"1"
    store.put("n", "c", b"1", 60.0)
    assert store.get("n", "b") is None
    assert store.get("n", "a") == b"1"
    assert store.get("m", "a") == b"1"


def test_memory_drops_the_least_recently_used_of_all_when_bytes_run_out() -> None:
    store = MemoryStore(100, 3 * (ENTRY_OVERHEAD_BYTES + 101))
    for prefix in ("first", "second", "third"):
        store.put(prefix, "k", b"x" * 100, 60.0)
    assert store.get("first", "k") is not None
    store.put("fourth", "k", b"x" * 100, 60.0)
    assert store.get("second", "k") is None
    assert store.get("first", "k") is not None


def test_memory_does_not_store_what_is_larger_than_all_that_is_allowed() -> None:
    store = MemoryStore(100, 1000)
    store.put("n", "a", b"x", 60.0)
    store.put("n", "big", b"x" * 1000, 60.0)
    assert store.get("n", "big") is None
    assert store.get("n", "a") == b"x"


def test_memory_forgets_at_the_very_second() -> None:
    clock = Clock()
    store = memory(clock)
    store.put("n", "a", b"1", 5.0)
    clock.now_s += 4.999
    assert store.get("n", "a") == b"1"
    clock.now_s += 0.001
    assert store.get("n", "a") is None
    assert (len(store), store._bytes) == (0, 0)


OPERATIONS = st.lists(
    st.tuples(
        st.sampled_from(["put", "get", "delete", "wait"]),
        st.sampled_from("nm"),
        st.sampled_from("abcde"),
        st.integers(0, 700),
    ),
    max_size=60,
)


@settings(deadline=None)
@given(OPERATIONS)
def test_memory_stays_within_its_bounds_and_never_answers_anything_but_the_newest_value(
    operations: list[tuple[str, str, str, int]],
) -> None:
    clock = Clock()
    store = MemoryStore(3, 2500, clock)
    newest: dict[tuple[str, str], tuple[bytes, float]] = {}
    for operation, prefix, key, size in operations:
        if operation == "put":
            store.put(prefix, key, b"x" * size, 10.0)
            newest[prefix, key] = (b"x" * size, clock.now_s + 10.0)
        elif operation == "delete":
            store.delete(prefix, key)
            newest.pop((prefix, key), None)
        elif operation == "wait":
            clock.now_s += size / 100
        else:
            value, expires_s = newest.get((prefix, key), (None, 0.0))
            found = store.get(prefix, key)
            assert found is None or (found == value and clock.now_s < expires_s)
        assert store._bytes <= 2500
        assert len(store) <= 6
    stored = [(prefix, key) for prefix, key in newest if store.get(prefix, key) is not None]
    assert len(store) == len(stored)
    assert store._bytes == sum(1 + len(newest[at][0]) + ENTRY_OVERHEAD_BYTES for at in stored)


def test_memory_holds_its_bounds_under_many_threads() -> None:
    store = MemoryStore(50, 40_000)

    def hammer(seed: int) -> None:
        for step in range(400):
            key = str((seed * 31 + step * 7) % 90)
            store.put("n", key, b"x" * (step % 200), 60.0)
            store.get("n", str(step % 90))
            store.delete("n", str((step * 3) % 90))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(hammer, range(8)))
    assert len(store) <= 50
    assert store._bytes <= 40_000
    store.clear()
    assert (len(store), store._bytes) == (0, 0)


def test_memory_needs_no_prefetching() -> None:
    cache = Cache(memory())
    cache.put(NUMBERS, "a", 1)
    cache.prefetch((NUMBERS, ["a", "b"]))
    assert not cache.is_remote
    assert (cache.get(NUMBERS, "a"), cache.get(NUMBERS, "b")) == (1, None)
