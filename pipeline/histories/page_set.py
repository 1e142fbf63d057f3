"""What was read of a grid of several pages, and whether that is all of it. Asks nobody."""

from collections.abc import Collection, Mapping
from statistics import multimode

from infra.letterboxd import SLACK, FilmsPage
from pipeline.film_key import distinct
from services.models.histories import Interaction


class PageSet:
    """Every reading of each page. What a page says of the whole is what its newest reading says."""

    def __init__(self) -> None:
        self._of_page: dict[int, list[FilmsPage]] = {}

    def add(self, number: int, page: FilmsPage) -> None:
        """Take in what came for page ``number``."""
        self._of_page.setdefault(number, []).append(page)

    @property
    def numbers(self) -> Collection[int]:
        """The pages that were read."""
        return self._of_page.keys()

    @property
    def pages(self) -> int:
        """How many pages there are, as the first says; 0 before it is read."""
        return self._of_page[1][-1].pages if 1 in self._of_page else 0

    @property
    def films(self) -> tuple[Interaction, ...]:
        """All that any reading shows, each film once, in the order of the pages."""
        readings = (page for _, pages in sorted(self._of_page.items()) for page in pages)
        return distinct(film for page in readings for film in page.interactions)

    @property
    def stated(self) -> int | None:
        """How many films there are, as most pages say, the greatest number where they disagree."""
        totals = self._totals()
        return max(multimode(totals.values())) if totals else None

    @property
    def is_complete(self) -> bool:
        """Whether every page was read, and every film that is stated: then no page needs another look.

        That there is no film at all is looked at twice.
        """
        films = len(self.films)
        return self._has_all_pages and self.stated is not None and films >= max(1, self.stated)

    @property
    def is_whole(self) -> bool:
        """Whether nothing is missing that counts: the odd film less on a page does not."""
        if self.is_complete or self.is_empty:
            return True
        if self.doubts() or not self._has_all_pages:
            return False
        return self.stated is None or self.stated - len(self.films) <= self.pages * SLACK

    @property
    def is_empty(self) -> bool:
        """Whether the pages say that there is no film."""
        return self._has_all_pages and self.stated == 0 and not self.films

    def doubts(self) -> Mapping[int, str]:
        """Which pages are worth another look, and why, in words."""
        newest = {number: readings[-1] for number, readings in sorted(self._of_page.items())}
        found = {
            number: f"Page {number} states {total} films in all, not {self.stated}"
            for number, total in self._totals().items()
            if self._is_disputed(total)
        }
        for number, page in newest.items():
            if any(page.repeats(other) for before, other in newest.items() if before < number):
                found[number] = f"Page {number} repeats another one"
        return found | {number: page.defect for number, page in newest.items() if page.defect is not None}

    @property
    def _has_all_pages(self) -> bool:
        return bool(self.pages) and len(self._of_page) >= self.pages

    def _totals(self) -> Mapping[int, int]:
        newest = {number: readings[-1].stated_total for number, readings in self._of_page.items()}
        return {number: total for number, total in newest.items() if total is not None}

    def _is_disputed(self, total: int) -> bool:
        """Whether most pages do not state this total, or about this."""
        totals = self._totals().values()
        return 2 * sum(abs(other - total) <= SLACK for other in totals) <= len(totals)
