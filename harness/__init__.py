"""The code that tests, measurements and tools share."""
