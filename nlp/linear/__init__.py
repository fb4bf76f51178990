"""The model at work: what it sees of a text, its layer in the spaCy pipeline, and its scores."""
