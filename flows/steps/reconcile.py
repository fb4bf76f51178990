"""Every mail that lies in a mailbox has exactly one ledger row; this proves it, or names what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bots.imap import Account, Mailbox
from casework.errors import MailError
from flows.runtime import Runtime
from storage import inbox


@dataclass(frozen=True, slots=True)
class BoxReport:
    """One mailbox: how many mails lie there, and the UIDs the ledger does not know; or why it could not be opened."""

    account: str
    folder: str
    uidvalidity: int = 0
    there: int = 0
    unaccounted: tuple[int, ...] = ()
    fault: str | None = None

    def text(self) -> str:
        """For people."""
        told = self.fault or f"{self.there} mails, {len(self.unaccounted)} unaccounted"
        return f"{self.account} {self.folder}: {told}"


@dataclass(frozen=True, slots=True)
class Report:
    """All mailboxes, and what the ledger says became of every mail it ever held (outcome -> count)."""

    boxes: tuple[BoxReport, ...]
    outcomes: Mapping[str, int]

    @property
    def unaccounted(self) -> int:
        """Mails in a mailbox without a ledger row."""
        return sum(len(box.unaccounted) for box in self.boxes)

    @property
    def well(self) -> bool:
        """Every mailbox was seen, nothing is missing and nothing waits."""
        seen = all(box.fault is None for box in self.boxes)
        return seen and not self.unaccounted and not self.outcomes.get("waiting")

    def text(self) -> str:
        """For people."""
        lines = [box.text() for box in self.boxes]
        lines += [f"  UID {uid} has no ledger row" for box in self.boxes for uid in box.unaccounted[:20]]
        outcomes = ", ".join(f"{count} {name}" for name, count in sorted(self.outcomes.items()))
        return "\n".join([*lines, f"ledger: {outcomes or 'empty'}", f"{self.unaccounted} unaccounted"])

    def as_json(self) -> dict[str, object]:
        """For machines."""
        boxes = [
            {
                "account": box.account,
                "folder": box.folder,
                "uidvalidity": box.uidvalidity,
                "mails": box.there,
                "unaccounted": list(box.unaccounted),
                "fault": box.fault,
            }
            for box in self.boxes
        ]
        return {"unaccounted": self.unaccounted, "mailboxes": boxes, "ledger": dict(self.outcomes)}


def reconcile_all(runtime: Runtime) -> Report:
    """Compare every mailbox with the ledger; one that cannot be opened is named, the others are compared."""
    boxes = tuple(_reconcile(runtime, account) for account in runtime.accounts())
    with runtime.database.reading() as tx:
        return Report(boxes, inbox.counts(tx))


def _reconcile(runtime: Runtime, account: Account) -> BoxReport:
    try:
        with Mailbox(account) as mailbox:
            there, uidvalidity = mailbox.uids(), mailbox.uidvalidity
    except MailError as error:
        return BoxReport(account.name, account.folder, fault=str(error).removeprefix(f"{account.name}: "))
    with runtime.database.reading() as tx:
        missing = tuple(sorted(inbox.accounted(tx, account.name, account.folder, uidvalidity, there)))
    return BoxReport(account.name, account.folder, uidvalidity, len(there), missing)
