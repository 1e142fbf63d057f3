"""The pages of a grid that were read, and whether they are all of it. This module makes no requests."""

from collections.abc import Collection, Mapping
from statistics import multimode

from infra.letterboxd import SLACK, FilmsPage
from pipeline.film_key import distinct
from services.models.histories import Interaction


class PageSet:
    """All readings of each page. For totals and defects, the newest reading of a page counts."""

    def __init__(self) -> None:
        self._of_page: dict[int, list[FilmsPage]] = {}

    def add(self, number: int, page: FilmsPage) -> None:
        """Add a reading of page ``number``."""
        self._of_page.setdefault(number, []).append(page)

    @property
    def numbers(self) -> Collection[int]:
        """The numbers of the pages that were read."""
        return self._of_page.keys()

    @property
    def pages(self) -> int:
        """The number of pages that the first page states; 0 before the first page is read."""
        return self._of_page[1][-1].pages if 1 in self._of_page else 0

    @property
    def films(self) -> tuple[Interaction, ...]:
        """All films that any reading shows, each once, in the order of the pages."""
        readings = (page for _, pages in sorted(self._of_page.items()) for page in pages)
        return distinct(film for page in readings for film in page.interactions)

    @property
    def stated(self) -> int | None:
        """The total of films that most pages state, the greatest one on a tie; None where none is stated."""
        totals = self._totals()
        return max(multimode(totals.values())) if totals else None

    @property
    def is_complete(self) -> bool:
        """Whether every page and every stated film was read, so that no page needs another reading.

        A total of 0 films never counts as complete, so that an empty profile is read twice.
        """
        films = len(self.films)
        return self._has_all_pages and self.stated is not None and films >= max(1, self.stated)

    @property
    def is_whole(self) -> bool:
        """Whether nothing important is missing: each page may hold ``SLACK`` films fewer than stated."""
        if self.is_complete or self.is_empty:
            return True
        if self.doubts() or not self._has_all_pages:
            return False
        return self.stated is None or self.stated - len(self.films) <= self.pages * SLACK

    @property
    def is_empty(self) -> bool:
        """Whether all pages were read and state that there is no film."""
        return self._has_all_pages and self.stated == 0 and not self.films

    def doubts(self) -> Mapping[int, str]:
        """Return the numbers of pages that are worth another reading, each with the reason in words."""
        newest = {number: readings[-1] for number, readings in sorted(self._of_page.items())}
        found = {
            number: f"Page {number} states {total} films in total, not {self.stated}"
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
        """Return whether at most half of the pages state this total, within ``SLACK``."""
        totals = self._totals().values()
        return 2 * sum(abs(other - total) <= SLACK for other in totals) <= len(totals)
