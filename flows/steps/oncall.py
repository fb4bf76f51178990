"""Who is on call: the roster that was imported, or else the duty addresses of the settings as a roster of one level."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from difflib import get_close_matches
from urllib.parse import urlsplit

from casework.errors import KeyMissing, StorageError
from casework.escalation import POLICIES, Policy, PolicyName, policies, single_level
from casework.roster import Medium, Person, Roster, Way
from flows.runtime import Runtime, log
from storage import rosters
from storage.session import Tx

#: How the person behind an address of the settings is called.
DUTY = "wachtdienst"

#: Without a roster: how long until everybody is called again, in minutes.
_AGAIN = {PolicyName.ACUTE: 2, PolicyName.LOOK: 15}
_AGAIN_ELSE = 5


@dataclass(frozen=True, slots=True)
class OnCall:
    """The roster and the policies that hold now. `imported` is false when the settings act as the roster."""

    roster: Roster
    policies: dict[str, Policy]
    imported: bool

    def policy(self, name: str, *, spares_employer: bool = False) -> Policy:
        """A policy by its name; one that is no longer there is read as the policy for a threat."""
        found = self.policies.get(name) or self.policies[PolicyName.THREAT.value]
        return replace(found, spares_employer=found.spares_employer or spares_employer)

    def person(self, text: str) -> Person | None:
        """Who is meant by a key, a name or a mail address."""
        wanted = text.strip().casefold()
        for person in self.roster.people.values():
            if wanted in {person.key.casefold(), person.name.casefold(), *mails(person)}:
                return person
        return None

    def close_to(self, text: str) -> list[str]:
        """Names that somebody who typed this may have meant, the likeliest first."""
        names = {person.name.casefold(): person.name for person in self.roster.people.values()}
        wanted = text.strip().casefold()
        alike = get_close_matches(wanted, names, n=3, cutoff=0.5)
        alike += [name for name in names if name not in alike and set(wanted.split()) & set(name.split())]
        return [names[name] for name in alike]


def on_call(runtime: Runtime, tx: Tx, now: datetime) -> OnCall:
    """What holds now. A roster that cannot be read is as none: the addresses of the settings are always there.

    Raises KeyMissing, so that the key ring is read anew.
    """
    own = _from_settings(runtime)
    try:
        plan = rosters.load(tx, runtime.calendar.is_holiday, now)
    except KeyMissing:
        raise
    except StorageError as error:
        log.error("the roster cannot be read, the duty addresses are called: %s", error)
        plan = None
    if plan is None:
        return OnCall(own, _without_roster(), imported=False)
    roster = plan.roster
    if not any(map(roster.can_be_reached, roster.fallback)):
        roster = replace(roster, people={**roster.people, **own.people}, fallback=own.fallback)
    return OnCall(roster, policies(plan.policies), imported=True)


def carrier(medium: Medium, address: str) -> str:
    """What a way leans on: all mail on the mail server, a notification on its service and host."""
    if medium is not Medium.NOTIFY:
        return medium.value
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"


def mails(person: Person) -> list[str]:
    """The mail addresses of a person, for comparing."""
    return [way.address.casefold() for way in person.ways if way.medium is Medium.MAIL]


def _from_settings(runtime: Runtime) -> Roster:
    desk = runtime.settings.desk
    ways = [Way(Medium.MAIL, address, "mail") for address in desk.duty_mail]
    ways += [
        Way(Medium.NOTIFY, url.get_secret_value(), carrier(Medium.NOTIFY, url.get_secret_value()))
        for url in desk.duty_notify
    ]
    people = [Person(f"{DUTY} {number}", DUTY, (way,)) for number, way in enumerate(ways, 1)]
    return Roster(
        people={person.key: person for person in people},
        fallback=tuple(person.key for person in people),
        is_holiday=runtime.calendar.is_holiday,
    )


def _without_roster() -> dict[str, Policy]:
    return {
        name.value: replace(
            single_level(name.value, timedelta(minutes=_AGAIN.get(name, _AGAIN_ELSE)), policy.hold),
            spares_employer=policy.spares_employer,
        )
        for name, policy in POLICIES.items()
    }
