"""The paths of values in JSON, for tests that damage it."""

from typing import Any


def paths_in(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the paths to all values inside ``value``."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [(*path, key) for key, _ in inner] + [
        deeper for key, item in inner for deeper in paths_in(item, (*path, key))
    ]
