"""The adviesrapport of a case: its versions, what happened to them, and who was given which."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from casework.approvals import Happened, Proof, Reader, Scope, Step
from casework.errors import StorageError
from storage.session import Tx
from storage.tables_papers import report_deliveries, report_steps, reports

#: A delivery as a PDF with a password.
PDF = "pdf"
_BODY, _FULL, _MEASURES = "reports.body", "reports.full_pdf", "reports.measures_pdf"
_BY, _REMARK = "report_steps.by", "report_steps.remark"
_PASSWORD = "report_deliveries.password"  # noqa: S105 - the name of a column


@dataclass(frozen=True, slots=True)
class StoredReport:
    """One version. `body` is what was uploaded (`source`: json or pdf); `measures`: None when there is no list."""

    version: int
    source: str
    body: bytes
    sha256: str
    full: bytes
    measures: bytes | None
    added_at: datetime

    def paper(self, scope: Scope) -> bytes | None:
        """The PDF of so much of it."""
        return self.full if scope is Scope.FULL else self.measures


@dataclass(frozen=True, slots=True)
class StoredStep:
    """A line of the history, with who did it and what they remarked."""

    happened: Happened
    at: datetime
    by: str
    remark: str | None


@dataclass(frozen=True, slots=True)
class Delivery:
    """A version that was given to somebody. `way` is smime or pdf; `waits`: its password was not told yet.

    `lapsed`: its password was never told and cannot be told any more.
    """

    id: int
    version: int
    reader: Reader
    scope: Scope
    way: str
    letter: int
    at: datetime
    waits: bool
    told_at: datetime | None

    @property
    def lapsed(self) -> bool:
        """Sent anew, withdrawn or erased before anybody told the password."""
        return self.way == PDF and not self.waits and self.told_at is None


_ADD = sa.insert(reports)
_GET = sa.select(reports).where(reports.c.case_id == sa.bindparam("case_"), reports.c.version == sa.bindparam("number"))
_STEP = sa.insert(report_steps)
_STEPS = sa.select(report_steps).where(report_steps.c.case_id == sa.bindparam("case_")).order_by(report_steps.c.id)
_DELIVER = sa.insert(report_deliveries).returning(report_deliveries.c.id)
_DELIVERIES = (
    sa.select(report_deliveries)
    .where(report_deliveries.c.case_id == sa.bindparam("case_"))
    .order_by(report_deliveries.c.id)
)
_ID = report_deliveries.c.id == sa.bindparam("id_")
_PASSWORD_OF = sa.select(report_deliveries.c.password).where(_ID).with_for_update()
_TOLD = sa.update(report_deliveries).where(_ID).values(password=None, told_at=sa.bindparam("now"))
_LAPSE = sa.update(report_deliveries).where(_ID).values(password=None)


def add(
    tx: Tx,
    case_id: int,
    version: int,
    *,
    source: str,
    body: bytes,
    full: bytes,
    measures: bytes | None,
    now: datetime,
) -> str:
    """Keep a version; gives the SHA-256 of what was uploaded, in hex."""
    digest = hashlib.sha256(body).hexdigest()
    row = {
        "case_id": case_id,
        "version": version,
        "source": source,
        "body": tx.seal(_BODY, body),
        "sha256": digest,
        "full_pdf": tx.seal(_FULL, full),
        "measures_pdf": None if measures is None else tx.seal(_MEASURES, measures),
        "added_at": now,
    }
    tx.connection.execute(_ADD, row)
    return digest


def version(tx: Tx, case_id: int, number: int) -> StoredReport:
    """A version. Raises StorageError when it is not there or is not what was uploaded."""
    row = tx.connection.execute(_GET, {"case_": case_id, "number": number}).first()
    if row is None:
        raise StorageError(f"there is no version {number} of this report")
    body = tx.open(_BODY, row.body)
    if not hmac.compare_digest(hashlib.sha256(body).hexdigest(), row.sha256):
        raise StorageError(f"version {number} of the report is not what was uploaded")
    measures = None if row.measures_pdf is None else tx.open(_MEASURES, row.measures_pdf)
    return StoredReport(row.version, row.source, body, row.sha256, tx.open(_FULL, row.full_pdf), measures, row.added_at)


def record(tx: Tx, case_id: int, event: Happened, by: str, remark: str | None, now: datetime) -> None:
    """Add a line to the history; whether it may happen is for `casework.approvals` to say, before."""
    row = {
        "case_id": case_id,
        "version": event.version,
        "step": event.step.name,
        "proof": event.proof.name,
        "at": now,
        "by": tx.seal(_BY, by),
        "remark": tx.seal_some(_REMARK, remark),
    }
    tx.connection.execute(_STEP, row)


def steps(tx: Tx, case_id: int) -> list[StoredStep]:
    """The history of a case's report, oldest first."""
    return [
        StoredStep(
            Happened(Step[row.step], row.version, Proof[row.proof]),
            row.at,
            tx.open_text(_BY, row.by),
            tx.open_some(_REMARK, row.remark),
        )
        for row in tx.connection.execute(_STEPS, {"case_": case_id})
    ]


def history(tx: Tx, case_id: int) -> list[Happened]:
    """What `casework.approvals` needs, oldest first."""
    return [
        Happened(Step[row.step], row.version, Proof[row.proof])
        for row in tx.connection.execute(_STEPS, {"case_": case_id})
    ]


def add_delivery(
    tx: Tx,
    case_id: int,
    *,
    version: int,
    reader: Reader,
    scope: Scope,
    way: str,
    letter: int,
    password: str | None,
    now: datetime,
) -> int:
    """Remember that a version was given to somebody; gives the number of the delivery."""
    row = {
        "case_id": case_id,
        "version": version,
        "reader": reader.value,
        "scope": scope.value,
        "way": way,
        "letter_id": letter,
        "at": now,
        "password": tx.seal_some(_PASSWORD, password),
    }
    return int(tx.connection.execute(_DELIVER, row).scalar_one())


def deliveries(tx: Tx, case_id: int) -> list[Delivery]:
    """Who was given what, oldest first."""
    return [_delivery(row) for row in tx.connection.execute(_DELIVERIES, {"case_": case_id})]


def take_password(tx: Tx, delivery: int, now: datetime) -> str | None:
    """The password of a delivery, once: after this nobody can ask for it again. None when it was told before."""
    blob = tx.connection.scalar(_PASSWORD_OF, {"id_": delivery})
    if blob is None:
        return None
    tx.connection.execute(_TOLD, {"id_": delivery, "now": now})
    return tx.open_text(_PASSWORD, blob)


def lapse(tx: Tx, found: Sequence[Delivery]) -> None:
    """The passwords of these deliveries that were not told yet will not be told."""
    for item in found:
        tx.connection.execute(_LAPSE, {"id_": item.id})


def _delivery(row: sa.Row[Any]) -> Delivery:
    return Delivery(
        id=row.id,
        version=row.version,
        reader=Reader(row.reader),
        scope=Scope(row.scope),
        way=row.way,
        letter=row.letter_id,
        at=row.at,
        waits=row.password is not None,
        told_at=row.told_at,
    )
