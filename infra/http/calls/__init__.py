"""Calls to services that return data: sessions, time-outs, retries, errors."""
