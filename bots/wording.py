"""Patterns of many wordings, written one per line."""

from __future__ import annotations


def any_of(lines: str) -> str:
    """A group that matches any line of `lines`; each line is a regular expression, blank ones are left out."""
    wordings = [line.strip() for line in lines.splitlines()]
    return f"(?:{'|'.join(wording for wording in wordings if wording)})"
