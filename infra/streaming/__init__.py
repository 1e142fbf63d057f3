"""Where films stream: a chain of sources behind one interface.

A further source is a file with an ``OfferSource``, and a place in the chain that
``bootstrap/upstreams/streaming.py`` builds.
"""
