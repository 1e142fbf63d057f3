"""One more check of every answer, which Schemathesis loads."""

from typing import Any

import schemathesis

RULES_BETWEEN_FIELDS = {
    "usernames",  # two names that differ in case only are one member
    "services",  # need include_streaming
    "exclude_genres",  # none of those in genres
    "year_from",  # not after year_to
    "request_id",  # ten different characters
    "file",  # no valid export can be generated
}


@schemathesis.check
def a_body_that_follows_the_schema_is_refused_for_a_rule_between_fields_only(
    ctx: schemathesis.CheckContext,  # noqa: ARG001  every check takes it
    response: schemathesis.Response,
    case: schemathesis.Case[Any],
) -> None:
    is_valid = case.meta is not None and case.meta.generation.mode.is_positive
    if is_valid and case.operation.method == "post" and response.status_code == 400:
        problem = response.json()
        unexplained = set(problem.get("fields", {"": ""})) - RULES_BETWEEN_FIELDS
        assert not unexplained, problem
