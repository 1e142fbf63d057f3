"""Settings to clients, an upstream a file: which client gets which pace, breaker and cache."""
