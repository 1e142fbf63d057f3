"""Films that an export tells apart by their addresses alone are two films of the queue as well."""

from harness.export_files import film, read_loose, table
from pipeline.film_queue import FilmQueue
from services.models.histories import Interaction
from services.seeds import SeedPlan, plan_seeds


def test_both_ratings_of_two_films_of_one_name_and_year_count() -> None:
    one, other = film("Castle", link="https://boxd.it/one"), film("Castle", link="https://boxd.it/other")
    files = {
        "watched.csv": table("watched.csv", one, other),
        "ratings.csv": table("ratings.csv", (*other, "1"), (*one, "5")),
    }
    films = read_loose(files).profile.interactions
    queue = FilmQueue(plan_seeds(films, 4.0))
    queue.add(films)
    queue.add(films)  # known already
    queue.complete(plan_seeds(films, 4.0))
    taken = [queue.pop() for _ in films]
    assert [each.rating_stars for each in taken if each] == [5.0, 1.0]
    assert queue.pop() is None
    for each in films:
        queue.close(each)
    assert (queue.done, queue.total) == (2, 2)


def test_films_without_a_vote_are_set_aside_until_they_are_recalled() -> None:
    queue = FilmQueue(SeedPlan("rated", 4.0), only_voters=True)
    loved, poor = Interaction("Loved", 2000, "loved", 5.0), Interaction("Poor", 2001, "poor", 1.0)
    queue.add([poor])
    assert queue.pop() is None
    queue.add([loved])
    assert queue.pop() == loved
    queue.complete(SeedPlan("rated", 4.0))
    queue.close(loved)
    assert queue.pop() is None
    assert queue.done == 2
    assert not queue.recall(lambda film: film.title == "Other")
    assert queue.recall(lambda film: film.title == "Poor")
    assert (queue.done, queue.has_open) == (2, True), "who watches the progress sees no film twice"
    assert queue.pop() == poor
    queue.close(poor)
    assert (queue.done, queue.has_open) == (2, False)
    assert not queue.recall(lambda _: True)


def test_of_one_kind_a_film_that_costs_less_comes_first() -> None:
    queue = FilmQueue(SeedPlan("rated", 4.0))
    best, good = Interaction("Best", 2000, "best", 5.0), Interaction("Good", 2001, "good", 4.0)
    supporter = Interaction("Fair", 2002, "fair", 3.0)
    queue.add([best, good, supporter])
    assert queue.pop(lambda film: film in {good, supporter}) == good
    assert queue.pop(lambda film: film == supporter) == best
    assert queue.pop(lambda _: False) == supporter
    assert queue.pop(lambda _: True) is None
