"""The thread pools that all jobs of a process share."""

from concurrent.futures import ThreadPoolExecutor


class Pools:
    """Whoever makes them closes them."""

    def __init__(self, *, scrape: int, work: int, lookup: int, pipeline: int) -> None:
        """Sizes in threads: profile pages, TMDB calls, availability look-ups and jobs at once.

        Reading an import is all processor time: one at a time leaves the rest to the jobs.
        """
        self.scrape = ThreadPoolExecutor(scrape, thread_name_prefix="scrape")
        self.work = ThreadPoolExecutor(work, thread_name_prefix="work")
        self.lookup = ThreadPoolExecutor(lookup, thread_name_prefix="lookup")
        self.imports = ThreadPoolExecutor(1, thread_name_prefix="import")
        self.pipeline = ThreadPoolExecutor(pipeline, thread_name_prefix="pipeline")

    def close(self) -> None:
        """Drop what has not started, and wait for what has: jobs first, then their helpers."""
        for wait in (False, True):
            for pool in (self.imports, self.pipeline, self.scrape, self.work, self.lookup):
                pool.shutdown(wait, cancel_futures=True)
