"""Where encoded values live: in memory, in a file behind it, or in a Redis that all processes share."""
