"""The steps that must be one for all processes, in Lua; each file says what it takes and answers."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import redis

from infra.storage.redis_link import RedisLink

PREFIX: Final = "jobs:v1:"
"""Of all keys; another shape of them wants another number."""

_FOLDER = Path(__file__).parent / "scripts"
_COMMON = (_FOLDER / "common.lua").read_text(encoding="utf-8")


class Script:
    """One file of ``jobs/scripts``."""

    def __init__(self, name: str) -> None:
        self._text = _COMMON + (_FOLDER / f"{name}.lua").read_text(encoding="utf-8")

    def run(self, link: RedisLink, *arguments: str | bytes | int) -> Any:
        """What it answers. Raises ``RedisUnavailable``."""
        return link.run(self.call(*arguments))

    def call(self, *arguments: str | bytes | int) -> Callable[["redis.Redis"], Any]:
        """A call of it, on any client or pipeline."""
        return lambda client: client.eval(self._text, 1, PREFIX, *arguments)


def text(answer: bytes | str) -> str:
    """A word that a script answers."""
    return answer.decode() if isinstance(answer, bytes) else answer
