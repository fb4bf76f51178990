"""Where a message goes when it is no threat: the model's opinion, corrected by what certainly stands there."""

from __future__ import annotations

import re
from collections.abc import Mapping

from casework.assessment import Route
from casework.messages import Automatic, Message

_EXAMINED = 6_000
#: The desk would rather read an advertisement than lose a request: noise has to be plain.
_PLAIN_NOISE = 0.8
_ALSO = 0.5
#: How much a machine's message leans to noise. A list may be the desk's own mailbox: requests come through it.
_MACHINE = {None: 0.0, Automatic.LIST: 0.2, Automatic.CALENDAR: 0.2} | dict.fromkeys(
    (Automatic.AUTO_REPLY, Automatic.BOUNCE, Automatic.FEEDBACK, Automatic.RECEIPT), 0.6
)

_PREVENTIVE = re.compile(
    r"\b(?:woning ?s[ck]an|veiligheidss[ck]an|(?:veiligheids|beveiligings)advies|veiligheidsgesprek|"
    r"scan aanvra\w+|advies aanvra\w+|aanmeld\w*|pkvw|preventie\w*|uit voorzorg|"
    r"beveilig\w*|security (?:scan|advice|check)|safety (?:check|advice|scan)|as a precaution|"
    r"feiligensadfys|wenningscan|konseho di siguridat|voor de zekerheid)\b"
)
_RUNNING = re.compile(
    r"\b(?:wvb-\d{4}-\d+|wb-\d{4}-\d+|(?:mijn|onze|lopende|uw kenmerk|zijn|haar) (?:aanvraag|afspraak|"
    r"dossier|rapport|adviesrapport)|"
    r"(?:het|de|ons) (?:rapport|adviesrapport|huisbezoek|afspraak|conceptrapport)|uw adviseur|"
    r"onze afspraak|the report|our appointment|verzetten|afspraak)\b"
)
_NOISE = re.compile(
    r"\b(?:uitschrijven|afmelden voor|unsubscribe|casino|bitcoin|seo|lening|viagra|gewonnen|crypto|"
    r"backlinks|online lezen|webversie|undeliverable|mailer-daemon|"
    r"out of office|automatisch (?:antwoord|verzonden)|afwezig(?:heid)?|leesbevestiging|gelezen:|"
    r"inkasso|wachtwoord verloopt)\b"
)


def is_preventive(folded: str) -> bool:
    """True when the service itself is asked for or spoken of."""
    return _PREVENTIVE.search(folded[:_EXAMINED]) is not None


def asks_us(folded: str) -> bool:
    """True when somebody wants something of the desk: an advice, or something in a case that runs."""
    head = folded[:_EXAMINED]
    return is_preventive(folded) or _RUNNING.search(head) is not None


def routes(message: Message, folded: str, chances: Mapping[str, float]) -> tuple[Route, tuple[Route, ...]]:
    """The best route and the others that also hold. Noise only when it is plainly noise."""
    head = folded[:_EXAMINED]
    weighed = {route: chances.get(route.value, 0.0) for route in Route if route is not Route.THREAT}
    weighed[Route.PREVENTIVE] += 0.35 * bool(_PREVENTIVE.search(head))
    weighed[Route.RUNNING_CASE] += 0.35 * bool(_RUNNING.search(head)) + 0.2 * bool(message.in_reply_to)
    weighed[Route.NOISE] += 0.35 * bool(_NOISE.search(head)) + _MACHINE.get(message.automatic, 0.0)
    weighed[Route.OTHER] += 0.15
    best = max(weighed, key=weighed.__getitem__)
    if best is Route.NOISE and weighed[best] < _PLAIN_NOISE:
        best = max((route for route in weighed if route is not Route.NOISE), key=weighed.__getitem__)
    return best, tuple(
        route for route in (Route.PREVENTIVE, Route.RUNNING_CASE) if route is not best and weighed[route] >= _ALSO
    )
