"""Why a film is recommended: the seeds that voted most, and what they share with it."""

from collections.abc import Iterable

from services.models import Item, ListItem, Reason, Seed
from services.preferences import decade
from services.taste import Taste
from services.weights import GENRE_SHARES

MOST = 3  # reasons kept
NAMED = 2  # reasons named in the sentence


def reasons_for(item: ListItem, voices: Iterable[tuple[float, Seed]], taste: Taste) -> tuple[Reason, ...]:
    """The seeds of ``voices`` (how much each said, the seed) that speak loudest for ``item``; supporters never."""
    named = [(voice, seed) for voice, seed in voices if not seed.supporting and voice > 0]
    named.sort(key=lambda entry: (-entry[0], -(entry[1].rating_stars or 0.0), entry[1].item.tmdb_id))
    return tuple(
        Reason(
            tmdb_id=seed.item.tmdb_id,
            title=seed.item.title,
            year=seed.item.year,
            rating_stars=seed.rating_stars,
            liked=seed.liked,
            shared=_shared(item, seed.item, taste),
        )
        for _, seed in named[:MOST]
    )


def _shared(item: ListItem, seed: Item, taste: Taste) -> tuple[str, ...]:
    directors = item.directors if isinstance(item, Item) else ()
    shared = [name for name in directors if name in seed.directors and taste.directors.get(name, 0.0) > 0]
    shared += [name for name in item.genres if name in seed.genres and taste.genres.get(name, 0.0) > 0.2][:2]
    if item.year is not None and seed.year is not None and decade(item.year) == decade(seed.year):
        shared.append(decade(item.year))
    return tuple(shared)


def reason_sentence(reasons: tuple[Reason, ...]) -> str:
    """``reasons`` as a sentence: "Since you liked Arrival", "Because you rated Arrival ★★★★★ and Sicario ★★★★½".

    Raises ValueError without reasons: nothing is recommended for none.
    """
    if not reasons:
        raise ValueError("a recommendation without a reason")
    named = reasons[:NAMED]
    if len(named) == 1 and (named[0].liked or (named[0].rating_stars or 0.0) >= 4):
        text = f"Since you liked {named[0].title}"
    else:
        text = "Because you " + " and ".join(_verbs(named))
    return text + _common(named)


def _verbs(named: tuple[Reason, ...]) -> list[str]:
    parts: list[str] = []
    last = ""
    for reason in named:
        verb = "liked" if reason.rating_stars is None else "rated"
        stars = "" if reason.rating_stars is None else f" {stars_text(reason.rating_stars)}"
        parts.append(f"{'' if verb == last else verb + ' '}{reason.title}{stars}")
        last = verb
    return parts


def _common(named: tuple[Reason, ...]) -> str:
    common = [name for name in named[0].shared if all(name in reason.shared for reason in named)]
    directors = [name for name in common if name not in GENRE_SHARES and not name[:1].isdigit()]
    return f", also by {' and '.join(directors)}" if directors else ""


def stars_text(stars: float) -> str:
    """``stars`` as Letterboxd prints them: 4.5 is ``★★★★½``."""
    return "★" * int(stars) + ("½" if stars % 1 else "")
