"""What the desk's memory says about a message, gathered for the verdict."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from bots.mail import fingerprint
from casework.messages import Message
from casework.references import CASE_NUMBER, answered, verify
from casework.triage import Known
from flows.runtime import Runtime
from flows.steps.replies import is_from_duty
from storage import cases, outbox, recall
from storage.recall import Recalled
from storage.session import Tx

#: Automatic answers are counted over this time.
ANSWER_WINDOW = timedelta(hours=24)
#: A message older than this was there before the desk was; a robot's answer would only surprise.
OLD_AFTER = timedelta(days=7)


def recalled_about(tx: Tx, mail: int | None, message: Message, now: datetime) -> Recalled:
    """What the database knows about a message; `mail` is the mail in the ledger that it was read from."""
    ahead: Recalled | None = tx.remembered((recall, mail))
    return ahead or recall.about(
        tx,
        mail,
        message_id=message.message_id,
        fingerprint=fingerprint(message),
        sender=message.sender.email,
        since=now - ANSWER_WINDOW,
    )


def recall_ahead(tx: Tx, messages: Mapping[int, Message], now: datetime) -> None:
    """Ask about several mails at once, by number: what is learned holds until anything else is asked or written.

    Only for mails that have neither sender nor Message-ID in common: none of them can then change what is known about
    another by opening a case. They are taken in one order, so that two processes do not wait for each other.
    """
    found = {mail: recalled_about(tx, mail, message, now) for mail, message in sorted(messages.items())}
    for mail, recalled in found.items():
        tx.remember((recall, mail), recalled)


def known_about(
    runtime: Runtime, tx: Tx, message: Message, recalled: Recalled, now: datetime, *, hostile: bool = False
) -> Known:
    """Gather `Known` for `message`. Reads only. `hostile`: the reader thinks that the sender may be the threatener."""
    keys = runtime.reference_keys
    address = message.sender.email
    reference = answered(message, keys)
    found = cases.where_it_goes_on(tx, reference.case) if reference else None
    referenced = found.number if found else None
    bounced = verify(" ".join(message.bounced_ids), keys)
    own_address = bool(address) and str(address).lower() in runtime.settings.own_addresses
    since = now - ANSWER_WINDOW
    return Known(
        referenced=referenced,
        claimed=referenced is None and _names_a_case(message),
        sender_fits=bool(referenced and address and cases.is_party(tx, referenced, address))
        or bool(referenced and is_from_duty(runtime, tx, message, now))
        or bool(referenced and address and _is_bva(runtime, address)),
        earlier=recalled.earlier,
        bounced=bounced.case if bounced and cases.find(tx, bounced.case) else None,
        answers_in_case=outbox.answers_in_case(tx, referenced, address, since) if referenced and address else 0,
        answers_to_sender=recalled.answers,
        own_address=own_address,
        is_old=message.received_at < now - OLD_AFTER,
        hostile=hostile,
        own_letter=own_address and verify(message.message_id or "", keys) is not None,
    )


def _is_bva(runtime: Runtime, address: str) -> bool:
    return address.casefold() == runtime.settings.report.bva_address.casefold()


def _names_a_case(message: Message) -> bool:
    return any(CASE_NUMBER.search(part.text) for part in message.texts())
