"""Lenient reading of answers: an odd part is dropped and counted, and all other parts are kept."""
