"""What the commands of `weerbaar` do and print."""
