"""The access that settings give to clients, in words for the log."""

from collections.abc import Iterator

from config import Settings


def access_in_words(settings: Settings) -> Iterator[str]:
    """Yield a line for each thing that a setting opens or closes."""
    yield "Open to every client that reaches the port: the pages, /api, /_live, /_ready and /_health"
    if settings.internal_token is None:
        yield "INTERNAL_TOKEN is not set: /_metrics answers only this machine, /_incident-status everybody"
    else:
        yield "/_metrics and /_incident-status need INTERNAL_TOKEN"
    sites = ", ".join(settings.allowed_origins)
    if sites == "*":
        yield "ALLOWED_ORIGINS is *: pages of any site may use /api in a browser, but may not send exports"
    else:
        yield f"Pages of other sites that may use /api in a browser: {sites or 'none'}"
    if settings.trusted_proxies:
        last = settings.trusted_proxies
        yield f"Clients are known by the last {last} of X-Forwarded-For: let only that proxy reach the port"
    else:
        yield "Clients are known by their connection: behind a proxy, set TRUSTED_PROXIES to tell them apart"
    if not settings.ratelimit_enabled:
        yield "RATELIMIT_ENABLED is false: the requests of one address are not limited"
