"""Sources of a member's films, each a file with a ``HistorySource``; and the watchlist."""
