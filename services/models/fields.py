"""The declaration of a request's field: its description, its form and its bounds in one place."""

from dataclasses import field
from typing import Any


def option(
    default: Any, form: str, says: str, /, *, example: Any = None, needs_details: bool = False, **bounds: Any
) -> Any:
    """Return a dataclass field that a request may leave out.

    ``form`` is the method of ``FieldReader`` that reads the value within ``bounds``. ``says`` is the
    description for people. ``needs_details`` marks a filter that a film's list data cannot decide.
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
