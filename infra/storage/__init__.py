"""Where encoded values live: in the memory of this process, or in a Redis that all processes share."""
