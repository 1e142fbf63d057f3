"""The vocabulary: what rooms hand to each other, as frozen, slotted dataclasses.

Units: ratings of members in stars (0.5-5 in halves), ratings of TMDB on 0-10, run times in minutes.
"""
