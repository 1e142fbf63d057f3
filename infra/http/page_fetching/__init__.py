"""How Letterboxd's pages are fetched: the tiers, which of them comes next, and the fetcher over them."""
