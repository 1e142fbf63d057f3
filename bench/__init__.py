"""Repeatable measurements: speed against the stand-in, quality against recorded members."""
