"""OpenAPI 3.1 out of the types that requests are read by and answers are written by."""
