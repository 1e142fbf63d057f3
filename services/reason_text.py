"""The sentence that says why a film is recommended."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from services.models.ranking import Reason
from services.seeds import LIKED_STARS

NAMED = 2  # reasons named in the sentence


def reason_sentence(reasons: tuple[Reason, ...]) -> str:
    """``reasons`` as a sentence, and what the films named have in common with the one recommended.

    "Since you liked Arrival", "Because you rated Arrival ★★★★★ and Sicario ★★★★½, also by Denis Villeneuve";
    in a blend "Because ana rated Arrival ★★★★★ and bo liked Sicario", or "... and bo liked it".
    Raises ValueError without reasons: nothing is recommended for none.
    """
    if not reasons:
        raise ValueError("a recommendation without a reason")
    first, *rest = reasons[:NAMED]
    named = (first, *(replace(each, title="it") if each.tmdb_id == first.tmdb_id else each for each in rest))
    if len(named) == 1 and (_is_liked_only(first) or (first.rating_stars or 0.0) >= LIKED_STARS):
        return f"Since {_who(first)} liked {first.title}{_common(named)}"
    by_member = {_who(each): [other for other in named if _who(other) == _who(each)] for each in named}
    clauses = " and ".join(f"{who} {_ratings(films)}" for who, films in by_member.items())
    return f"Because {clauses}{_common(named)}"


def stars_text(stars: float) -> str:
    """``stars`` as Letterboxd prints them: 4.5 is ``★★★★½``."""
    return "★" * int(stars) + ("½" if stars % 1 else "")


def _who(reason: Reason) -> str:
    return reason.member or "you"


def _ratings(named: Sequence[Reason]) -> str:
    rated = [
        f"{each.title} {stars_text(each.rating_stars or 0.0)}" for each in named if not _is_liked_only(each)
    ]
    liked = [each.title for each in named if _is_liked_only(each)]
    groups = (("rated", rated), ("liked", liked))
    return " and ".join(f"{verb} {' and '.join(films)}" for verb, films in groups if films)


def _is_liked_only(reason: Reason) -> bool:
    """Whether the like, not the stars, is what speaks for the film: a low rating is no reason by itself."""
    return reason.liked and (reason.rating_stars or 0.0) < LIKED_STARS


def _common(named: Sequence[Reason]) -> str:
    if directors := _names(named, "director"):
        return f", also by {' and '.join(directors)}"
    genres, decades = _names(named, "genre"), _names(named, "decade")
    if genres:
        return f", another {_KINDS[genres[0]]}{f' of the {decades[0]}' if decades else ''}"
    return ""  # a decade alone says little


def _names(named: Sequence[Reason], kind: Literal["director", "genre", "decade"]) -> list[str]:
    """The traits of ``kind`` that all of ``named`` share with the film."""
    first, *rest = named
    common = [trait for trait in first.shared if all(trait in other.shared for other in rest)]
    return [trait.name for trait in common if trait.kind == kind]


_KINDS = {
    "Action": "action film",
    "Adventure": "adventure",
    "Animation": "animated film",
    "Comedy": "comedy",
    "Crime": "crime film",
    "Documentary": "documentary",
    "Drama": "drama",
    "Family": "family film",
    "Fantasy": "fantasy film",
    "History": "historical film",
    "Horror": "horror film",
    "Music": "music film",
    "Mystery": "mystery",
    "Romance": "romance",
    "Science Fiction": "science fiction film",
    "Thriller": "thriller",
    "TV Movie": "television film",
    "War": "war film",
    "Western": "western",
}
