"""What the CCV promises and decides. Standard library only: no I/O, no clock, no database, no network."""
