"""One turn of a chat: what it tells, and what it wants of the conversation."""
