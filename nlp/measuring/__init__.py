"""How good a reader is: counts, charts, a page for people, and the gate of the tests."""
