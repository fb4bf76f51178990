"""What a transaction made and the database does not have yet.

Rows of a new case point to each other, and nobody else can know of them before the transaction ends. So they get their
numbers ahead, wait here, and go to the database together, each table in one statement: at the end, or just before
anything else is asked of the database (`Tx.connection`). As long as a row waits here, what is asked about it is
answered from here, and what changes in it is changed here.
"""

from __future__ import annotations

from collections import deque
from typing import Any

import sqlalchemy as sa

from casework.errors import Overtaken
from storage.tables import alarms, attempts, cases, messages, obligations, outbox, parties

Row = dict[str, Any]

#: The tables whose rows may wait; what is pointed to comes before what points to it.
TABLES = (cases, parties, messages, obligations, outbox, alarms, attempts)

_INSERTS = {table: sa.insert(table) for table in TABLES}
#: Numbers that nobody else will get. A number that is not used is gone; only case numbers may have no gaps.
_TAKE_NUMBERS = sa.select(*(sa.func.nextval(f"{table.name}_id_seq") for table in TABLES)).select_from(
    sa.func.generate_series(1, sa.bindparam("many", type_=sa.Integer))
)
#: SQLite has one writer: the highest numbers, from which it counts on by itself.
_HIGHEST = sa.select(*(sa.select(sa.func.coalesce(sa.func.max(table.c.id), 0)).scalar_subquery() for table in TABLES))
#: How many numbers are taken at first; twice as many each time that they run out.
_FEW, _MANY = 4, 32


class Unwritten:
    """Rows and changes that wait to be written."""

    def __init__(self) -> None:
        self._next = _FEW
        self.clear()

    def add(self, connection: sa.Connection, table: sa.Table, row: Row) -> int:
        """Let a row wait; gives its number. All rows of a table have the same columns."""
        if not self._numbers[table]:
            self._take_numbers(connection)
        number = self._numbers[table].popleft()
        self._rows[table][number] = row | {"id": number}
        return number

    def find(self, table: sa.Table, number: int) -> Row | None:
        """The row with this number, to be read and changed; None when it does not wait (any more)."""
        return self._rows[table].get(number)

    def all_of(self, table: sa.Table) -> list[Row]:
        """The rows of a table that wait."""
        return list(self._rows[table].values())

    def change(self, statement: sa.Executable, row: Row) -> None:
        """Let a change of one row in the database wait."""
        self._changes.setdefault(statement, []).append(row)

    def write(self, connection: sa.Connection) -> None:
        """Write all that waits. Raises Overtaken when a row that was to be changed is not as it was."""
        rows, changes = self._rows, self._changes
        if not changes and not any(rows.values()):
            return
        self.clear()
        for table, waiting in rows.items():
            if waiting:
                connection.execute(_INSERTS[table], list(waiting.values()))
        for statement, values in changes.items():
            if connection.execute(statement, values).rowcount != len(values):
                raise Overtaken("somebody else changed it at this moment: try again")

    def clear(self) -> None:
        """Forget all that waits. On SQLite the database itself may give out the numbers after these now."""
        self._rows: dict[sa.Table, dict[int, Row]] = {table: {} for table in TABLES}
        self._changes: dict[sa.Executable, list[Row]] = {}
        self._numbers: dict[sa.Table, deque[int]] = {table: deque() for table in TABLES}

    def _take_numbers(self, connection: sa.Connection) -> None:
        if connection.dialect.name == "sqlite":
            self._count_on(connection)
            return
        for row in connection.execute(_TAKE_NUMBERS, {"many": self._next}):
            for table, number in zip(TABLES, row, strict=True):
                self._numbers[table].append(number)
        self._next = min(2 * self._next, _MANY)

    def _count_on(self, connection: sa.Connection) -> None:
        for table, highest in zip(TABLES, connection.execute(_HIGHEST).one(), strict=True):
            start = max(highest, *self._rows[table], 0) + 1
            self._numbers[table] = deque(range(start, start + _MANY))
