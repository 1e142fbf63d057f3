"""Calls to services that answer data: sessions, time-outs, retries, errors."""
