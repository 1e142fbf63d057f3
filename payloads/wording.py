"""The descriptions of fields, for people."""

from typing import Annotated

from msgspec import Meta


def says(text: str) -> Meta:
    """Return a field's metadata with a description for people."""
    return Meta(description=text)


Year = Annotated[str | None, says('A text such as "2017"; null when unknown')]
