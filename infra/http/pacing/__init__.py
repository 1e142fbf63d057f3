"""Pacing of calls: the rate of a service, a queue that is fair to jobs, and a limit on calls under way."""
