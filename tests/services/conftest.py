"""Property tests are not timed: a busy machine is no counterexample.

Each of their examples is a whole world of films, so half of what is usual is many.
"""

from hypothesis import HealthCheck, settings

from tests.conftest import MANY_EXAMPLES

settings.register_profile(
    "worlds",
    MANY_EXAMPLES,
    max_examples=MANY_EXAMPLES.max_examples // 2,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("worlds")
