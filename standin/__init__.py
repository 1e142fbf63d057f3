"""The offline world: a small server on loopback that answers as Letterboxd, TMDB, JustWatch and Wikidata do.

It serves the demo, the tests and the benches. It knows nothing of the app; the app knows it by its URLs.
"""
