"""Memory: the only room that speaks to the database. Every table is known as soon as the room is entered."""

from storage import tables, tables_chat, tables_papers, tables_retention

__all__ = ["tables", "tables_chat", "tables_papers", "tables_retention"]
