"""Words that people read of a field."""

from typing import Annotated

from msgspec import Meta


def says(text: str) -> Meta:
    """What people read of a field."""
    return Meta(description=text)


Year = Annotated[str | None, says('As text, "2017"; null when it is not known')]
