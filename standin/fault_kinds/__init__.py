"""The faults each service can have: data, one file a service, each fault with a sentence of its own."""
