"""How a field of a request is declared: what it is for, its form and what it admits, in one place."""

from dataclasses import field
from typing import Any


def option(
    default: Any, form: str, says: str, /, *, example: Any = None, needs_details: bool = False, **bounds: Any
) -> Any:
    """A field of a dataclass, which a request may leave out.

    ``form`` is the method of ``FieldReader`` that reads it, within ``bounds``; ``says`` is what people read
    of it; ``needs_details`` where a film's list data cannot tell if it passes.
    """
    return field(
        default=default,
        metadata={
            "form": form,
            "says": says,
            "example": example,
            "bounds": bounds,
            "needs_details": needs_details,
        },
    )
