"""The offers of films, from a chain of sources behind one interface.

Another source is a file with an ``OfferSource``, and a place in the chain that
``bootstrap/upstreams/streaming.py`` builds.
"""
