"""What the database knows about a mail that is about to be handled, and about its sender, in one question.

Asked for every mail, so it is one statement: on a server of its own every question is a journey.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from storage import cases, inbox, outbox
from storage.session import Tx
from storage.tables import ledger


@dataclass(frozen=True, slots=True)
class Recalled:
    """What is known already.

    `waiting`: nothing became of the mail yet; then it is ours until the end of the transaction. `twin`: the oldest mail
    with the same bytes and size that came before it; a mail that the server did not give has none. `same_message`: the
    message with the same Message-ID and content. `earlier`: the number of the newest open case with this sender in it.
    `answers`: how many automatic answers were posted to the sender since a moment.
    """

    waiting: bool
    twin: int | None
    same_message: int | None
    earlier: str | None
    answers: int


_OF_MESSAGE = (
    inbox.SAME_MESSAGE.scalar_subquery().label("same_message"),
    cases.NEWEST_OPEN_WITH.scalar_subquery().label("earlier"),
    outbox.ANSWERS.scalar_subquery().label("answers"),
)
_ABOUT = (
    sa.select(ledger.c.outcome, inbox.TWIN.scalar_subquery().label("twin"), *_OF_MESSAGE)
    .where(ledger.c.id == sa.bindparam("mail"))
    .with_for_update(of=ledger)
)
_WITHOUT_MAIL = sa.select(sa.null().label("outcome"), sa.null().label("twin"), *_OF_MESSAGE)


def about(
    tx: Tx, mail: int | None, *, message_id: str | None, fingerprint: str, sender: str | None, since: datetime
) -> Recalled:
    """What is known about a mail in the ledger, read as a message with this Message-ID, fingerprint and sender.

    `mail` is None for a message that did not come by mail. Answers are counted since `since`. A mail that is not in the
    ledger is not waiting.
    """
    values = {
        "mail": mail,
        "message_id": tx.index_some("messages.message_id", message_id),
        "fingerprint": tx.index("messages.fingerprint", fingerprint),
        "email": tx.index_some("parties.email", sender),
        "address": tx.index_some("outbox.answered", sender),
        "since": since,
    }
    if mail is None:
        del values["mail"]
    row = tx.connection.execute(_WITHOUT_MAIL if mail is None else _ABOUT, values).first()
    if row is None:
        return Recalled(waiting=False, twin=None, same_message=None, earlier=None, answers=0)
    return Recalled(row.outcome is None, row.twin, row.same_message, row.earlier, row.answers)
