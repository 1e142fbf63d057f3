"""The thread pools that all jobs of a process share."""

from concurrent.futures import ThreadPoolExecutor


class Pools:
    """Whoever makes them closes them."""

    def __init__(self, *, scrape: int, work: int, lookup: int, pipeline: int) -> None:
        """Sizes in threads: profile pages, TMDB calls, availability look-ups, jobs at once."""
        self.scrape = ThreadPoolExecutor(scrape, thread_name_prefix="scrape")
        self.work = ThreadPoolExecutor(work, thread_name_prefix="work")
        self.lookup = ThreadPoolExecutor(lookup, thread_name_prefix="lookup")
        self.pipeline = ThreadPoolExecutor(pipeline, thread_name_prefix="pipeline")

    def close(self) -> None:
        """Drop what has not started, and wait for what has: jobs first, then their helpers."""
        for wait in (False, True):
            for pool in (self.pipeline, self.scrape, self.work, self.lookup):
                pool.shutdown(wait, cancel_futures=True)
