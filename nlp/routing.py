"""Where a message goes: the model's opinion; the threat wins, and noise has to be plain."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from casework.assessment import Alarm, Route
from casework.messages import Automatic, Message

_EXAMINED = 6_000
#: The desk would rather read an advertisement than lose a request: noise has to be plain.
_PLAIN_NOISE = 0.5
_ALSO = 0.4
#: From this chance on a message at which a human looks is about a threat; and one that is no threat is about a running
#: case enough to ask what the writer wants. Chosen on the tune examples.
_THREAT, _ABOUT = 0.4, 0.12
#: How much a machine's message leans to noise. A list may be the desk's own mailbox: requests come through it.
_MACHINE = {None: 0.0, Automatic.LIST: 0.2, Automatic.CALENDAR: 0.2} | dict.fromkeys(
    (Automatic.AUTO_REPLY, Automatic.BOUNCE, Automatic.FEEDBACK, Automatic.RECEIPT), 0.9
)
#: It looks back from its first letter, which is found fastest.
_CASE_NUMBER = re.compile(r"w(?<!\ww)v?b-\d{4}-\d+")
_PREVENTIVE = re.compile(
    r"\b(?:woning ?s[ck]an|veiligheidss[ck]an|(?:veiligheids|beveiligings)advies|veiligheidsgesprek|"
    r"scan aanvra\w+|advies aanvra\w+|aanmeld\w*|pkvw|preventie\w*|uit voorzorg|"
    r"beveilig\w*|security (?:scan|advice|check)|safety (?:check|advice|scan)|as a precaution|"
    r"feiligensadfys|wenningscan|konseho di siguridat|voor de zekerheid)\b"
)


def is_preventive(folded: str) -> bool:
    """True when the service itself is asked for or spoken of."""
    return _PREVENTIVE.search(folded[:_EXAMINED]) is not None


def is_running(route: Route, also: Sequence[Route], chances: Mapping[str, float]) -> bool:
    """True when a message is, or may well be, about a case that runs; of a threat it must be plain, noise is never."""
    if route is Route.NOISE:
        return False
    if Route.RUNNING_CASE in (route, *also):
        return True
    return route is not Route.THREAT and chances.get(Route.RUNNING_CASE.value, 0.0) >= _ABOUT


def routes(
    message: Message, folded: str, chances: Mapping[str, float], alarm: Alarm, threat: float
) -> tuple[Route, tuple[Route, ...]]:
    """The best route and the others that also hold. `threat` is the chance of one.

    An alarm is a threat; what raised nothing is none; at which a human looks may be either.
    """
    weighed = {route: chances.get(route.value, 0.0) for route in Route}
    weighed[Route.RUNNING_CASE] += 0.3 * bool(_CASE_NUMBER.search(folded[:_EXAMINED])) + 0.2 * bool(message.in_reply_to)
    weighed[Route.NOISE] += _MACHINE.get(message.automatic, 0.0)
    if not chances:
        weighed[Route.PREVENTIVE if is_preventive(folded) else Route.OTHER] += 0.1
    weighed[Route.THREAT] = 9.0 if _is_threat(alarm, (weighed[Route.THREAT] + threat) / 2) else -1.0
    if weighed[Route.NOISE] < _PLAIN_NOISE:
        weighed[Route.NOISE] = 0.0
    best = max(weighed, key=weighed.__getitem__)
    return best, tuple(
        route for route in (Route.PREVENTIVE, Route.RUNNING_CASE) if route is not best and weighed[route] >= _ALSO
    )


def _is_threat(alarm: Alarm, chance: float) -> bool:
    return alarm is Alarm.YES or (alarm is Alarm.HUMAN and chance >= _THREAT)
