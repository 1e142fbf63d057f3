"""Invented films and members for the tests of ``services`` and of the pipeline."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields
from random import Random
from typing import Any

from hypothesis import strategies as st

from services.candidates import CandidatePool
from services.eligibility import Eligibility
from services.exclusions import Exclusions
from services.group_ranker import GroupRanker
from services.member_model import MemberModel
from services.models.films import Item, ListItem
from services.models.histories import Interaction, RatedItem
from services.models.ranking import ScoredCandidate, Seed
from services.seeds import plan_seeds, strength
from services.taste import TasteBuilder

TODAY = "2026-01-01"
ELIGIBILITY = Eligibility(TODAY)
GENRES = ("Drama", "Comedy", "Science Fiction", "Horror", "Music", "Documentary", "TV Movie", "Crime")


def film(tmdb_id: int, title: str | None = None, **facts: Any) -> Item:
    """Return a film that may be recommended, unless ``facts`` say otherwise."""
    name = title or f"Film {tmdb_id}"
    year = facts.pop("year", 2010)
    usual: dict[str, Any] = {
        "original_title": name,
        "release_date": f"{year}-06-01" if year else "",
        "genres": ("Drama",),
        "vote_average": 7.5,
        "vote_count": 1000,
        "popularity": 10.0,
        "poster_path": None,
        "original_language": "en",
        "runtime_min": 100,
    }
    return Item(tmdb_id=tmdb_id, title=name, year=year, **{**usual, **facts})


def shown(item: ListItem) -> ListItem:
    """Return ``item`` as a list shows it, without details."""
    return ListItem(**{each.name: getattr(item, each.name) for each in fields(ListItem)})


def rated(item: Item, stars: float | None = 5.0, *, liked: bool = False) -> RatedItem:
    """Return ``item`` as a film of the member's profile."""
    return RatedItem(Interaction(item.title, item.year, None, stars, liked), item)


@dataclass(frozen=True, slots=True)
class Scene:
    """A small world: films by id, with lists, and the member's films among them."""

    films: dict[int, Item] = field(repr=False)
    profile: tuple[RatedItem, ...] = field(repr=False)


def scene(size: int, seed: int) -> Scene:
    """Return a world of ``size`` films (some are remakes, doubles, shorts, concerts or bad) and a member."""
    draw = Random(seed)
    ids = range(1, size + 1)
    bare = {tmdb_id: _any_film(tmdb_id, draw) for tmdb_id in ids}

    def near() -> list[Item]:
        return draw.choices(list(bare.values()), k=draw.randint(0, 12))

    films = {tmdb_id: with_lists(item, similar=near(), liked=near()) for tmdb_id, item in bare.items()}
    stars = (None, 0.5, 2.0, 3.0, 3.5, 4.0, 4.5, 5.0)[draw.choice((0, 0, 4)) :]
    watched = draw.sample(ids, draw.randint(1, size // 2))
    profile = tuple(rated(films[n], draw.choice(stars), liked=draw.random() < 0.3) for n in watched)
    return Scene(films, profile)


scenes = st.builds(scene, size=st.integers(4, 40), seed=st.integers(0, 2**32))


def _any_film(tmdb_id: int, draw: Random) -> Item:
    own = f"Film {tmdb_id}"
    return film(
        tmdb_id,
        draw.choice(("Solaris", "SOLARIS", "Amélie", own, own, own, own, own, own)),
        year=draw.choice((None, 1972, 1999, 2001, 2002, 2003, 2015, 2030)),
        genres=tuple(draw.sample(GENRES, draw.randint(0, 3))),
        vote_average=draw.choice((6.9, 7.0, 7.5, 8.0, 8.4)),
        vote_count=draw.choice((0, 49, 50, 300, 3000, 40000)),
        runtime_min=draw.choice((None, 12, 95, 95, 120)),
        directors=tuple(draw.sample(("Ann", "Bo", "Cy"), draw.randint(0, 2))),
        original_language=draw.choice(("en", "fr", "xx")),
        cast=tuple(draw.sample(("Di", "Ed", "Flo", "Gus", "Hal", "Ida"), draw.randint(0, 3))),
    )


def with_lists(item: Item, similar: Iterable[Item] = (), liked: Iterable[Item] = ()) -> Item:
    """Return ``item`` with ``similar`` in its similar list and ``liked`` in its recommendations."""
    facts = {each.name: getattr(item, each.name) for each in fields(Item)}
    return Item(
        **{**facts, "similar": tuple(map(shown, similar)), "recommendations": tuple(map(shown, liked))}
    )


def model_of(
    profile: Iterable[RatedItem],
    exclusions: Exclusions,
    name: str | None = None,
    eligibility: Eligibility = ELIGIBILITY,
    popular: Iterable[ListItem] = (),
) -> MemberModel:
    """Return the model of a member after ``profile`` is read, in its order."""
    films = tuple(profile)
    model = MemberModel(name, CandidatePool(eligibility), TasteBuilder())
    model.pool.add_popular(popular)
    for each in films:
        exclusions.add(each.interaction)
        exclusions.add_item(each.item)
        model.tastes.add(each)
    for seed in voters_of(films):
        model.pool.add_seed(seed)
    return model


def ranker_of(
    *profiles: Iterable[RatedItem],
    eligibility: Eligibility = ELIGIBILITY,
    discovery: float = 0.0,
    popular: Iterable[ListItem] = (),
) -> GroupRanker:
    """Return the ranking for the owners of ``profiles``: one person, or ``member0``, ``member1`` and more."""
    exclusions = Exclusions()
    names = [f"member{number}" if len(profiles) > 1 else None for number in range(len(profiles))]
    models = [
        model_of(profile, exclusions, name, eligibility, popular)
        for name, profile in zip(names, profiles, strict=True)
    ]
    return GroupRanker(models, exclusions, discovery=discovery)


def voters_of(profile: Sequence[RatedItem]) -> list[Seed]:
    """Return the seeds and supporters in ``profile``, by TMDB id; of a film matched twice the best one."""
    plan = plan_seeds(each.interaction for each in profile)
    found = sorted(filter(None, map(plan.seed, profile)), key=strength)
    best = {seed.item.tmdb_id: seed for seed in found}
    return [best[tmdb_id] for tmdb_id in sorted(best)]


def ids(found: Iterable[ScoredCandidate]) -> list[int]:
    """Return the TMDB ids, in the same order."""
    return [each.candidate.item.tmdb_id for each in found]


def recommend(scene: Scene, shuffle: int = 0) -> tuple[ScoredCandidate, ...]:
    """Return the whole ranking. For every ``shuffle`` everything arrives in another order."""
    profile = list(scene.profile)
    Random(shuffle).shuffle(profile)
    ranker = ranker_of(profile, popular=[shown(item) for item in list(scene.films.values())[:9]])
    items = [scene.films[tmdb_id] for tmdb_id in ids(ranker.best(50))]
    Random(shuffle).shuffle(items)
    return ranker.rank(items, 50)
