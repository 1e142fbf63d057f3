"""One canonical provider for what JustWatch, TMDB and people call differently.

``providers.csv`` holds a line for each known service. Its columns:

- ``key``: what filters, addresses and browsers keep. It never changes and is never given to another service.
- ``name``: what is shown. It may change with the service's own name; the old one then becomes an alias.
- ``plan_of``: the key of the service that this line is a plan of; empty for a service itself.
- ``has_ads``: ``yes`` for a plan that is named or sold as the one with advertising.
- ``tmdb_ids``: TMDB's ``provider_id``, which is JustWatch's ``packageId`` too; separated by blanks.
- ``technical_names``: JustWatch's ``technicalName``; separated by blanks.
- ``aliases``: other names, also former ones; separated by ``|``. What ``_token`` folds needs none.

The facts come from answers of TMDB's ``watch/providers`` and of JustWatch's GraphQL. A cell whose fact is
not certain is empty: the name decides then.

A name that the table lacks keeps its own spelling, and its key is made of it. Two endings are understood on
any name: ``Max Amazon Channel`` is Max bought on Prime Video, ``Netflix Standard with Ads`` is Netflix's plan
with ads. Both have keys of their own, since they have other films and other subscribers than the service
itself: the bare name stands for the plan without ads where the two are told apart.
"""

import csv
import re
import unicodedata
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib import resources
from typing import Final

from services.models.films import Provider


@dataclass(frozen=True, slots=True)
class _Platform:
    key: str
    ending: re.Pattern[str]  # of a folded name
    key_ending: str
    name_ending: str


_PLATFORMS: Final = (
    _Platform("prime-video", re.compile("(.+)amazonchannels?"), "-amazon-channel", " Amazon Channel"),
    _Platform(
        "apple-tv-store",
        re.compile("(.+)appletv(?:plus)?channels?"),
        "-apple-tv-channel",
        " Apple TV Channel",
    ),
    _Platform(
        "roku-channel",
        re.compile("(.+)roku(?:premium)?channels?"),
        "-roku-premium-channel",
        " Roku Premium Channel",
    ),
)
"""Where add-ons are bought. Apple sells its channels in the store, which takes no Apple TV+."""

_WITH_ADS: Final = re.compile("(.+?)(?:basic|standard)?withads")
_LATIN_MARKS: Final = re.compile("[\u0300-\u036f]")


def provider_of(name: str, *, technical_name: str | None = None, tmdb_id: int | None = None) -> Provider:
    """The provider that an upstream calls ``name``.

    JustWatch's ``technical_name`` and TMDB's ``tmdb_id`` go before the name, which they may give to another
    service: "Apple TV" was the store and is the subscription. Raises ``ValueError`` for a blank name.
    """
    table = _table()
    known = table.get(f"technical:{technical_name}") or table.get(f"tmdb:{tmdb_id}")
    return known or _named(name)


def key_of(text: str) -> str:
    """The key of what a person typed or a browser remembered: a name, or a key, which stays itself.

    Raises ``ValueError`` for a blank ``text``.
    """
    return _named(text).key


@lru_cache(maxsize=4096)  # the same few in every film
def _named(name: str) -> Provider:
    shown = " ".join(name.split())
    if not shown:
        raise ValueError("a provider has a name")
    table, token, endings = _table(), _token(shown), list[_Platform | None]()
    while token not in table and (parts := _split(token)):
        token, ending = parts
        endings.append(ending)
    provider = table.get(token) or Provider(token, token, service=token)
    for ending in reversed(endings):
        provider = _variant(provider, ending)
    return provider if token in table else replace(provider, name=shown)


def _split(token: str) -> tuple[str, _Platform | None] | None:
    """A folded name without its ending, and the platform that the ending tells; None there: with ads."""
    for platform in _PLATFORMS:
        if match := platform.ending.fullmatch(token):
            return match[1], platform
    match = _WITH_ADS.fullmatch(token)
    return (match[1], None) if match else None


def _variant(base: Provider, platform: _Platform | None) -> Provider:
    """``base`` as an add-on of ``platform``; None: its plan with ads, which may be ``base`` itself."""
    if platform:
        key, name = base.key + platform.key_ending, base.name + platform.name_ending
        return replace(base, key=key, name=name, addon_of=platform.key)
    if base.has_ads:
        return base
    return replace(base, key=f"{base.key}-with-ads", name=f"{base.name} with Ads", has_ads=True)


def _token(name: str) -> str:
    """``name`` in small ASCII letters and digits, in which its spellings are equal; never empty.

    Case, blanks, punctuation and Latin marks fold, ``+`` is "plus" and ``&`` "and". Characters beyond ASCII
    stand as ``u`` and their hexadecimal code point, so other scripts stay apart, and a token stays itself.

    >>> _token("Disney+") == _token("DISNEY  plus"), _token("Pathé Thuis"), _token("ТВ")
    (True, 'pathethuis', 'u442u432')
    """
    text = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", name).casefold())
    text = _LATIN_MARKS.sub("", text).replace("+", "plus").replace("&", "and")
    text = "".join(each for each in text if each.isalnum() or unicodedata.category(each)[0] == "M") or name
    return "".join(each if each.isascii() and each.isalnum() else f"u{ord(each):x}" for each in text)


@cache
def _table() -> dict[str, Provider]:
    """Each known service by its folded names, ``technical:`` and JustWatch's names, ``tmdb:`` and ids."""
    text = resources.files("services").joinpath("providers.csv").read_text(encoding="utf-8")
    found: dict[str, Provider] = {}
    for row in csv.DictReader(line for line in text.splitlines() if not line.startswith("#")):
        key, name = row["key"], row["name"]
        provider = Provider(key, name, service=row["plan_of"] or key, has_ads=row["has_ads"] == "yes")
        names = (key, name, *filter(None, row["aliases"].split("|")))
        found |= dict.fromkeys(map(_token, names), provider)
        found |= dict.fromkeys((f"technical:{each}" for each in row["technical_names"].split()), provider)
        found |= dict.fromkeys((f"tmdb:{each}" for each in row["tmdb_ids"].split()), provider)
    return found
