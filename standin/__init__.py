"""The offline world: a small server on loopback that answers as Letterboxd, TMDB, JustWatch and Wikidata do.

It serves the demo, the tests and the benches. It does not know the application, which knows only its URLs.
"""
