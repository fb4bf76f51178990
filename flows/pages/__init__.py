"""Small pages of our own behind signed links."""
