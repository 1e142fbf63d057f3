"""Each example of these property tests is a whole world of films, so half of what is usual is many."""

from hypothesis import settings

from tests.conftest import MANY_EXAMPLES

settings.register_profile("worlds", MANY_EXAMPLES, max_examples=MANY_EXAMPLES.max_examples // 2)
settings.load_profile("worlds")
