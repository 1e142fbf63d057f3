"""The progress that a person sees on standard error while the job runs."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.text import Text

from serialisation import Serialiser
from services.models.events import Event, FilmMatched, PageScraped, Progressed, Recommended

Watch = Callable[[Event], None]

_STAGES = {
    "profile": "Reading the profile",
    "enrichment": "Matching films",
    "candidates": "Looking for films",
    "availability": "Looking up where they stream",
    "ranking": "Ranking",
}


def watch_nothing(_: Event) -> None:
    """Ignore an event."""


@contextmanager
def live_progress(console: Console, serialiser: Serialiser) -> Iterator[Watch]:
    """Run the body with a function that shows events: the current stage, and each film as it comes.

    The function shows nothing where ``console`` is no terminal.
    """
    if not console.is_terminal:
        yield watch_nothing
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(_STAGES["profile"], total=None)

        def show(event: Event) -> None:
            match event:
                case PageScraped(page, pages):
                    bar.update(task, description=_STAGES["profile"], completed=page, total=pages)
                case FilmMatched(done, total):
                    bar.update(task, description=_STAGES["enrichment"], completed=done, total=total)
                case Progressed(stage, done, total):
                    bar.update(task, description=_STAGES[stage], completed=done, total=total or None)
                case Recommended(recommendation):
                    film = serialiser.recommendation(recommendation)
                    year = f" ({film['year']})" if film["year"] else ""
                    line = Text.assemble((f"{film['title']}{year}", "bold"), f"  {film['reason']}")
                    console.print(line, overflow="ellipsis", no_wrap=True)

        yield show
