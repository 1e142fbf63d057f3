"""When a call may go: the rate of a service, a queue that is fair to jobs, and a bound on calls under way."""
