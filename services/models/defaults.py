"""What holds where the operator sets nothing; settings, decisions and benches take it from here."""

MIN_RATING = 7.0
"""TMDB's rating (0-10) that a film needs to be recommended."""

MIN_VOTES = 50
"""Votes at TMDB below which a rating says too little."""

SEED_MIN_STARS = 4.0
"""Stars from which a film of the member is a seed."""

SIMILAR_LIMIT = 12
"""Films read of a seed's list of similar titles."""

MAX_RECOMMENDATIONS = 150
"""Films recommended, and so films whose details are read."""

MOST_POPULAR = 100
"""Films with most votes that are candidates of everybody."""

MAX_FILMS = 20_000
"""Films of a member that a job looks at."""

MAX_LOOKUPS = 100
"""Films that JustWatch is asked for in a job."""

LETTERBOXD_DEADLINE_S = 15.0
"""Seconds until it is told that Letterboxd refuses."""
