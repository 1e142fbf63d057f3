"""The sentence that gives the reason for a recommendation: first the common trait, then the films."""

from collections.abc import Sequence

from services.language_names import LANGUAGE_NAMES
from services.models.ranking import Reason, SharedTrait, TraitKind
from services.seeds import LIKED_STARS

NAMED = 2  # maximum number of films, and of people, in a sentence


def reason_sentence(reasons: tuple[Reason, ...]) -> str:
    """Return ``reasons`` as a sentence; for a blend, as a line for each member.

    "With Tilda Swinton, as in Suspiria ★★★★★", "Another western of the 1970s, like Alien ★★★★ and Jaws ♥",
    "Those who recommend Alien ★★★★★ recommend this too", "Since you liked Alien ★★★★★ and two others"; in a
    blend "For ana: with Tilda Swinton, as in ...".
    Raises ``ValueError`` without reasons, because every recommendation has one.
    """
    if not reasons:
        raise ValueError("a recommendation without a reason")
    members = dict.fromkeys(each.member for each in reasons)
    lines = {name: _line([each for each in reasons if each.member == name]) for name in members}
    if list(lines) == [None]:
        return lines[None]
    return "\n".join(f"For {name or 'all'}: {line[0].lower()}{line[1:]}" for name, line in lines.items())


def stars_text(stars: float) -> str:
    """Return ``stars`` as Letterboxd prints them: 4.5 is ``★★★★½``."""
    return "★" * int(stars) + ("½" if stars % 1 else "")


def _line(reasons: Sequence[Reason]) -> str:
    """Return the sentence for one member: the trait of the first film, and the films that have it too."""
    if not reasons[0].shared:
        return _without_trait(reasons[0], len(reasons) - 1)
    lead = reasons[0].shared[0]
    named = [each for each in reasons if lead in each.shared][:NAMED]
    films = _films(named)
    match lead.kind:
        case "director":
            return f"Also by {_names(named, 'director')}, like {films}"
        case "actor":
            return f"With {_names(named, 'actor')}, as in {films}"
        case "genre":
            decade = _names(named, "decade")
            return f"Another {_KINDS[lead.name]}{f' of the {decade}' if decade else ''}, like {films}"
        case "decade":
            return f"Also of the {lead.name}, like {films}"
        case "language":
            return f"{_in_language(lead)} {films}"


def _without_trait(first: Reason, others: int) -> str:
    film = _films([first])
    if not others:
        return f"Those who recommend {film} recommend this too"
    more = {1: "one other", 2: "two others"}.get(others, f"{others} others")
    return f"Since {'they' if first.member else 'you'} liked {film} and {more}"


def _films(named: Sequence[Reason]) -> str:
    return " and ".join(f"{each.title} {_mark(each)}" for each in named)


def _mark(reason: Reason) -> str:
    """Return the stars; for a liked film with a low rating or none a heart, as the like is the reason."""
    stars = reason.rating_stars or 0.0
    return "♥" if reason.liked and stars < LIKED_STARS else stars_text(stars)


def _names(named: Sequence[Reason], kind: TraitKind) -> str:
    """Return the names of the traits of ``kind`` that all of ``named`` share with the film, as text."""
    first, *rest = named
    common = [trait for trait in first.shared if all(trait in other.shared for other in rest)]
    return " and ".join([trait.name for trait in common if trait.kind == kind][:NAMED])


def _in_language(trait: SharedTrait) -> str:
    name = LANGUAGE_NAMES.get(trait.name)
    return f"Also in {name}, like" if name else "In the same language as"


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
