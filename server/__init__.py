"""The additions to gunicorn: its handling of connections, and the figures of several processes."""
