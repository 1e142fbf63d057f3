"""Half of the usual number of examples for these property tests, as each is a whole world of films."""

from hypothesis import settings

from tests.conftest import MANY_EXAMPLES

settings.register_profile("worlds", MANY_EXAMPLES, max_examples=MANY_EXAMPLES.max_examples // 2)
settings.load_profile("worlds")
