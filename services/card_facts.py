"""The facts on one reader's card of a film. Each field is in the reader's language, else in English."""

from collections.abc import Sequence
from typing import Final

from services.models.facts import NO_FACTS, CardFacts, Facts, Wording
from services.models.films import Item, ListItem
from services.models.locale import ENGLISH, Locale, primary

_OF_SCRIPT: Final = {"Hant": ("TW", "HK"), "Hans": ("CN", "SG")}
"""The regions that use a script, the region with most translations first."""

_HOME: Final = {"zh": "CN", "pt": "BR"}
"""The region with most translations of a language, if its code is not that of the language in capitals."""

_MEXICAN: Final = frozenset(
    "419 AR BO CL CO CR CU DO EC GT HN MX NI PA PE PR PY SV US UY VE".split()  # noqa: SIM905  one line
)
"""The regions that use Mexico's Spanish titles. TMDB has the titles of Spain and of Mexico."""


def card_facts(item: ListItem, locale: Locale) -> CardFacts:
    """Return the facts of ``item`` for a reader of ``locale``. A film without details has them in English."""
    facts = item.facts if isinstance(item, Item) else NO_FACTS
    wordings = _best_first(facts.wordings, locale)
    return CardFacts(
        title=title_in(locale, item.title, facts.wordings),
        genres=next((each.genres for each in wordings if each.genres), item.genres),
        poster_path=next((each.poster_path for each in wordings if each.poster_path), item.poster_path),
        overview=next((each.overview for each in wordings if each.overview), None),
        tagline=next((each.tagline for each in wordings if each.tagline), None),
        cast=_cast(item, facts),
        trailer=next((each.trailer for each in wordings if each.trailer), None),
        certification=dict(facts.certifications).get(locale.country),
        countries=facts.countries,
        backdrop_path=facts.backdrop_path,
    )


def title_in(locale: Locale, title: str, wordings: Sequence[Wording]) -> str:
    """Return the title of a film for a reader of ``locale``; the English ``title`` if no other is known."""
    return next((each.title for each in _best_first(wordings, locale) if each.title), title)


def _cast(item: ListItem, facts: Facts) -> tuple[tuple[str, str | None], ...]:
    names = item.cast if isinstance(item, Item) else ()
    characters = facts.characters or ("",) * len(names)
    return tuple((name, character or None) for name, character in zip(names, characters, strict=True))


def _best_first(wordings: Sequence[Wording], locale: Locale) -> list[Wording]:
    """Return the wordings in the language of ``locale``, best first, then those in English.

    The regions of ``_regions`` come first, then other regions, then the wording without a region.
    """
    regions = _regions(locale)

    def place(wording: Wording) -> int:
        region = wording.language.partition("-")[2]
        if not region:
            return len(regions) + 1
        return regions.index(region) if region in regions else len(regions)

    own = [each for each in wordings if primary(each.language) == locale.primary]
    english = [each for each in wordings if each.language == ENGLISH and locale.primary != ENGLISH]
    return sorted(own, key=place) + english


def _regions(locale: Locale) -> list[str]:
    """Return the regions whose wordings are preferred, best first.

    They are the region of the language tag, the regions of its script, the reader's country if the tag has no
    region, Mexico for Spanish in Latin America, and the region with most translations of the language.
    """
    subtags = locale.language.split("-")[1:]
    named = [each for each in subtags if len(each) < len("Hant")]
    written = [region for each in subtags for region in _OF_SCRIPT.get(each, ())]
    near = named or [locale.country]
    mexican = ["MX"] if locale.primary == "es" and near[0] in _MEXICAN else []
    home = _HOME.get(locale.primary, locale.primary.upper())
    return [*named, *written, *near, *mexican, home]
