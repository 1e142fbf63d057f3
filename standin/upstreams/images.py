"""The stand-in for TMDB's image host: pictures of the world's films, drawn on request."""

from typing import Final

from standin.drawings import drawing
from standin.faults import Fault
from standin.http_messages import Reply, Request, html
from standin.world import World


class Images:
    """The image host, for the films of a world."""

    service: Final = "images"

    def __init__(self, world: World) -> None:
        self._world = world

    def kind(self, request: Request) -> str:
        """Return poster, backdrop or other."""
        if not request.path.endswith(".svg"):
            return "other"
        return "backdrop" if request.path.endswith(".backdrop.svg") else "poster"

    def reply(self, request: Request, _fault: Fault | None) -> Reply:
        """Return the drawing in the requested width; 404 for another size or an unknown film. No faults."""
        size, _, name = request.path.removeprefix("/").partition("/")
        svg = drawing(self._world.films, size, name)
        if svg is None:
            return html("<h1>404 Not Found</h1>", 404)
        return Reply(svg.encode(), 200, "image/svg+xml", (("Cache-Control", "public, max-age=31536000"),))
