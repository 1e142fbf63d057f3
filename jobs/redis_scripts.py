"""The atomic steps on shared jobs, in Lua. Each file describes its arguments and its answer."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import redis

from infra.storage.redis_link import RedisLink

PREFIX: Final = "jobs:v1:"
"""The prefix of all keys. Change its number when the shape of the keys changes."""

_FOLDER = Path(__file__).parent / "scripts"
_COMMON = (_FOLDER / "common.lua").read_text(encoding="utf-8")


class Script:
    """One file of ``jobs/scripts``."""

    def __init__(self, name: str) -> None:
        self._text = _COMMON + (_FOLDER / f"{name}.lua").read_text(encoding="utf-8")

    def run(self, link: RedisLink, *arguments: str | bytes | int) -> Any:
        """Run the script, and return its answer. Raises ``RedisUnavailable``."""
        return link.run(self.call(*arguments))

    def call(self, *arguments: str | bytes | int) -> Callable[["redis.Redis"], Any]:
        """Return a function that calls the script on a client or a pipeline."""
        return lambda client: client.eval(self._text, 1, PREFIX, *arguments)


def text(answer: bytes | str) -> str:
    """Return a word of a script's answer as text."""
    return answer.decode() if isinstance(answer, bytes) else answer
