"""The kinds of faults of each service, as data: one file per service, one sentence per kind."""
