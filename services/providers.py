"""The canonical providers. JustWatch, TMDB and people use different names for one provider.

``providers.csv`` holds a line for each known service. Its columns:

- ``key``: the key in filters, addresses and browsers. It never changes, and no other service ever gets it.
- ``name``: the name that is shown. When a service changes its name, the old name becomes an alias.
- ``plan_of``: the key of the service that this line is a plan of; empty for a service itself.
- ``has_ads``: ``yes`` for a plan that is named or sold as the plan with advertising.
- ``tmdb_ids``: TMDB's ``provider_id``, which is JustWatch's ``packageId`` too; separated by blanks.
- ``technical_names``: JustWatch's ``technicalName``; separated by blanks.
- ``aliases``: other names, also former ones; separated by ``|``. Spellings that ``_token`` folds need none.

The facts come from answers of TMDB's ``watch/providers`` and of JustWatch's GraphQL. A cell is empty when its
fact is not certain. Then the name decides.

A name that is not in the table keeps its own spelling, and its key is made of it. Two endings have a meaning
with any name: ``Max Amazon Channel`` is Max bought on Prime Video, ``Netflix Standard with Ads`` is Netflix's
plan with ads. Both have keys of their own, because their films and subscribers differ from those of the
service itself. The name without an ending is the plan without ads, where a service has both plans.
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
"""The platforms where add-ons are bought. Apple's platform is its store, which needs no Apple TV+."""

_WITH_ADS: Final = re.compile("(.+?)(?:basic|standard)?withads")
_LATIN_MARKS: Final = re.compile("[\u0300-\u036f]")


def provider_of(name: str, *, technical_name: str | None = None, tmdb_id: int | None = None) -> Provider:
    """Return the provider that an upstream calls ``name``.

    JustWatch's ``technical_name`` comes first, then TMDB's ``tmdb_id``, then the name, because an upstream
    may give a name to another service: "Apple TV" was the store and is now the subscription. Raises
    ``ValueError`` for a blank name.
    """
    table = _table()
    known = table.get(f"technical:{technical_name}") or table.get(f"tmdb:{tmdb_id}")
    return known or _named(name)


def key_of(text: str) -> str:
    """Return the key of the provider that a person typed or a browser stored, by its name or its key.

    A key is returned unchanged. Raises ``ValueError`` for a blank ``text``.
    """
    return _named(text).key


@lru_cache(maxsize=4096)  # most films have the same few providers
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
    """Return a folded name without its ending, and the platform of the ending (None for "with ads").

    Returns None for a name without such an ending.
    """
    for platform in _PLATFORMS:
        if match := platform.ending.fullmatch(token):
            return match[1], platform
    match = _WITH_ADS.fullmatch(token)
    return (match[1], None) if match else None


def _variant(base: Provider, platform: _Platform | None) -> Provider:
    """Return ``base`` as an add-on of ``platform``; for None, its plan with ads, which may be ``base``."""
    if platform:
        key, name = base.key + platform.key_ending, base.name + platform.name_ending
        return replace(base, key=key, name=name, addon_of=platform.key)
    if base.has_ads:
        return base
    return replace(base, key=f"{base.key}-with-ads", name=f"{base.name} with Ads", has_ads=True)


def _token(name: str) -> str:
    """Return ``name`` folded to lower-case ASCII letters and digits, equal for all spellings; never empty.

    Case, blanks, punctuation and Latin marks are folded. ``+`` becomes "plus" and ``&`` becomes "and". Other
    characters become ``u`` and their hexadecimal code point, so that names in other scripts stay different.
    The token of a token is the same token.

    >>> _token("Disney+") == _token("DISNEY  plus"), _token("Pathé Thuis"), _token("ТВ")
    (True, 'pathethuis', 'u442u432')
    """
    text = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", name).casefold())
    text = _LATIN_MARKS.sub("", text).replace("+", "plus").replace("&", "and")
    text = "".join(each for each in text if each.isalnum() or unicodedata.category(each)[0] == "M") or name
    return "".join(each if each.isascii() and each.isalnum() else f"u{ord(each):x}" for each in text)


@cache
def _table() -> dict[str, Provider]:
    """Return the known providers by folded name, ``technical:`` and JustWatch's name, ``tmdb:`` and id."""
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
