"""People and bodies: whose name, which function, of which gemeente, provincie or waterschap."""
