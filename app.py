"""The WSGI entry: ``gunicorn -c gunicorn.conf.py app:app``."""

from main import create_wsgi_app

app = create_wsgi_app()
