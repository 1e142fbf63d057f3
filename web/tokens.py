"""Secrets that callers show: where they stand in a request, and how often wrong ones may be tried."""

from http import HTTPStatus

from flask import Response, request

from limiter import limiter

WRONG_A_MINUTE = 10
"""Wrong tokens of all kinds together that one address may send; further requests with a token wait."""


def offered_token(header: str) -> str:
    """What stands in ``header``, else in ``Authorization: Bearer``; "" when there is neither."""
    given = request.authorization
    bearer = given.token if given is not None and given.type == "bearer" else None
    return request.headers.get(header) or bearer or ""


def _is_refused(response: Response) -> bool:
    return response.status_code in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}


limit_wrong_tokens = limiter.shared_limit(
    f"{WRONG_A_MINUTE}/minute", scope="wrong-tokens", deduct_when=_is_refused
)
"""Decorates routes that ask for a token: only answers that refuse one count."""
