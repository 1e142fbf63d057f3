"""One module, with its helpers, for each service that the stand-in imitates."""
