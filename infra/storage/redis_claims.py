"""Claims in Redis, by which only one of all processes computes a value.

A process claims a value in the same round trip in which it reads it, and ends the claim when it writes it.
"""

import secrets
from collections.abc import Callable
from typing import Any, Final, cast

import redis

from cache import CLAIMED_S, Claim

_CLAIM: Final = """
local value = redis.call('GET', KEYS[1])
if value then
  return value
end
local owner = redis.call('GET', KEYS[2])
if owner and owner ~= ARGV[1] then
  return 0
end
redis.call('SET', KEYS[2], ARGV[1], 'PX', ARGV[2])
return 1
"""
_RELEASE: Final = """
if redis.call('GET', KEYS[2]) == ARGV[1] then
  redis.call('DEL', KEYS[2])
end
"""
_FULFIL: Final = f"{_RELEASE} redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])"


def claiming(key: str) -> Callable[["redis.Redis"], Claim]:
    """Return a function that reads the value of ``key``, or claims it where there is none.

    A second run of the function gives the same answer.
    """
    token = secrets.token_hex(8)

    def claim(client: "redis.Redis") -> Claim:
        answer = _run(client, _CLAIM, key, token, int(CLAIMED_S * 1000))
        if isinstance(answer, bytes):
            return Claim(answer)
        return Claim(None, token if answer else None)

    return claim


def fulfilling(key: str, value: bytes, ttl_s: float, token: str) -> Callable[["redis.Redis"], object]:
    """Return a function that writes the value computed under the claim ``token``, and ends the claim."""
    return lambda client: _run(client, _FULFIL, key, token, value, int(ttl_s * 1000))


def releasing(key: str, token: str) -> Callable[["redis.Redis"], object]:
    """Return a function that ends the claim ``token``, unless another process now has the claim."""
    return lambda client: _run(client, _RELEASE, key, token)


def _run(client: "redis.Redis", script: str, key: str, *arguments: str | bytes | int) -> object:
    return cast(Any, client).eval(script, 2, key, f"claim:{key}", *arguments)
