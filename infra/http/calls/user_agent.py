"""The name of this application in its requests to services."""

from typing import Final

VERSION: Final = "0.1.0"
"""The version in ``pyproject.toml``."""
PROJECT_PAGE: Final = "https://github.com/next-film/next-film"
"""The project page in ``pyproject.toml``. It tells a service's operator who calls, and whom to contact."""

USER_AGENT: Final = f"NextFilm/{VERSION} (+{PROJECT_PAGE})"
