"""The stores of encoded values: memory, a file behind it, or a Redis that all processes share."""
