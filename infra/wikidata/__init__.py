"""Wikidata's query service, which knows which film of Letterboxd is which film of TMDB."""
