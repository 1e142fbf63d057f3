"""What a line of the process' log holds beside its message: fields, and members by a hash of their name."""

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
    """What to give as ``extra``, so that the line holds these fields; None is left out."""
    return {"fields": {name: value for name, value in fields.items() if value is not None}}


def hashed_member(name: str) -> str:
    """What stands for a member in the log: the same for the same name, and not to be read back.

    Whoever knows a name can find its lines. Eight hexadecimal digits of BLAKE2 (RFC 7693).
    """
    return blake2b(name.lower().encode(), digest_size=4).hexdigest()


@contextmanager
def working_for(names: Iterable[str]) -> Iterator[None]:
    """Until the block ends, members of these ``names`` appear in the process' log by their hash."""
    token = _MEMBERS.set({name for name in names if name})
    try:
        yield
    finally:
        _MEMBERS.reset(token)


def also_called(name: str) -> None:
    """A member for whom the current thread works has another name, too."""
    members = _MEMBERS.get()
    if members is not None:
        members.add(name)


def without_names(text: str) -> str:
    """``text`` with hashes in place of the members for whom the current thread works."""
    for name in tuple(_MEMBERS.get() or ()):
        pattern = f"(?<!{_LETTER}){re.escape(name)}(?!{_LETTER})"
        text = re.sub(pattern, f"member:{hashed_member(name)}", text, flags=re.IGNORECASE)
    return text
