"""The program that writes identities (slugs of Letterboxd, ids of TMDB) to the file of ``IDENTITY_MAP``."""
