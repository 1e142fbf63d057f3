"""A job for few films: it ends when these are final, not when every film is read."""

from bench.measure import Job, Row, measure
from bench.processes import world

COUNT = 10
BEFORE_S = 12.9  # the total of a job that matches every film
MOST_OF_BEFORE = 0.45


def few_films() -> list[Row]:
    """Measure a job of 230 films, 69 of them seeds, that recommends ten films."""
    with world("member:230:0.3") as (upstreams, served):
        row = measure("count 10 of 230", upstreams, served, Job("member", 230, 230, count=COUNT))
    row.lower_bound_s = None  # the bound holds for a job that matches every film
    row.at_most("first card", row.run.first_card_s, 2.5)
    row.at_most("total", row.run.total_s, MOST_OF_BEFORE * BEFORE_S)
    number = len(row.run.recommendations)
    row.check(f"films {number} = {COUNT}", number == COUNT)
    return [row]
