"""Calls to services that answer data: time-outs, retries, breaker, sessions."""
