"""The composition of the application for ``main``: from settings to clients, logging, the demo."""
