"""Answers as TMDB's image host does: posters of the world's films, drawn when asked for."""

import re
from typing import Final

from standin.faults import Fault
from standin.posters import poster_svg
from standin.wire import Reply, Request, html
from standin.world import World

_POSTER: Final = re.compile(r"/(?:w(?P<width>92|154|185|342|500|780)|original)/(?P<id>\d{1,12})\.svg")
_ORIGINAL_WIDTH: Final = 780


class Images:
    """The image host, for the films of a world."""

    service: Final = "images"

    def __init__(self, world: World) -> None:
        self._world = world

    def kind(self, request: Request) -> str:
        """Either poster or other."""
        return "poster" if _POSTER.fullmatch(request.path) else "other"

    def reply(self, request: Request, _fault: Fault | None) -> Reply:
        """The drawing in the width asked for; 404 for another size or an unknown film. It has no faults."""
        match = _POSTER.fullmatch(request.path)
        film = self._world.films.get(int(match["id"])) if match else None
        if match is None or film is None:
            return html("<h1>404 Not Found</h1>", 404)
        drawing = poster_svg(film, int(match["width"] or _ORIGINAL_WIDTH))
        return Reply(drawing.encode(), 200, "image/svg+xml", (("Cache-Control", "public, max-age=31536000"),))
