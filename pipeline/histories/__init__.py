"""Sources of a member's films, one file for each ``HistorySource``, and the watchlist."""
