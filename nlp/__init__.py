"""Reading: from a message to an assessment. The only room that knows spaCy."""
