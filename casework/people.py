"""The people around a case: functions (ambten), and the roles they play towards the desk."""

from __future__ import annotations

import re
from enum import StrEnum

_ADDRESS = re.compile(r"[^@\s,;<>\"()\[\]\\]+@[^@\s,;<>\"()\[\]\\]+\.[^@\s,;<>\"()\[\]\\.]{2,}")


class Function(StrEnum):
    """The public function of the bestuurder a message is about."""

    BURGEMEESTER = "burgemeester"
    WETHOUDER = "wethouder"
    RAADSLID = "raadslid"
    GEDEPUTEERDE = "gedeputeerde"
    STATENLID = "statenlid"
    COMMISSARIS = "commissaris_van_de_koning"
    WATERSCHAPSBESTUURDER = "waterschapsbestuurder"
    GRIFFIER = "griffier"
    GEMEENTESECRETARIS = "gemeentesecretaris"
    ANDERE = "andere"


class SenderKind(StrEnum):
    """Who writes: the bestuurder, somebody of the employer, a third person, or a machine."""

    BESTUURDER = "bestuurder"
    WERKGEVER = "werkgever"
    DERDE = "derde"
    SYSTEEM = "systeem"


class Owner(StrEnum):
    """Who has to keep a promise."""

    SECRETARIAAT = "secretariaat"
    DUTY_OFFICER = "wachtdienst"
    COORDINATOR = "coördinator"
    ADVISER = "adviseur"
    BVA = "bva"
    OFFICIAL = "bestuurder"
    EMPLOYER = "werkgever"

    @property
    def is_inside(self) -> bool:
        """One of us, who has a task in Prefect; the others are asked by letter and by telephone."""
        return self in _INSIDE


_INSIDE = frozenset({Owner.SECRETARIAAT, Owner.DUTY_OFFICER, Owner.COORDINATOR, Owner.ADVISER})

#: Functions that Stcrt. 2023, 28233 names; for the others a human checks (nobody is rejected by a machine).
ENTITLED = frozenset(
    {
        Function.COMMISSARIS,
        Function.GEDEPUTEERDE,
        Function.BURGEMEESTER,
        Function.WETHOUDER,
        Function.WATERSCHAPSBESTUURDER,
    }
)


_ISLANDS = {"bonaire": "bon", "eustatius": "sta", "statia": "sta", "saba": "sab"}


def island_of(organisation: str | None) -> str:
    """Whose working days count for an organisation in the Caribbean Netherlands: bon, sta, sab, or bq when unknown."""
    name = (organisation or "").casefold()
    return next((short for word, short in _ISLANDS.items() if word in name), "bq")


def is_address(text: str) -> bool:
    """True for what looks like a mail address."""
    return _ADDRESS.fullmatch(text) is not None
