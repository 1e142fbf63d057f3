"""The life of a job, and the pools that all jobs share.

Routes call ``JobService``, which uses two parts with two implementations each:

- ``JobStore`` keeps jobs, results and event logs: ``MemoryJobStore`` in this process, ``SharedJobStore`` also
  in Redis;
- ``JobBackend`` runs queued jobs: ``ThreadBackend`` in threads of this process, ``QueueBackend`` in workers.
"""
