"""The thread pools that all jobs of a process share."""

from concurrent.futures import ThreadPoolExecutor


class Pools:
    """The shared pools. The code that creates them closes them."""

    def __init__(self, *, scrape: int, work: int, lookup: int, pipeline: int) -> None:
        """Create the pools, with sizes in threads: profile pages, TMDB calls, availability look-ups, jobs.

        Reading an import needs only processor time: one at a time leaves the rest to the jobs.
        """
        self.scrape = ThreadPoolExecutor(scrape, thread_name_prefix="scrape")
        self.work = ThreadPoolExecutor(work, thread_name_prefix="work")
        self.lookup = ThreadPoolExecutor(lookup, thread_name_prefix="lookup")
        self.imports = ThreadPoolExecutor(1, thread_name_prefix="import")
        self.pipeline = ThreadPoolExecutor(pipeline, thread_name_prefix="pipeline")

    def close(self) -> None:
        """Cancel tasks that have not started, and wait for the others: jobs first, then their helpers."""
        for wait in (False, True):
            for pool in (self.imports, self.pipeline, self.scrape, self.work, self.lookup):
                pool.shutdown(wait, cancel_futures=True)
