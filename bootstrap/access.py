"""The access that settings give to clients, in words for the log."""

from collections.abc import Iterator

from config import Settings


def access_in_words(settings: Settings) -> Iterator[str]:
    """Yield a line for each thing that a setting opens or closes."""
    yield "Open to whoever reaches the port: the pages, /api, /_live, /_ready and /_health"
    if settings.internal_token is None:
        yield "/_metrics answers this machine only, /_incident-status everybody: INTERNAL_TOKEN is not set"
    else:
        yield "/_metrics and /_incident-status need INTERNAL_TOKEN"
    sites = ", ".join(settings.allowed_origins)
    if sites == "*":
        yield "Pages of any site may use /api in a browser, but not send exports: ALLOWED_ORIGINS is *"
    else:
        yield f"Pages of other sites that may use /api in a browser: {sites or 'none'}"
    if settings.trusted_proxies:
        last = settings.trusted_proxies
        yield f"Clients are told by the last {last} of X-Forwarded-For: let only that proxy reach the port"
    else:
        yield "Clients are those who connect: behind a proxy all count as one, unless TRUSTED_PROXIES is set"
    if not settings.ratelimit_enabled:
        yield "Nothing limits what one address asks for: RATELIMIT_ENABLED is false"
