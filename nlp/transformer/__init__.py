"""A small transformer at work: what words mean beside each other, which a sum over words cannot tell."""
