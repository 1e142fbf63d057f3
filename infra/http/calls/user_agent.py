"""How this application names itself to the services it asks."""

from typing import Final

VERSION: Final = "0.1.0"
"""As in ``pyproject.toml``."""
PROJECT_PAGE: Final = "https://github.com/next-film/next-film"
"""As in ``pyproject.toml``: where whoever runs a service reads who asks, and finds somebody to write to."""

USER_AGENT: Final = f"NextFilm/{VERSION} (+{PROJECT_PAGE})"
