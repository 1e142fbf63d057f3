"""One odd thing in an answer never costs the good ones: reading leniently, and counting what was dropped."""
