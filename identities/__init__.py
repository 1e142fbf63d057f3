"""Collecting identities (slugs of Letterboxd, ids of TMDB) into the file that ``IDENTITY_MAP`` names."""
