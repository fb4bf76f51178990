"""The processes that live long, what keeps them up, and what watches them."""
