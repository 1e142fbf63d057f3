"""The words of the command line are the JSON object that a program would send."""

from dataclasses import fields
from typing import Any

import pytest

from nextfilm.arguments import parse_arguments
from services.models.filters import Filters
from web.request_fields import OptionFields
from web.request_parsing import parse_submission

EXAMPLES = {each.name: each.metadata["example"] for kind in (OptionFields, Filters) for each in fields(kind)}


def words_for(name: str, value: object) -> list[str]:
    flag = name.replace("_", "-")
    if isinstance(value, bool):
        return [f"--{flag}" if value else f"--no-{flag}"]
    return [
        word for each in (value if isinstance(value, list) else [value]) for word in (f"--{flag}", str(each))
    ]


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_field_of_a_request_is_given_in_its_form_a_list_by_repeating_it(name: str) -> None:
    value: Any = EXAMPLES[name]
    several = value * 2 if isinstance(value, list) else value
    body = parse_arguments(["anna", *words_for(name, several)]).body
    assert body == {"username": "anna", name: several}
    assert type(body[name]) is type(several)
    assert parse_submission(body)
