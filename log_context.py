"""The fields of log lines, and hashes that replace the names of members in the process' log."""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from hashlib import blake2b
from typing import Final

_MEMBERS: ContextVar[set[str] | None] = ContextVar("members", default=None)
"""The members that the current thread works for; carried into pool threads with the context."""

_LETTER: Final = "[A-Za-z0-9_-]"  # of a username


def log_fields(**fields: object) -> Mapping[str, Mapping[str, object]]:
    """Return the argument ``extra`` of a logging call that adds these fields to the line, without None."""
    return {"fields": {name: value for name, value in fields.items() if value is not None}}


def hashed_member(name: str) -> str:
    """Return the hash that replaces a member's name in the log.

    It has eight hexadecimal digits of BLAKE2 (RFC 7693). The same name has the same hash, in upper or lower
    case, so that whoever knows a name can find its lines. The name cannot be read from the hash.
    """
    return blake2b(name.lower().encode(), digest_size=4).hexdigest()


@contextmanager
def working_for(names: Iterable[str]) -> Iterator[None]:
    """Run the body with hashes in the process' log in place of these ``names`` of members."""
    token = _MEMBERS.set({name for name in names if name})
    try:
        yield
    finally:
        _MEMBERS.reset(token)


def also_called(name: str) -> None:
    """Add another name of a member for whom the current thread works, to be hashed in the log too."""
    members = _MEMBERS.get()
    if members is not None:
        members.add(name)


def without_names(text: str) -> str:
    """Return ``text`` with hashes in place of the members for whom the current thread works."""
    for name in tuple(_MEMBERS.get() or ()):
        pattern = f"(?<!{_LETTER}){re.escape(name)}(?!{_LETTER})"
        text = re.sub(pattern, f"member:{hashed_member(name)}", text, flags=re.IGNORECASE)
    return text
