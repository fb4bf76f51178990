"""The address of the home."""
