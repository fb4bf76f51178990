"""Doing, in time: the only room that knows Prefect, and the only one that sees all others."""
