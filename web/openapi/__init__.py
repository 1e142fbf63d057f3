"""An OpenAPI 3.1 description, built from the types that read requests and write answers."""
