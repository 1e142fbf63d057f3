"""The answers of Letterboxd, and of Cloudflare in front of it, in place of a page or the feed."""

from typing import Final

from standin.fault_kinds import anywhere
from standin.fault_kinds.kind import Change, Kinds, Refusal
from standin.fault_kinds.mutations import half
from standin.letterboxd_pages import render

_CHALLENGE: Final = render("challenge.html").encode()
_BLOCKED: Final = render("blocked.html").encode()
_RATE_LIMITED: Final = render("rate_limited.html").encode()
_MITIGATED: Final = (("cf-mitigated", "challenge"),)
_THROTTLED: Final = b"error code: 1015\n"

KINDS: Final[Kinds] = {
    **anywhere.KINDS,
    "status": Refusal("A few words with the fault's status, such as 503 or 426.", b"error code: {status}\n"),
    "challenge": Refusal("403, Cloudflare's challenge with its header.", _CHALLENGE, 403, headers=_MITIGATED),
    "challenge_200": Refusal("The challenge under 200 and without its header.", _CHALLENGE, 200),
    "ban": Refusal("403 with a few words: 1020.", b"error code: 1020\n", 403),
    "block_page": Refusal("403 with Cloudflare's page for those it blocks.", _BLOCKED, 403),
    "block_page_200": Refusal("The page for those who are blocked, under 200.", _BLOCKED, 200),
    "throttle": Refusal("429 with a few words: 1015.", _THROTTLED, 429),
    "throttle_page": Refusal("429 with Cloudflare's page: Error 1015.", _RATE_LIMITED, 429),
    "throttle_page_403": Refusal("403 with Cloudflare's page: Error 1015.", _RATE_LIMITED, 403),
    "truncated": Change("text", "The page ends in the middle.", half),
}
