"""Wikidata's query service: which film of Letterboxd is which film of TMDB."""
