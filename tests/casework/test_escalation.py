"""The ladder in simulated time: who is called when, and what changes that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.assessment import Alarm, Assessment, Evidence, Fields, Route
from casework.escalation import (
    FIRST,
    POLICIES,
    SECOND,
    Fate,
    Ladder,
    Level,
    Manner,
    Policy,
    PolicyName,
    Step,
    acknowledged,
    declined,
    extended,
    fate,
    kept,
    next_step,
    policy_name,
    raised,
    single_level,
)
from casework.messages import PartKind
from casework.people import Function, SenderKind
from casework.roster import (
    FALLBACK,
    Medium,
    Override,
    Period,
    Person,
    Quiet,
    Roster,
    Rotation,
    Way,
)
from casework.workdays import AMSTERDAM

MINUTE = timedelta(minutes=1)
NIGHT = Quiet(time(23, 0), time(7, 0))


def _person(key: str, *media: str, **other: object) -> Person:
    """`media`: sms, mail, bel; the address says whose it is."""
    ways = tuple(Way(Medium.MAIL if kind == "mail" else Medium.NOTIFY, f"{key}.{kind}", kind) for kind in media)
    return Person(key, key.capitalize(), ways, **other)  # type: ignore[arg-type]


def _at(text: str) -> datetime:
    """`2026-04-06 03:00` on the clock in Amsterdam; a trailing `b` is the second time that hour comes."""
    moment = datetime.fromisoformat(text.rstrip("b")).replace(tzinfo=AMSTERDAM, fold=int(text.endswith("b")))
    return moment.astimezone(UTC)


def _period(start: str, end: str) -> Period:
    return Period(_at(start), _at(end))


PEOPLE = {
    person.key: person
    for person in (
        _person("anna", "sms", "mail"),
        _person("bea", "sms", "mail"),
        _person("cees", "mail", "sms"),
        _person("dirk", "sms"),
        _person("eva", "mail"),
    )
}
MONDAY = date(2026, 3, 2)
#: Anna and Bea take turns by the week, Cees is always second, Dirk and Eva are the fallback list.
ROSTER = Roster(
    people=PEOPLE,
    rotations={
        FIRST: Rotation(FIRST, ("anna", "bea"), MONDAY),
        SECOND: Rotation(SECOND, ("cees",), MONDAY),
    },
    fallback=("dirk", "eva"),
)
EASTER = {date(2026, 4, 5), date(2026, 4, 6)}


def _with(*people: Person, **changes: object) -> Roster:
    return replace(ROSTER, people=PEOPLE | {person.key: person for person in people}, **changes)  # type: ignore[arg-type]


def _rotation(name: str, *people: str, **other: object) -> Roster:
    made = Rotation(name, people, MONDAY, **other)  # type: ignore[arg-type]
    return replace(ROSTER, rotations={**ROSTER.rotations, name: made})


@dataclass
class Desk:
    """An alarm that is played. `refuses` are addresses, or their endings, that do not get through."""

    policy: Policy
    roster: Roster
    refuses: tuple[str, ...]
    ladder: Ladder
    said: list[str] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)

    def act(self, now: datetime) -> None:
        """Do all that is to be done now; what is refused is known at once."""
        for _ in range(1000):
            step = next_step(self.policy, self.roster, self.ladder, now)
            self.ladder = step.ladder
            self.steps.append(step)
            self._note(step, now)
            if not step.attempts:
                return
        raise AssertionError("it goes round without waiting")

    def _note(self, step: Step, now: datetime) -> None:
        clock = f"{now.astimezone(AMSTERDAM):%H:%M}"
        self.said += [f"({item.who} {item.why})" for item in step.skipped]
        self.said += ["(niemand te bereiken)"] if step.helpless else []
        self.said += [f"(vervallen: {', '.join(step.lapsed)})"] if step.lapsed else []
        for item in step.attempts:
            refused = item.way.address.endswith(self.refuses) if self.refuses else False
            self.said.append(f"{clock} {item.way.address}{'!' if refused else ''}")
            self.ladder = fate(self.ladder, item.person, item.nth, Fate.REFUSED if refused else Fate.DELIVERED)

    def hear(self, word: str, now: datetime) -> None:
        """`anna ja`, `anna nee`, `klaar`, `langer 20`, `erger`, `herstart`."""
        match word.split():
            case [person, "ja"]:
                self.ladder = acknowledged(self.policy, self.roster, self.ladder, person, now)
            case [person, "nee"]:
                self.ladder = declined(self.policy, self.roster, self.ladder, person, now)
            case ["langer", minutes]:
                self.ladder = extended(self.ladder, now + int(minutes) * MINUTE)
            case ["erger"]:
                self.policy, self.ladder = POLICIES[PolicyName.ACUTE], raised(self.ladder, now)
            case ["klaar"]:
                self.ladder = kept(self.ladder)


def _play(
    policy: Policy,
    roster: Roster,
    start: str,
    events: Mapping[int, str],
    refuses: tuple[str, ...],
    minutes: int,
    stops: range = range(0),
) -> Desk:
    """Play so many minutes, minute by minute, but for the minutes in which the process does not run."""
    began = _at(start)
    desk = Desk(policy, roster, refuses, Ladder(began))
    for minute in range(minutes + 1):
        now = began + minute * MINUTE
        for word in filter(None, events.get(minute, "").split(";")):
            desk.hear(word.strip(), now)
        if minute not in stops:
            desk.act(now)
    return desk


ACUTE, THREAT, LOOK, MAYOR, INSIDE = (
    POLICIES[name]
    for name in (PolicyName.ACUTE, PolicyName.THREAT, PolicyName.LOOK, PolicyName.MAYOR, PolicyName.INSIDE)
)
ONE_BY_ONE = Policy("een", (Level((FALLBACK, FIRST), 2 * MINUTE, manner=Manner.ONE),), 5 * MINUTE, 4 * MINUTE)
TWO = replace(ACUTE, acknowledgements=2)
DAY, NIGHT_AT = "2026-03-03 11:00", "2026-03-03 03:00"


@dataclass(frozen=True)
class Scene:
    """A row of the table. `expect`: the attempts in order; `!` was refused; what is logged stands in brackets."""

    title: str
    policy: Policy
    expect: str
    start: str = DAY
    roster: Roster = ROSTER
    events: Mapping[int, str] = field(default_factory=dict)
    refuses: tuple[str, ...] = ()
    minutes: int = 10
    stops: range = range(0)


SCENES = [
    # --- the policies as they are
    Scene(
        "acuut: eerste en tweede wacht tegelijk, langs twee kanalen, elke twee minuten",
        ACUTE,
        "11:00 anna.sms | 11:00 anna.mail | 11:00 cees.mail | 11:00 cees.sms | "
        "11:02 anna.sms | 11:02 anna.mail | 11:02 cees.mail | 11:02 cees.sms",
        minutes=3,
    ),
    Scene(
        "acuut, derde trede: ook de achtervang",
        ACUTE,
        "11:03 anna.sms | 11:03 anna.mail | 11:03 cees.mail | 11:03 cees.sms | "
        "11:05 anna.sms | 11:05 anna.mail | 11:05 cees.mail | 11:05 cees.sms | "
        "11:07 anna.sms | 11:07 anna.mail | 11:07 cees.mail | 11:07 cees.sms | 11:07 dirk.sms | 11:07 eva.mail",
        start="2026-03-03 11:03",
        minutes=5,
    ),
    Scene(
        "dreiging: twee keer de eerste, twee keer de tweede, dan iedereen",
        THREAT,
        "11:00 anna.sms | 11:03 anna.sms | 11:06 cees.mail | 11:09 cees.mail | "
        "11:12 anna.sms | 11:12 cees.mail | 11:12 dirk.sms | 11:12 eva.mail",
        minutes=13,
    ),
    Scene(
        "kijk nu: minder treden, meer tijd",
        LOOK,
        "11:00 anna.sms | 11:10 anna.sms | 11:20 cees.mail",
        minutes=30,
    ),
    Scene(
        "burgemeester: meteen twee mensen",
        MAYOR,
        "11:00 anna.sms | 11:00 cees.mail | 11:03 anna.sms | 11:03 cees.mail | "
        "11:06 anna.sms | 11:06 cees.mail | 11:06 dirk.sms | 11:06 eva.mail",
        minutes=8,
    ),
    Scene(
        "een voor een: de achtervang om de beurt, dan de eerste wacht",
        ONE_BY_ONE,
        "11:00 dirk.sms | 11:02 eva.mail | 11:04 anna.sms | 11:06 dirk.sms | 11:06 eva.mail",
        minutes=7,
    ),
    # --- when it is
    Scene("Tweede Paasdag, drie uur 's nachts", THREAT, "03:00 anna.sms", start="2026-04-06 03:00", minutes=2),
    Scene(
        "feestdag met een eigen lijst",
        THREAT,
        "12:00 bea.sms",
        start="2026-04-06 12:00",
        roster=replace(_rotation(FIRST, "anna", days=1, holiday_people=("bea",)), is_holiday=lambda day: day in EASTER),
        minutes=2,
    ),
    Scene(
        "de nacht na een feestdag hoort bij de dienst van de feestdag",
        THREAT,
        "08:59 bea.sms | 09:02 anna.sms",
        start="2026-04-07 08:59",
        roster=replace(_rotation(FIRST, "anna", days=1, holiday_people=("bea",)), is_holiday=lambda day: day in EASTER),
        minutes=4,
    ),
    Scene(
        "klok vooruit: drie minuten blijven drie minuten",
        THREAT,
        "01:58 bea.sms | 03:01 bea.sms | 03:04 cees.mail",
        start="2026-03-29 01:58",
        minutes=7,
    ),
    Scene(
        "klok terug: het uur komt twee keer, niemand wordt overgeslagen of dubbel gebeld",
        THREAT,
        "02:58 bea.sms | 02:01 bea.sms | 02:04 cees.mail",
        start="2026-10-25 02:58",
        minutes=7,
    ),
    Scene(
        "overdracht om half drie in de nacht dat de klok teruggaat: een keer",
        THREAT,
        "02:29 anna.sms | 02:32 bea.sms",
        start="2026-10-25 02:29",
        roster=_rotation(FIRST, "anna", "bea", days=1, hand_over=time(2, 30)),
        minutes=4,
    ),
    Scene(
        "en in het tweede half drie geldt nog dezelfde dienst",
        THREAT,
        "02:15 bea.sms | 02:18 bea.sms",
        start="2026-10-25 02:15b",
        roster=_rotation(FIRST, "anna", "bea", days=1, hand_over=time(2, 30)),
        minutes=4,
    ),
    Scene(
        "overdracht in het uur dat niet bestaat: een keer, een half uur later",
        THREAT,
        "03:29 bea.sms | 03:32 anna.sms",
        start="2026-03-29 03:29",
        roster=_rotation(FIRST, "bea", "anna", days=1, hand_over=time(2, 30)),
        minutes=4,
    ),
    Scene(
        "overdracht midden in de ladder: de tweede oproep gaat naar wie dan wacht heeft",
        THREAT,
        "08:59 anna.sms | 09:02 bea.sms",
        start="2026-03-09 08:59",
        minutes=4,
    ),
    Scene(
        "jaarwisseling",
        THREAT,
        "23:59 bea.sms | 00:02 bea.sms",
        start="2026-12-31 23:59",
        minutes=4,
    ),
    # --- what fails
    Scene(
        "mail ligt eruit: meteen het volgende kanaal van dezelfde persoon",
        THREAT,
        "11:00 anna.sms | 11:03 anna.sms | 11:06 cees.mail! | 11:06 cees.sms | 11:09 cees.mail! | 11:09 cees.sms",
        start="2026-03-03 11:00",
        refuses=("mail",),
        minutes=11,
    ),
    Scene(
        "alle telefoons uit: de gateway neemt aan, niemand antwoordt, de ladder gaat door",
        LOOK,
        "11:00 anna.sms | 11:10 anna.sms | 11:20 cees.mail | 11:35 dirk.sms | 11:35 eva.mail | 11:50 anna.sms",
        minutes=50,
    ),
    Scene(
        "alle kanalen van Anna weigeren: meteen de volgende trede",
        THREAT,
        "11:00 anna.sms! | 11:00 anna.mail! | 11:00 anna.sms! | 11:00 anna.mail! | 11:00 cees.mail",
        refuses=("anna.sms", "anna.mail"),
        minutes=2,
    ),
    Scene(
        "alles weigert: een ronde lang meteen verder, dan wachten, nooit stil",
        LOOK,
        "11:00 anna.sms! | 11:00 anna.mail! | 11:00 anna.sms! | 11:00 anna.mail! | 11:00 cees.mail! | "
        "11:00 cees.sms! | 11:00 dirk.sms! | 11:00 eva.mail! | 11:00 anna.sms! | 11:00 anna.mail!",
        refuses=("sms", "mail"),
        minutes=9,
    ),
    Scene(
        "twee kanalen tegelijk: het ene weigert, het andere telt",
        replace(ACUTE, levels=(Level((FIRST,), 2 * MINUTE, ways=2),)),
        "11:00 anna.sms | 11:00 anna.mail!",
        refuses=("anna.mail",),
        minutes=1,
    ),
    Scene(
        "twee kanalen: liever een andere drager dan het tweede nummer bij dezelfde gateway",
        replace(ACUTE, levels=(Level((FIRST,), 2 * MINUTE, ways=2),)),
        "11:00 anna.sms | 11:00 anna.mail",
        roster=_with(replace(_person("anna", "sms", "sms", "mail"))),
        minutes=1,
    ),
    # --- who is not there
    Scene(
        "afwezig: de vervanger",
        THREAT,
        "(anna is afwezig) | 11:00 bea.sms",
        roster=_with(
            replace(PEOPLE["anna"], substitute="bea", away=(_period("2026-03-01 00:00", "2026-03-08 00:00"),))
        ),
        minutes=2,
    ),
    Scene(
        "afwezig zonder vervanger: de trede wordt meteen overgeslagen",
        THREAT,
        "(anna is afwezig) | 11:00 cees.mail",
        roster=_with(replace(PEOPLE["anna"], away=(_period("2026-03-01 00:00", "2026-03-08 00:00"),))),
        minutes=2,
    ),
    Scene(
        "vervangers die naar elkaar wijzen draaien niet rond",
        THREAT,
        "(anna heeft geen kanaal) | (bea heeft geen kanaal) | 11:00 cees.mail",
        roster=_with(_person("anna", substitute="bea"), _person("bea", substitute="anna")),
        minutes=2,
    ),
    Scene(
        "wissel in het rooster gaat voor",
        THREAT,
        "11:00 bea.sms",
        roster=replace(ROSTER, overrides=(Override(FIRST, "bea", _period("2026-03-03 10:00", "2026-03-03 12:00")),)),
        minutes=2,
    ),
    Scene(
        "de laatste wissel wint",
        THREAT,
        "11:00 dirk.sms",
        roster=replace(
            ROSTER,
            overrides=(
                Override(FIRST, "bea", _period("2026-03-03 10:00", "2026-03-03 12:00")),
                Override(FIRST, "dirk", _period("2026-03-03 10:30", "2026-03-03 11:30")),
            ),
        ),
        minutes=2,
    ),
    Scene(
        "na de wissel geldt het rooster weer",
        THREAT,
        "11:00 bea.sms | 11:03 anna.sms",
        roster=replace(ROSTER, overrides=(Override(FIRST, "bea", _period("2026-03-03 10:00", "2026-03-03 11:02")),)),
        minutes=4,
    ),
    Scene(
        "niemand heeft wacht: meteen de volgende trede",
        THREAT,
        "(eerste wacht niemand heeft wacht) | 11:00 cees.mail",
        roster=_rotation(FIRST),
        minutes=2,
    ),
    Scene(
        "nergens heeft iemand wacht: meteen de achtervang",
        LOOK,
        "(eerste wacht niemand heeft wacht) | (tweede wacht niemand heeft wacht) | 11:00 dirk.sms | 11:00 eva.mail",
        roster=replace(ROSTER, rotations={FIRST: Rotation(FIRST, (), MONDAY), SECOND: Rotation(SECOND, (), MONDAY)}),
        minutes=2,
    ),
    Scene(
        "geen achtervang: dan iedereen in het rooster",
        LOOK,
        "(eerste wacht niemand heeft wacht) | (tweede wacht niemand heeft wacht) | 11:00 anna.sms | 11:00 bea.sms | "
        "11:00 cees.mail | 11:00 dirk.sms | 11:00 eva.mail",
        roster=replace(
            ROSTER, rotations={FIRST: Rotation(FIRST, (), MONDAY), SECOND: Rotation(SECOND, (), MONDAY)}, fallback=()
        ),
        minutes=2,
    ),
    Scene(
        "een leeg rooster: er is niemand te bereiken, en dat wordt steeds gezegd",
        LOOK,
        "(eerste wacht staat niet in het rooster) | (tweede wacht staat niet in het rooster) | (niemand te bereiken) | "
        "(eerste wacht staat niet in het rooster) | (tweede wacht staat niet in het rooster) | (niemand te bereiken)",
        roster=Roster(),
        minutes=15,
    ),
    # --- quiet hours
    Scene(
        "rust 's nachts geldt voor kijk nu",
        LOOK,
        "(anna heeft rust) | 03:00 cees.mail",
        start=NIGHT_AT,
        roster=_with(replace(PEOPLE["anna"], quiet=(NIGHT,))),
        minutes=2,
    ),
    Scene(
        "rust geldt niet voor een dreiging",
        THREAT,
        "03:00 anna.sms",
        start=NIGHT_AT,
        roster=_with(replace(PEOPLE["anna"], quiet=(NIGHT,))),
        minutes=2,
    ),
    Scene(
        "iedereen heeft rust: de achtervang wordt toch gebeld",
        LOOK,
        "(anna heeft rust) | (cees heeft rust) | 03:00 dirk.sms | 03:00 eva.mail",
        start=NIGHT_AT,
        roster=_with(*(replace(person, quiet=(NIGHT,)) for person in PEOPLE.values())),
        minutes=2,
    ),
    Scene(
        "rust met een uitzondering",
        LOOK,
        "03:00 anna.sms",
        start=NIGHT_AT,
        roster=_with(replace(PEOPLE["anna"], quiet=(replace(NIGHT, but_for=frozenset({PolicyName.LOOK})),))),
        minutes=2,
    ),
    Scene(
        "om zeven uur is de rust voorbij",
        LOOK,
        "(anna heeft rust) | 06:55 cees.mail | 07:10 dirk.sms | 07:10 eva.mail | 07:25 anna.sms",
        start="2026-03-03 06:55",
        roster=_with(replace(PEOPLE["anna"], quiet=(NIGHT,))),
        minutes=30,
    ),
    # --- from inside, and the employer
    Scene(
        "van binnen: wie bij de werkgever werkt wordt nooit gebeld",
        INSIDE,
        "(anna werkt bij de werkgever) | 11:00 cees.mail",
        roster=_with(replace(PEOPLE["anna"], employer=True)),
        minutes=2,
    ),
    Scene(
        "van binnen, en de hele achtervang werkt daar: dan iedereen die er niet werkt",
        replace(INSIDE, levels=(Level((FALLBACK,), 3 * MINUTE),)),
        "(dirk werkt bij de werkgever) | (eva werkt bij de werkgever) | "
        "11:00 anna.sms | 11:00 bea.sms | 11:00 cees.mail",
        roster=_with(replace(PEOPLE["dirk"], employer=True), replace(PEOPLE["eva"], employer=True)),
        minutes=2,
    ),
    # --- somebody answers
    Scene("iemand heeft het: stil", THREAT, "11:00 anna.sms", events={1: "anna ja"}, minutes=15),
    Scene(
        "het terugbellen blijft uit: de ladder gaat verder waar hij was",
        THREAT,
        "11:00 anna.sms | (vervallen: anna) | 11:16 anna.sms | 11:19 cees.mail",
        events={1: "anna ja"},
        minutes=20,
    ),
    Scene("teruggebeld: nooit meer", THREAT, "11:00 anna.sms", events={1: "anna ja", 9: "klaar"}, minutes=60),
    Scene(
        "niet bereikt, opnieuw bellen: wie het heeft krijgt meer tijd",
        THREAT,
        "11:00 anna.sms",
        events={1: "anna ja", 9: "langer 15"},
        minutes=23,
    ),
    Scene(
        "twee mensen tegelijk: de eerste telt, de tweede verandert niets",
        ACUTE,
        "11:00 anna.sms | 11:00 anna.mail | 11:00 cees.mail | 11:00 cees.sms",
        events={1: "anna ja; cees ja"},
        minutes=5,
    ),
    Scene(
        "twee bevestigingen nodig: na de eerste gaat het door, zonder haar",
        TWO,
        "11:00 anna.sms | 11:00 anna.mail | 11:00 cees.mail | 11:00 cees.sms | "
        "(anna heeft het al) | 11:02 cees.mail | 11:02 cees.sms",
        events={1: "anna ja", 3: "cees ja"},
        minutes=7,
    ),
    Scene(
        "twee nodig, maar er is er maar een: een is genoeg",
        TWO,
        "(tweede wacht staat niet in het rooster) | 11:00 anna.sms | 11:00 anna.mail",
        roster=replace(ROSTER, people={"anna": PEOPLE["anna"]}, rotations={FIRST: Rotation(FIRST, ("anna",), MONDAY)}),
        events={1: "anna ja"},
        minutes=5,
    ),
    Scene(
        "iemand die niet op het rooster staat heeft het",
        THREAT,
        "11:00 anna.sms",
        events={2: "zoe ja"},
        minutes=10,
    ),
    Scene(
        "ik kan niet: meteen de volgende trede",
        THREAT,
        "11:00 anna.sms | (anna kan niet) | 11:01 cees.mail | 11:04 cees.mail",
        events={1: "anna nee"},
        minutes=5,
    ),
    Scene(
        "ik kan niet, met vervanger: die meteen",
        THREAT,
        "11:00 anna.sms | 11:01 bea.sms | (anna kan niet) | 11:03 bea.sms",
        roster=_with(replace(PEOPLE["anna"], substitute="bea")),
        events={1: "anna nee"},
        minutes=4,
    ),
    Scene(
        "iedereen kan niet: de achtervang wordt toch gebeld",
        LOOK,
        "11:00 anna.sms | (anna kan niet) | 11:01 cees.mail | 11:02 dirk.sms | 11:02 eva.mail",
        events={1: "anna nee", 2: "cees nee"},
        minutes=5,
    ),
    Scene(
        "overgenomen en daarna doorgegeven: meteen de volgende",
        THREAT,
        "11:00 anna.sms | (anna kan niet) | 11:05 cees.mail",
        events={1: "anna ja", 5: "anna nee"},
        minutes=7,
    ),
    Scene(
        "eerst niet, dan toch",
        THREAT,
        "11:00 anna.sms | (anna kan niet) | 11:01 cees.mail",
        events={1: "anna nee", 2: "anna ja"},
        minutes=10,
    ),
    Scene(
        "het wordt erger terwijl iemand het heeft: opnieuw, en nu als acuut",
        THREAT,
        "11:00 anna.sms | 11:04 anna.sms | 11:04 anna.mail | 11:04 cees.mail | 11:04 cees.sms",
        events={1: "anna ja", 4: "erger"},
        minutes=5,
    ),
    # --- time that is lost
    Scene(
        "herstart midden in een trede: de volgende komt op tijd",
        THREAT,
        "11:00 anna.sms | 11:03 anna.sms",
        stops=range(1, 3),
        minutes=4,
    ),
    Scene(
        "een kwartier niet gedraaid: een trede wordt ingehaald, niet vijf tegelijk",
        THREAT,
        "11:00 anna.sms | 11:16 anna.sms | 11:19 cees.mail",
        stops=range(1, 16),
        minutes=19,
    ),
    Scene(
        "ladder uitgeput: opnieuw, de achtervang voorop",
        LOOK,
        "11:00 anna.sms | 11:10 anna.sms | 11:20 cees.mail | 11:35 dirk.sms | 11:35 eva.mail | "
        "11:50 anna.sms | 12:00 anna.sms | 12:10 cees.mail | 12:25 dirk.sms | 12:25 eva.mail",
        minutes=90,
    ),
    Scene(
        "zonder rooster: de adressen van de instellingen, allemaal tegelijk, steeds weer",
        single_level("dreiging", 5 * MINUTE, 15 * MINUTE),
        "11:00 dirk.sms | 11:00 eva.mail | 11:05 dirk.sms | 11:05 eva.mail | 11:10 dirk.sms | 11:10 eva.mail",
        minutes=11,
    ),
]


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.title)
def test_the_ladder_calls_the_right_people_at_the_right_time(scene: Scene) -> None:
    """Each row: policy, start, what happens, and every attempt with its time."""
    desk = _play(scene.policy, scene.roster, scene.start, scene.events, scene.refuses, scene.minutes, scene.stops)
    assert desk.said == [item.strip() for item in scene.expect.split("|")]


def test_the_table_has_at_least_forty_scenes_with_names_of_their_own() -> None:
    """A row that is there twice tests nothing."""
    assert len({scene.title for scene in SCENES}) == len(SCENES) >= 40


def test_two_alarms_in_one_minute_climb_each_for_itself() -> None:
    """Who has one of them is still called about the other."""
    first = _play(THREAT, ROSTER, "2026-03-03 11:00", {1: "anna ja"}, (), 8)
    second = _play(THREAT, ROSTER, "2026-03-03 11:00", {}, (), 8)
    assert first.said == ["11:00 anna.sms"]
    assert second.said == ["11:00 anna.sms", "11:03 anna.sms", "11:06 cees.mail"]


@pytest.mark.parametrize(
    ("alarm", "rule", "function", "inside", "name"),
    [
        (Alarm.HUMAN, "gezin genoemd", None, False, PolicyName.LOOK),
        (Alarm.YES, "middel + doelwit", None, False, PolicyName.THREAT),
        (Alarm.YES, "bij de deur nu", None, False, PolicyName.ACUTE),
        (Alarm.YES, "nu gevaar", Function.BURGEMEESTER, True, PolicyName.ACUTE),
        (Alarm.YES, "nu gevaar, afgezwakt", None, False, PolicyName.THREAT),
        (Alarm.YES, "middel + doelwit", Function.BURGEMEESTER, False, PolicyName.MAYOR),
        (Alarm.YES, "middel + doelwit", Function.WETHOUDER, True, PolicyName.INSIDE),
        (Alarm.HUMAN, "bij de deur nu", None, True, PolicyName.LOOK),
    ],
)
def test_the_policy_follows_from_the_reading(
    alarm: Alarm,
    rule: str,
    function: Function | None,
    inside: bool,  # noqa: FBT001 - a column of the table
    name: PolicyName,
) -> None:
    """Now goes before where it comes from, and that before who it is about."""
    evidence = (Evidence(PartKind.NEW, "woorden", rule),)
    fields = Fields(SenderKind.BESTUURDER, function)
    reading = Assessment(alarm, Route.THREAT, 0.9, evidence=evidence, fields=fields)
    assert policy_name(alarm, reading, inside=inside) is name


def test_acute_alarms_go_by_two_carriers_at_once() -> None:
    """Built-in policies: two ways for acute, quiet hours for doubt alone, nobody of the werkgever when from inside."""
    assert all(level.ways == 2 for level in ACUTE.levels)
    assert [policy.name for policy in POLICIES.values() if not policy.always] == [PolicyName.LOOK]
    assert [policy.name for policy in POLICIES.values() if policy.spares_employer] == [PolicyName.INSIDE]


# --- whatever the roster and whatever fails

KEYS = ("a", "b", "c", "d")
STEP = st.integers(1, 15).map(lambda minutes: minutes * MINUTE)


@st.composite
def _rosters(draw: st.DrawFn) -> Roster:
    """Any roster in which at least one person can be reached."""
    people = {}
    for key in KEYS:
        media = draw(st.lists(st.sampled_from(("sms", "mail", "bel")), max_size=3, unique=True))
        person = _person(key, *(media or (["sms"] if key == "a" else [])))
        hours = st.times().map(lambda at: at.replace(microsecond=0))
        people[key] = replace(
            person,
            substitute=draw(st.none() | st.sampled_from((*KEYS, "onbekend"))),
            quiet=tuple(Quiet(*draw(st.tuples(hours, hours))) for _ in range(draw(st.integers(0, 2)))),
            away=(_period("2026-03-01 00:00", "2026-12-01 00:00"),) if draw(st.booleans()) else (),
        )
    names = st.lists(st.sampled_from((*KEYS, "onbekend")), max_size=3)
    rotations = {
        name: Rotation(name, tuple(draw(names)), MONDAY, draw(st.integers(1, 8)), draw(st.times()))
        for name in (FIRST, SECOND)
    }
    return Roster(people, rotations, fallback=tuple(draw(names)))


@st.composite
def _policies(draw: st.DrawFn) -> Policy:
    who = st.lists(st.sampled_from((FIRST, SECOND, FALLBACK, *KEYS)), min_size=1, max_size=3)
    levels = [
        Level(
            tuple(draw(who)),
            draw(STEP),
            draw(st.integers(1, 3)),
            draw(st.sampled_from(Manner)),
            draw(st.integers(1, 3)),
        )
        for _ in range(draw(st.integers(1, 3)))
    ]
    return Policy(
        "willekeurig", tuple(levels), draw(STEP), draw(STEP), draw(st.integers(1, 3)), always=draw(st.booleans())
    )


MOMENTS = st.integers(0, 330_000).map(lambda minutes: datetime(2026, 3, 20, tzinfo=UTC) + minutes * MINUTE)


@settings(max_examples=300, deadline=None)
@given(_policies(), _rosters(), MOMENTS, st.sets(st.sampled_from(("sms", "mail", "bel", "a.sms", "b.mail"))), st.data())
def test_unless_somebody_has_it_the_next_attempt_is_never_further_away_than_a_step(
    policy: Policy, roster: Roster, start: datetime, refuses: set[str], data: st.DataObject
) -> None:
    """Whatever is refused, whoever passes, in whatever night."""
    desk = Desk(policy, roster, tuple(refuses), Ladder(start))
    now, last = start, start
    for _ in range(25):
        before = len(desk.steps)
        desk.act(now)
        if any(step.attempts for step in desk.steps[before:]):
            last = now
        look_at = desk.steps[-1].look_at
        assert look_at is not None
        assert now < look_at <= last + policy.longest_wait
        if data.draw(st.booleans()):
            desk.ladder = declined(policy, roster, desk.ladder, data.draw(st.sampled_from(KEYS)), now)
        else:
            now = look_at


@settings(max_examples=300, deadline=None)
@given(_policies(), _rosters(), MOMENTS, st.integers(0, 20), st.sampled_from((*KEYS, "vreemde")))
def test_an_alarm_that_somebody_has_never_calls(
    policy: Policy, roster: Roster, start: datetime, minutes: int, by: str
) -> None:
    """Until the call-back is overdue, and when it was made never again."""
    desk = _play(policy, roster, "2026-05-01 12:00", {}, (), minutes)
    now = _at("2026-05-01 12:00") + minutes * MINUTE
    for nth in range(policy.acknowledgements):
        desk.ladder = acknowledged(policy, roster, desk.ladder, by if not nth else f"nog een {nth}", now)
    assert desk.ladder.held_until == now + policy.hold
    later = now
    while later < now + policy.hold:
        assert next_step(policy, roster, desk.ladder, later).attempts == ()
        later += MINUTE
    over = kept(desk.ladder)
    for ahead in (timedelta(0), policy.hold, timedelta(days=400)):
        step = next_step(policy, roster, over, start + ahead)
        assert (step.attempts, step.look_at, step.ladder) == ((), None, over)


@settings(max_examples=200, deadline=None)
@given(_policies(), _rosters(), MOMENTS)
def test_nobody_is_called_twice_in_one_step_by_one_way(policy: Policy, roster: Roster, start: datetime) -> None:
    """Nor asked again at once when nothing is due."""
    step = next_step(policy, roster, Ladder(start), start)
    assert len({(item.person, item.nth) for item in step.attempts}) == len(step.attempts)
    assert next_step(policy, roster, step.ladder, start).attempts == ()
