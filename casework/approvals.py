"""Who may have the adviesrapport, and how much of it: first the BVA, then the bestuurder, then the werkgever.

The history of a report is a list of things that happened, each about one version. From it alone follows who may have
what; nothing is remembered besides. Three rules hold it together:

- only the newest version counts, and a withdrawn one gives nothing: a correction starts at the BVA again;
- the bestuurder gets a version that the BVA approved;
- the werkgever gets a version that the BVA approved and to which the bestuurder said yes afterwards, personally: from
  an own, verified address or on the telephone. To the list of measures alone if that is what the bestuurder said.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum


class Reader(StrEnum):
    """Who a report goes to, in this order."""

    BVA = "bva"
    BESTUURDER = "bestuurder"
    WERKGEVER = "werkgever"


class Scope(StrEnum):
    """How much of a report."""

    FULL = "volledig"
    MEASURES = "alleen de maatregelen"


class Step(StrEnum):
    """What can happen to a version; the values are what the journal says."""

    ADDED = "rapport toegevoegd"
    WITHDRAWN = "rapport ingetrokken"
    BVA_APPROVED = "BVA akkoord"
    BVA_RETURNED = "BVA terug met opmerkingen"
    CONSENT_FULL = "bestuurder akkoord met delen"
    CONSENT_MEASURES = "bestuurder akkoord met alleen de maatregelen"
    CONSENT_REFUSED = "bestuurder niet akkoord"


class Proof(StrEnum):
    """By what we know that somebody said so. Only the first two are the person's own word."""

    OWN_ADDRESS = "eigen mailadres"
    CALL = "telefonisch bevestigd"
    SHARED_ADDRESS = "gedeeld mailadres"
    NONE = "geen"

    @property
    def personal(self) -> bool:
        """The person's own word."""
        return self in {Proof.OWN_ADDRESS, Proof.CALL}


CONSENTS = {Step.CONSENT_FULL: Scope.FULL, Step.CONSENT_MEASURES: Scope.MEASURES}
_DECISIONS = frozenset({Step.CONSENT_FULL, Step.CONSENT_MEASURES, Step.CONSENT_REFUSED})
#: Who can only say this about a version that was sent to them.
_SAID_BY = dict.fromkeys(_DECISIONS, Reader.BESTUURDER) | {
    Step.BVA_APPROVED: Reader.BVA,
    Step.BVA_RETURNED: Reader.BVA,
}
_THE = {Reader.BVA: "de BVA", Reader.BESTUURDER: "de bestuurder", Reader.WERKGEVER: "de werkgever"}


@dataclass(frozen=True, slots=True)
class Happened:
    """Something that happened to a version of a report (versions count from 1)."""

    step: Step
    version: int
    proof: Proof = Proof.NONE


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the newest version stands. `consent` is what the bestuurder lets the werkgever have."""

    version: int = 0
    withdrawn: bool = False
    approved: bool = False
    returned: bool = False
    consent: Scope | None = None
    refused: bool = False


@dataclass(frozen=True, slots=True)
class Gate:
    """The answer: how much of which version, or None; and why, in Dutch."""

    scope: Scope | None
    version: int
    reason: str

    @property
    def is_open(self) -> bool:
        """Something may be given."""
        return self.scope is not None


def standing(history: Iterable[Happened]) -> Standing:
    """Where the newest version stands. Older versions, and what was nobody's own word, count for nothing."""
    now = Standing()
    for event in history:
        if event.step is Step.ADDED and event.version > now.version:
            now = Standing(event.version)
        elif event.version == now.version and not now.withdrawn:
            now = _next(now, event)
    return now


def gate(history: Iterable[Happened], reader: Reader) -> Gate:
    """May `reader` have the report now?"""
    now = standing(history)
    closed = _why_not(now, reader)
    if closed is not None:
        return Gate(None, now.version, closed)
    if reader is Reader.WERKGEVER:
        return Gate(now.consent, now.version, "de BVA en de bestuurder zijn akkoord")
    reason = "de BVA beoordeelt elke versie" if reader is Reader.BVA else "de BVA is akkoord"
    return Gate(Scope.FULL, now.version, reason)


def refusal(history: Iterable[Happened], event: Happened) -> str | None:
    """Why this cannot happen now, in Dutch; None when it can."""
    now = standing(history)
    if event.step is Step.ADDED:
        return None if event.version == now.version + 1 else "een nieuwe versie krijgt het volgende nummer"
    if not now.version:
        return "er is nog geen rapport"
    if event.version != now.version:
        return f"versie {event.version} is niet de nieuwste; dat is versie {now.version}"
    if now.withdrawn:
        return f"versie {now.version} is ingetrokken"
    if event.step in _DECISIONS:
        return _refuse_decision(now, event)
    return None


def never_sent(event: Happened, given: Collection[Reader]) -> str | None:
    """Why who decides cannot have read this version, in Dutch; `given`: to whom it was sent. None when they can."""
    reader = _SAID_BY.get(event.step)
    if reader is None or reader in given:
        return None
    return f"versie {event.version} is niet naar {_THE[reader]} verzonden; over die versie is geen besluit mogelijk"


def _refuse_decision(now: Standing, event: Happened) -> str | None:
    if not now.approved:
        return "de BVA heeft deze versie nog niet goedgekeurd"
    if event.step in CONSENTS and not event.proof.personal:
        return "akkoord telt alleen van het eigen mailadres van de bestuurder, of na een telefoontje"
    return None


def _next(now: Standing, event: Happened) -> Standing:
    version = now.version
    match event.step:
        case Step.WITHDRAWN:
            return Standing(version, withdrawn=True)
        case Step.BVA_APPROVED:
            # What the bestuurder said before was not about an approved report.
            return now if now.approved else Standing(version, approved=True)
        case Step.BVA_RETURNED:
            return Standing(version, returned=True)
        case Step.CONSENT_REFUSED if now.approved:
            # A "no" needs no proof: it only closes.
            return Standing(version, approved=True, refused=True)
        case Step.CONSENT_FULL | Step.CONSENT_MEASURES if now.approved and event.proof.personal:
            return Standing(version, approved=True, consent=CONSENTS[event.step])
        case _:
            return now


def _why_not(now: Standing, reader: Reader) -> str | None:
    if not now.version:
        return "er is nog geen rapport"
    if now.withdrawn:
        return f"versie {now.version} is ingetrokken"
    if reader is Reader.BVA:
        return None
    if not now.approved:
        return "de BVA heeft deze versie niet goedgekeurd"
    if reader is Reader.WERKGEVER and now.consent is None:
        return "de bestuurder heeft niet zelf ingestemd"
    return None
