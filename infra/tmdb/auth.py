"""The credentials of TMDB's API: a v3 key in the query, or a v4 token in a header."""

from typing import Final

from infra.http.calls.client import RequestDefaults

_V4_START: Final = "eyJ"  # a v4 token is a JSON web token: base64 of '{"'


def credentials(api_key: str) -> RequestDefaults:
    """Return the credentials of every request.

    A v3 key becomes ``?api_key=``; a v4 token, which starts with ``eyJ``, ``Authorization: Bearer``.
    """
    if api_key.startswith(_V4_START):
        return RequestDefaults(headers={"Authorization": f"Bearer {api_key}"})
    return RequestDefaults(params={"api_key": api_key})
