"""What the secretariaat needs to know, read out of a message: who writes, about whom, and how to reach them.

Only what stands there. A field that is not sure stays empty: a person asks. The rooms beside this one read one thing
each: `functions`, `senders`, `persons`, `organisations`, `contact`, `housing`, `themes`, `dates`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from casework.assessment import Address, Fields, Place
from casework.messages import Message
from casework.people import Function, SenderKind
from nlp.form import housing, offering, senders, themes, whose
from nlp.form.contact import find_address, find_phone
from nlp.form.dates import AMSTERDAM, KRALENDIJK, Offer, offers, taken
from nlp.form.functions import Mention, Stance, mentions_of
from nlp.form.housing import moving_of, pkvw_of
from nlp.form.namesakes import told_apart
from nlp.form.organisations import Layer, Named, Organisation, best, gazetteer
from nlp.form.persons import person_of, sender_name
from nlp.form.senders import Case, Vote, vote
from nlp.form.source import EXAMINED, Source, Span, source_of
from nlp.form.themes import THEMES, domains_of, named
from nlp.form.weighing import weights
from nlp.form.whose import Known, told_function
from nlp.text import Reading, fold

_CARIBBEAN = re.compile(
    r"\b(?:bonaire|boneiru|kralendijk|rincon|(?:sint|st\.?)\s+eustatius|statia|saba|windwardside|"
    r"eilandsraad\w*|eilandgedeputeerde|gezaghebber|kpcn|caribisch nederland|island council)\b|\+599"
)
_CARIBBEAN_DOMAIN = re.compile(r"bonaire|statia|saba|\.bq$")

Spans = dict[str, tuple[Span, ...]]


@dataclass(frozen=True, slots=True)
class FieldReading:
    """The fields; for each where it stands in the reading's text; and how sure it is who writes.

    `spans` holds the names of `Fields`; a field that was read from the sender's name or address, or from the message
    as a whole, is not in it.
    """

    fields: Fields
    spans: Spans
    sender: Vote


@dataclass(frozen=True, slots=True)
class _Context:
    """What every field needs: the text, the bodies and functions named in it, and the body of the mail address."""

    message: Message
    source: Source
    names: list[Named]
    mentions: list[Mention]
    inside: Organisation | None
    body: Organisation | None


@dataclass(frozen=True, slots=True)
class _Found:
    """What was read, each with its place in the own words."""

    sender: Vote
    function: tuple[Function, Span | None] | None
    person: tuple[str, Span | None] | None
    phone: tuple[str, Span] | None
    address: tuple[Address, Span] | None
    moving: Span | None
    pkvw: tuple[bool, Span] | None
    domains: dict[str, Span | None]
    themes: dict[str, Span]
    offers: tuple[Offer, ...]


def prepare() -> None:
    """Read the lists and the weights into memory, so that the first message does not wait for them."""
    gazetteer()
    for name in (
        senders.WEIGHTS,
        offering.WEIGHTS,
        housing.WEIGHTS,
        housing.MOVE_WEIGHTS,
        whose.WEIGHTS,
        themes.WEIGHTS,
    ):
        weights(name)


def places(found: FieldReading, reading: Reading) -> tuple[Place, ...]:
    """Where each field stands, with the words as they are in the message."""
    return tuple(
        Place(name, reading.kind_at(start), " ".join(reading.text[start:end].split()))
        for name, spans in found.spans.items()
        for start, end in spans
    )


def is_caribbean(message: Message, reading: Reading) -> bool:
    """True when a message comes from or is about Bonaire, Sint Eustatius or Saba."""
    domain = (message.sender.email or "").rpartition("@")[2]
    return bool(_CARIBBEAN.search(reading.folded, 0, EXAMINED) or _CARIBBEAN_DOMAIN.search(domain.lower()))


def fields_of(message: Message, reading: Reading, *, caribbean: bool) -> Fields:
    """The fields of a message, as far as it says them."""
    return read_fields(message, reading, caribbean=caribbean).fields


def read_fields(message: Message, reading: Reading, *, caribbean: bool) -> FieldReading:
    """The fields of a message, with their places and how sure the kind of sender is."""
    context = _context(message, reading)
    found = _found(context, caribbean=caribbean)
    return FieldReading(_fields(context, found), _spans(context, found), found.sender)


def _context(message: Message, reading: Reading) -> _Context:
    source = source_of(reading)
    names = gazetteer().named(source.own, source.folded, source.words)
    mentions = mentions_of(source, names, fold(message.sender.name or ""))
    inside = gazetteer().of_domain(message.sender.email)
    body = inside or _body(message, source, names, mentions)
    body = told_apart(body, source.all_folded, message.sender.email)
    return _Context(message, source, names, mentions, inside, body)


def case_of(message: Message, reading: Reading) -> Case:
    """What the kind of sender is judged by."""
    return _case(_context(message, reading))


def known_of(message: Message, reading: Reading) -> Known:
    """What the functions that a message names are weighed by."""
    context = _context(message, reading)
    return _known(context, vote(_case(context)))


def _known(context: _Context, sender: Vote) -> Known:
    source, names, body = context.source, context.names, context.body
    return Known(source, names, context.mentions, body, context.message.sender, sender.kind, sender.clues)


def _case(context: _Context) -> Case:
    sender = context.message.sender
    local = fold((sender.email or "").partition("@")[0])
    inside = context.inside is not None
    return Case(context.message, context.source, context.mentions, fold(sender.name or ""), local, inside)


def _found(context: _Context, *, caribbean: bool) -> _Found:
    message, source, mentions = context.message, context.source, context.mentions
    sender = vote(_case(context))
    phone = find_phone(source.own, caribbean=caribbean) or _phone_in_name(message)
    zone = KRALENDIJK if caribbean else AMSTERDAM
    machine = sender.kind is SenderKind.SYSTEEM
    return _Found(
        sender,
        told_function(_known(context, sender)),
        person_of(message, source, mentions, context.names, sender.kind),
        phone,
        _address(source, context.names),
        moving_of(source),
        pkvw_of(source),
        domains_of(source),
        named(THEMES, source),
        () if machine else _offers(context, zone, sender.kind),
    )


#: "wij wonen in Moerkapelle": a place, not a month, a body or a person.
_PLACE = re.compile(
    r"\b(?:in|te|yn|op|naar|at)\s+(?P<city>(?:(?:De|Den|Het|Sint|Nieuw|Oud)[ -])?"
    r"[A-Z\u00c0-\u00dd][a-z\u00df-\u017e]{2,}(?:[ -][A-Z][a-z]{2,})?)"
)
_NO_PLACE = re.compile(
    r"(?i)(?:janu|febr|maart|april|mei|juni|juli|augu|sept|okto|nove|dece|may|june|july|octo|maan|dins|woen|dond|vrij|"
    r"zater|zon|mon|tue|wed|thu|fri|sat|sun|het|de|den|nederland|dutch|english|belgi|portugal|frankrijk|spanje|engels)"
)
#: How far from a street its town may stand, in characters.
_NEAR_STREET = 160


def _address(source: Source, names: list[Named]) -> tuple[Address, Span] | None:
    """The address; a town that does not stand behind the street is the one named nearest to it, before or after."""
    found = find_address(source.own)
    if found is None or found[0].city or not found[0].street:
        return found
    city = _town_near(source.own, found[1], names)
    return (replace(found[0], city=city), found[1]) if city else found


def _town_near(own: str, street: Span, names: list[Named]) -> str | None:
    places = [
        (one.start, own[one.start : one.end]) for one in names if one.body.layer in (Layer.GEMEENTE, Layer.CARIBBEAN)
    ]
    start = max(0, street[0] - _NEAR_STREET)
    told = _PLACE.finditer(own, start, street[1] + _NEAR_STREET)
    places += [(one.start("city"), one["city"]) for one in told if not _NO_PLACE.match(one["city"])]
    outside = [(_gap(place, street), name) for place, name in places if not street[0] <= place < street[1]]
    return min(outside)[1] if outside else None


def _gap(place: int, street: Span) -> int:
    """The distance to a street; what stands behind it counts double."""
    return street[0] - place if place < street[0] else 2 * (place - street[1])


def _offers(context: _Context, zone: ZoneInfo, writer: SenderKind) -> tuple[Offer, ...]:
    source, received_at = context.source, context.message.received_at
    told = offers(source.own, source.folded, received_at, zone, index=source.index, writer=writer.value)
    return taken(source.folded[source.first :], source.quoted, told, received_at, zone)


def _phone_in_name(message: Message) -> tuple[str, Span] | None:
    """A chat without a name has the number as its name; that has no place in the text."""
    found = find_phone(message.sender.name or "")
    return (found[0], (0, 0)) if found else None


def _fields(context: _Context, found: _Found) -> Fields:
    return Fields(
        sender_kind=found.sender.kind,
        function=found.function[0] if found.function else None,
        person=found.person[0] if found.person else None,
        organisation=context.body.name if context.body else None,
        phone=found.phone[0] if found.phone else None,
        address=found.address[0] if found.address else None,
        moving=found.moving is not None,
        pkvw=found.pkvw[0] if found.pkvw else None,
        domains=tuple(found.domains),
        themes=tuple(found.themes),
        availability=tuple(one.text for one in found.offers),
    )


def _spans(context: _Context, found: _Found) -> Spans:
    places: dict[str, list[Span]] = {
        "function": [found.function[1]] if found.function and found.function[1] else [],
        "person": [found.person[1]] if found.person and found.person[1] else [],
        "organisation": [(one.start, one.end) for one in context.names if context.body in gazetteer().alike(one.body)][
            :1
        ],
        "phone": [found.phone[1]] if found.phone and found.phone[1][1] else [],
        "address": [found.address[1]] if found.address else [],
        "moving": [found.moving] if found.moving else [],
        "pkvw": [found.pkvw[1]] if found.pkvw else [],
        "domains": [one for one in found.domains.values() if one],
        "themes": list(found.themes.values()),
        "availability": [one.span for one in found.offers if one.span[1]],
    }
    return {name: tuple(context.source.span(*one) for one in spans) for name, spans in places.items() if spans}


def _body(message: Message, source: Source, names: list[Named], mentions: list[Mention]) -> Organisation | None:
    """The body: behind a title in the text, in the sender's name, or named beside a function."""
    sure = best(_of_now(source.folded, [one for one in names if one.sure]))
    if sure:
        return sure
    return _of_name(message) or _bare(message, source, names, mentions) or _forwarded(source)


#: "Ik was vroeger burgemeester van Haren ... Tegenwoordig ben ik statenlid in Drenthe."
_THEN = re.compile(r"\b(?:was|vroeger|voorheen|destijds|formerly|previously|used to be)\b[^.!?;\n]*$")
_NOW = re.compile(
    r"\b(?:tegenwoordig|inmiddels|thans|momenteel|nu|now|currently|nowadays|these days)\b[^.!?;\n]{0,25}"
    r"\b(?:ben|am|zit|werk|work)\b[^.!?;\n]*$|"
    r"\b(?:ik ben|i am|i'm)\b[^.!?;\n]{0,15}\b(?:tegenwoordig|inmiddels|thans|momenteel|nu|now|currently)\b[^.!?;\n]*$"
)
_SAID_BEFORE = 90


def _of_now(folded: str, names: list[Named]) -> list[Named]:
    """Without the bodies of an earlier office, when one of today is told as well."""
    told = [(one, folded[max(0, one.start - _SAID_BEFORE) : one.start]) for one in names]
    if not any(_NOW.search(before) for _, before in told):
        return names
    return [one for one, before in told if _NOW.search(before) or not _THEN.search(before)]


def _of_name(message: Message) -> Organisation | None:
    """A body in a name ("Griffie Hulst", "raadslid sneek") that is not the name of a person."""
    name = message.sender.name or ""
    found = gazetteer().named(name, fold(name))
    return best(one for one in found if one.sure)


def _bare(message: Message, source: Source, names: list[Named], mentions: list[Mention]) -> Organisation | None:
    """A town without a title before it counts when a function is named too, unless it is part of the sender's name."""
    told = any(one.stance is not Stance.GENERIC for one in mentions)
    person = fold(sender_name(message) or "")
    small = source.own[source.first :].islower()
    fit = (replace(one, capital=True) if small else one for one in names if fold(one.body.name) not in person)
    return best(fit) if told else None


def _forwarded(source: Source) -> Organisation | None:
    return best(one for one in gazetteer().named(source.all, source.all_folded) if one.sure)
