"""What tests, measurements and tools share."""
