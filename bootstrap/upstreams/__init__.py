"""The clients, built from settings, one upstream in each file: with which pace, breaker and cache."""
