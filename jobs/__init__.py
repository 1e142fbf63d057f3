"""A job's life, and the pools that all jobs share.

Routes call ``JobService``, which asks two parts that each may have several implementations:

- ``JobStore`` keeps jobs, results and event logs: ``MemoryJobStore`` in this process;
- ``JobBackend`` has queued jobs run: ``ThreadBackend`` gives them to a ``JobRunner`` in threads here.
"""
