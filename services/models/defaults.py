"""The defaults for values that the operator does not set. Settings, decisions and benches share them."""

MIN_RATING = 7.0
"""The TMDB rating (0-10) that a film needs at least to be recommended."""

MIN_VOTES = 50
"""The number of votes at TMDB that a film needs at least, because fewer votes say too little."""

SEED_MIN_STARS = 4.0
"""The number of stars from which a film of the member is a seed."""

SIMILAR_LIMIT = 12
"""The number of films that are read of a seed's list of similar titles."""

MAX_RECOMMENDATIONS = 150
"""The number of films that are recommended, and so of films whose details are read."""

MOST_POPULAR = 100
"""The number of films with most votes that are candidates for every member."""

MAX_FILMS = 20_000
"""The maximum number of a member's films that a job uses."""

MAX_LOOKUPS = 100
"""The maximum number of films that a job looks up at JustWatch."""

LETTERBOXD_DEADLINE_S = 15.0
"""The seconds after which a job reports that Letterboxd refuses."""
