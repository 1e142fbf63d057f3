"""The WSGI entry: ``gunicorn -c gunicorn.conf.py app:app``."""

from main import create_app

app = create_app()
