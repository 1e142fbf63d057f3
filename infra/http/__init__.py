"""Everything outbound: calls, pacing, circuit breakers and the tiers that fetch pages.

Knows how to ask and how not to be a nuisance, not what the bytes mean.
"""
