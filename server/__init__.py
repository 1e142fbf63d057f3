"""The production server's own part: how gunicorn treats connections."""
