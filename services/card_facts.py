"""What one reader's card says of a film: in their language, else in English, field by field."""

from collections.abc import Sequence
from typing import Final

from services.models.facts import NO_FACTS, CardFacts, Facts, Wording
from services.models.films import Item, ListItem
from services.models.locale import ENGLISH, Locale, primary

_OF_SCRIPT: Final = {"Hant": ("TW", "HK"), "Hans": ("CN", "SG")}
"""Where a script is written, the region with most translations first."""

_HOME: Final = {"zh": "CN", "pt": "BR"}
"""The region with most translations, where its code is not the language's own in capitals."""

_MEXICAN: Final = frozenset(
    "419 AR BO CL CO CR CU DO EC GT HN MX NI PA PE PR PY SV US UY VE".split()  # noqa: SIM905  one line
)
"""Where a Spanish film title is that of Mexico: TMDB tells that of Spain and that of Mexico."""


def card_facts(item: ListItem, locale: Locale) -> CardFacts:
    """``item`` as a reader of ``locale`` sees it. Of a film without details, English is all there is."""
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
    """What a reader of ``locale`` calls a film; ``title``, the English one, where no other is known."""
    return next((each.title for each in _best_first(wordings, locale) if each.title), title)


def _cast(item: ListItem, facts: Facts) -> tuple[tuple[str, str | None], ...]:
    names = item.cast if isinstance(item, Item) else ()
    characters = facts.characters or ("",) * len(names)
    return tuple((name, character or None) for name, character in zip(names, characters, strict=True))


def _best_first(wordings: Sequence[Wording], locale: Locale) -> list[Wording]:
    """Those in the language of ``locale``, its region first and what belongs to none last; then English."""
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
    """Whose wording to take, best first: the tag's region, its script's, else the country, the language's."""
    subtags = locale.language.split("-")[1:]
    named = [each for each in subtags if len(each) < len("Hant")]
    written = [region for each in subtags for region in _OF_SCRIPT.get(each, ())]
    near = named or [locale.country]
    mexican = ["MX"] if locale.primary == "es" and near[0] in _MEXICAN else []
    home = _HOME.get(locale.primary, locale.primary.upper())
    return [*named, *written, *near, *mexican, home]
