"""Outbound HTTP: calls, pacing, circuit breakers and the tiers that fetch pages.

This package sends requests and limits their rate. It does not know what the answers mean.
"""
