"""One module (and its helpers) for each service that the stand-in answers for."""
