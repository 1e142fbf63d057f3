"""The fetching of Letterboxd's pages: the tiers, the choice of the next tier, and the fetcher."""
