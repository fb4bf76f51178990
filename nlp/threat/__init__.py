"""Is it a threat? Phrases by people, the rules that weigh them, and what else decides how to answer."""
