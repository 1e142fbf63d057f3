"""The tokens that callers send: where they are in a request, and how often wrong ones may be tried."""

from http import HTTPStatus

from flask import Response, request

from limiter import limiter

WRONG_A_MINUTE = 10
"""The number of wrong tokens of all kinds that one address may send a minute.

After that, its further requests to routes with a token are refused until the minute is over.
"""


def offered_token(header: str) -> str:
    """Return the token in ``header``, else in ``Authorization: Bearer``; "" when there is neither."""
    given = request.authorization
    bearer = given.token if given is not None and given.type == "bearer" else None
    return request.headers.get(header) or bearer or ""


def _is_refused(response: Response) -> bool:
    return response.status_code in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}


limit_wrong_tokens = limiter.shared_limit(
    f"{WRONG_A_MINUTE}/minute", scope="wrong-tokens", deduct_when=_is_refused
)
"""A decorator for routes that ask for a token. Only answers that refuse the request count."""
