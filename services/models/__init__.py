"""The vocabulary: the types that rooms pass to each other, as frozen, slotted dataclasses.

Members' ratings are in stars (0.5-5 in halves), TMDB's ratings are 0-10, and run times are in minutes.
"""
