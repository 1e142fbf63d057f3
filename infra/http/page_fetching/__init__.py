"""How Letterboxd's pages are fetched: the tiers, which of them is next, and the fetcher over them."""
