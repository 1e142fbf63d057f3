"""Property tests are not timed: a busy machine is no counterexample.

Each of their examples is a whole world of films, so fifty are many.
"""

from hypothesis import HealthCheck, settings

settings.register_profile(
    "worlds", max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("worlds")
