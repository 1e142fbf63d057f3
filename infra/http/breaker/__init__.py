"""The circuit breaker of a service: its rules, its state in Redis, and the tracker that uses both."""
