"""The arguments of ``python -m nextfilm``, read as the JSON object that a program would send."""

import argparse
import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nextfilm.exit_codes import EXIT_CODES
from nextfilm.formats import FORMATS
from services.models.filters import Filters
from web.openapi.request_schemas import Schema, properties_of
from web.request_fields import OptionFields

_OPTIONS = (*dataclasses.fields(OptionFields), *dataclasses.fields(Filters))
_SCHEMAS = properties_of(OptionFields, Filters)
_READ_AS: Mapping[str, type] = {"integer": int, "number": float}
"""The types of Python, by the type of JSON."""


@dataclass(frozen=True, slots=True)
class Arguments:
    """The parsed arguments.

    ``body``: the fields that were given, as ``POST /api/recommend`` and ``/api/import`` take them.
    """

    body: dict[str, object]
    exports: tuple[Path, ...]
    output: str
    is_demo: bool
    is_verbose: bool


def parse_arguments(words: list[str] | None = None) -> Arguments:
    """Parse ``words``, or the arguments of the process. Ends the process with code 2 when they are wrong."""
    parser = _parser()
    given = parser.parse_args(words)
    if bool(given.member) == bool(given.export):
        parser.error("give one Letterboxd username, two to five for a blend, or --export")
    body = {each.name: value for each in _OPTIONS if (value := getattr(given, each.name)) is not None}
    if len(given.member) == 1:
        body["username"] = given.member[0]
    elif given.member:
        body["usernames"] = given.member
    return Arguments(body, tuple(given.export), given.format, given.demo, given.verbose)


def _parser() -> argparse.ArgumentParser:
    codes = "\n".join(f"  {code}  {says}" for code, says in EXIT_CODES.items())
    parser = argparse.ArgumentParser(
        "nextfilm",
        description="Recommend films to a Letterboxd member, each with the reason and where it streams.",
        epilog=f"exit codes:\n{codes}\n\nSettings are read as by the server, from the environment or .env.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("member", nargs="*", help="a Letterboxd username; two to five make a blend")
    parser.add_argument(
        "--export",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help="a member's Letterboxd export (ZIP or CSV); can be repeated",
    )
    parser.add_argument("--format", choices=tuple(FORMATS), default="table", help="the format of the output")
    parser.add_argument(
        "--demo", action="store_true", help="use the bundled offline world: no key, no network"
    )
    parser.add_argument("--verbose", action="store_true", help="log each step to standard error")
    group = parser.add_argument_group("options of the search", "Repeat an option that takes several values.")
    for each in _OPTIONS:
        _add(group, each.name, each.metadata, _SCHEMAS[each.name])
    return parser


def _add(group: argparse._ArgumentGroup, name: str, field: Mapping[str, Any], schema: Schema) -> None:
    """Add an option for a field of a request. ``schema`` says which values the field takes."""
    flag, says = f"--{name.replace('_', '-')}", field["says"].replace("%", "%%")
    allowed = field["bounds"].get("allowed")
    if _kind_of(schema) == "boolean":
        group.add_argument(flag, action=argparse.BooleanOptionalAction, default=None, help=says)
        return
    is_list = _kind_of(schema) == "array"
    group.add_argument(
        flag,
        action="append" if is_list else "store",
        type=_READ_AS.get(_kind_of(schema["items"] if is_list else schema), str),
        choices=allowed,
        metavar=None if allowed else _metavar(name),
        help=says,
    )


def _kind_of(schema: Schema) -> str:
    """Return the JSON type of ``schema`` other than null; "string" for one of several words."""
    kinds = schema.get("type", "string")
    return kinds if isinstance(kinds, str) else kinds[0]


def _metavar(name: str) -> str:
    return name.rpartition("_")[2].upper()
