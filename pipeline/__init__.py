"""The stages of one job. ``recommender.py`` reads them top to bottom."""
