"""What the phrases together mean: named rules, each with its reason. Pure.

A signal has a grade (signal grid: target, means, closeness, time, form, history). *Firm* ones, such as somebody at the
door now or "ik word bedreigd", are an alarm by themselves. A *claim* names an attack or a threat: an alarm when it is
recent (a word of time beside it), else a reason to look when the sentence is about the writer's own people or house. A
*look* asks for a human. Negation, the past, a hypothesis, the news or a training take a signal one step down: an alarm
becomes a look, never less; what was no more than a look is left to the model, which reads the whole message. A joke, a
game or an explanation in the writer's own words makes a look of an alarm as well, and touches no look.

Some rules stand in a message of any length. The others sound the alarm by themselves only in a short one: a longer one
has room for what else it may be ("he kicked the door in, in the second act"), so there they ask for a look, and it is
for the model, which reads all of it, to sound the alarm.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import Enum

from casework.assessment import Alarm, Evidence
from casework.messages import PartKind
from nlp.text import Reading, words
from nlp.threat.phrases import Hit, Strength
from nlp.threat.reasons import reason

#: Negation works on what follows within this many characters of the same sentence (about five words).
_REACH = 32
_LONGEST_EVIDENCE = 200
_MOST_EVIDENCE = 8

_DENIAL = "geen dreiging"
_OWN = "eigen woorden"
_ASKS_WHO_READS = "vraagt of dit anoniem is"
_NEGATION = "ontkenning"
_DANGER = "nu gevaar"
_NEWS = "nieuws of training"
#: Who may want to die is looked after, whatever else they tell.
_WEARY = "iemand wil misschien niet meer leven"
_PLAY = "grap, spel of verklaring"
_THEME = "het woord dreiging"
_IN_NAME = "dreiging in een bestandsnaam"
_PAST = "vroeger"
#: It lowers what is said behind it, not what was reported before: "liet een wapen zien en vroeg of zij alleen fietst".
_SUPPOSED = "stel dat"
_LOWERING = (_PAST, _SUPPOSED, "verklaring in de zin", _NEWS)
#: The threatener's own words: "niet" in "als je niet opstapt" or "komt niet veilig thuis" denies nothing.
_STEADY = frozenset(
    {
        "verkapte dreiging",
        "uitgesproken dreiging",
        "ultimatum met datum",
        "niet levend of veilig thuis",
        "haalt die dag niet",
        "stap op of er gebeurt iets",
        "leven niet zeker",
        _DANGER,
    }
)
#: What came or was done, told in plain words ("er is een dreigbrief bezorgd").
_REPORTED = frozenset(
    {
        "bedreiging gemeld",
        "aanslag of moordplan",
        "in gevaar volgens de politie",
        "leven niet zeker",
        "aangevallen",
        "huis, auto of gezin van een bestuurder aangevallen",
        "dreigt met geweld",
        "bom of bommelding",
        "teken of sabotage gemeld",
        "afpersing of druk van misdaad",
    }
)
#: Violence said outright. "Wat moet ik doen" beside it lowers nothing, and "niet" only what it is said of.
_OUTRIGHT = _REPORTED | frozenset(
    {
        "uitgesproken geweld",
        "geweld tegen huis of auto",
        "wapen, kogel of dood dier gekregen",
        "nu gevolgd of bij de deur",
        "kinderen of adres getoond met dreiging",
        "wordt bedreigd",
        "dood of geweld aangezegd",
        "geweld tegen de plek van de lezer",
        "prijs op iemands hoofd",
        "op een dodenlijst",
        "uitgesproken geweld, met tijd of plek",
        "iemand met wapen of fakkels",
        "geweld op een genoemde plek",
    }
)
_ASKING = "wat te doen"
#: Rules of which at least five in six alarms in the hand-written examples were threats; danger now; "ik word bedreigd".
_STANDING = frozenset(
    {
        _DANGER,
        "bij de deur nu",
        "nu gevolgd of bij de deur",
        "ultimatum met datum",
        "geweld tegen huis of auto",
        "teken bij huis of werk",
        "sabotage of indringer",
        "dreigt zelf",
        "wordt bedreigd",
    }
)
#: The same in a message of any length, but a joke or a game still makes a look of them.
_LASTING = _REPORTED | frozenset(
    {
        "iemand met wapen of fakkels",
        "dood of geweld aangezegd",
        "niet levend of veilig thuis",
        "haalt die dag niet",
        "stap op of er gebeurt iets",
        "geweld tegen de plek van de lezer",
        "prijs op iemands hoofd",
        "op een dodenlijst",
        "uitgesproken geweld, met tijd of plek",
    }
)
#: So many words of the writer's own are a short message.
_SHORT = 16
#: No more words than a greeting and one question.
_A_QUESTION = 8
#: "Dit is geen grap."
_NO_PLAY = re.compile(r"\b(?:geen|niet|nooit|no|not|never|isn't|ain't)\b[^.!?\n]{0,14}$")
_A_JOKE = re.compile(r"\s*(?:een |a )?(?:grap\w*|geintje\w*|joke|joking|kidding|prank|spel\w*|game)\b")
#: A feast behind such a word is a day: "wie durft hem te slaan op koningsdag".
_ON_DAY = re.compile(r"\b(?:op|tot|na|vanaf) $")
_FEAST = re.compile(r"(?:koningsdag|oudjaar|valentijn|sinterklaas|carnaval|halloween)$")
#: What something turned out to be may be worse: such a word is for the model alone.
_TURNED_OUT = re.compile(r"(?:bleek|bleken|blijkt|blijken|(?:turned|turns) out)$")
#: "Vorig jaar werd ik bedreigd en nu staat hij weer voor de deur": what comes behind such a word is not of the past.
_NOW_AGAIN = re.compile(
    r"\b(?:nu(?! en dan\b)|vandaag|vannacht|vanochtend|vanmorgen|vanmiddag|vanavond|gister\w*|eergisteren|weer|opnieuw"
    r"|zojuist|now|today|tonight|yesterday|again|this (?:morning|afternoon|evening)|last night"
    r"|hjoed|jister\w*|wer|awor|awe)\b"
)
#: "Niet eerder een steen door de ruit gehad, tot gisteren": the word of denial says that it did happen.
_UNTIL = re.compile(
    r"\b(?:tot|until|till|oant) (?:gister\w*|eergisteren|vandaag|vannacht|vanochtend|vanmorgen|deze week|vorige week"
    r"|(?:afgelopen|vorige|last) \w+|yesterday|today|this \w+|jister\w*)\b"
)
#: Where somebody else begins to act, a "niet" before it says nothing of it: "ik durf niet naar huis, ze willen …".
_NEW_CLAUSE = re.compile(
    r"[,:]|(?<!dat )(?<!that )(?<!of )(?<!if )\b(?:ze|zij|hij|ie|iemand|they|he|she|someone|somebody|dem|nan|hja)\b"
)
#: "Als ik niet opstap, …": the condition of a threat denies nothing.
_CONDITION = re.compile(r"\b(?:als|if|unless|tenzij|want|because|anders)\b[^.:,]{0,24}$")
#: "Net" denies in Frisian only; in Dutch it is "just now".
_FRISIAN = re.compile(r"\b(?:wurd|binne|myn|foar|oan|bedrige|driging|haw|hawwe|dy't|wol|mei|troch|hja|gjin|fan)\b")
#: A message of no more words than this that names a threat is a cry, not a subject.
_CRY = 2
_CRIES = "los woord"
#: Words that are a cry only where they are all that somebody wrote: a look ("hij is binnen", which a report may be as
#: well), or an alarm ("ze zijn binnen").
_WHOLE = "hele boodschap"
_ALARMING = "noodkreet"
#: "Geen dreiging" names no threat.
_DENIES = re.compile(r"^\W*(?:(?:nee|neen|nei|no|nope)\W+)?(?:geen|gjin|niet|nooit|no|not|never|without|zonder)\b")
_RECENT = ("kort geleden", "nu")
#: What makes a claim theirs.
_OWN_PEOPLE = re.compile(
    r"\b(?:mijn|m'n|onze?|ons|mij|me|my|our|us|myn|mi|nos|hier|here|"
    r"(?:ik|wij|we|zij|ze|hij|i) (?:heb|hebben|heeft|kreeg|kregen|werd|werden|ben|zijn|is|vond|vonden|"
    r"have|got|was|were|found)|"
    r"(?:heb|hebben|heeft|kreeg|kregen|werd|werden) (?:ik|wij|we|zij|ze|hij)|"
    r"er (?:lag|lagen|hing|hingen|stond|stonden|zat|zaten|kwam)|there (?:was|were))\b"
)


class Grade(Enum):
    """How much a signal says by itself."""

    FIRM = "an alarm"
    CLAIM = "an alarm when recent, else a look when it is their own"
    LOOK = "a look"


_GRADES = {
    Strength.YES: Grade.FIRM,
    Strength.HUMAN: Grade.LOOK,
    Strength.CLAIM: Grade.CLAIM,
}
#: What a grade comes to: (recent, lowered) -> alarm.
_COMES_TO = {
    Grade.FIRM: {(False, False): Alarm.YES, (True, False): Alarm.YES}
    | {(False, True): Alarm.HUMAN, (True, True): Alarm.HUMAN},
    Grade.CLAIM: {(False, False): Alarm.HUMAN, (True, False): Alarm.YES}
    | {(False, True): Alarm.NO, (True, True): Alarm.HUMAN},
    Grade.LOOK: {(False, False): Alarm.HUMAN, (True, False): Alarm.HUMAN}
    | {(False, True): Alarm.NO, (True, True): Alarm.HUMAN},
}


@dataclass(frozen=True, slots=True)
class Together:
    """A rule over words in one sentence: of each of `sections` one word."""

    name: str
    grade: Grade
    sections: tuple[frozenset[str], ...]


def _together(name: str, grade: Grade, *sections: str) -> Together:
    return Together(name, grade, tuple(frozenset(section.split("|")) for section in sections))


TOGETHER = (
    _together("middel + doelwit", Grade.CLAIM, "middel", "doelwit"),
    _together("geweld + doelwit", Grade.CLAIM, "geweld", "doelwit"),
    _together("nabij + vijandig", Grade.FIRM, "nabij", "vijandig"),
    _together("bij de deur nu", Grade.FIRM, "nabij", "aanwezig", "nu"),
    _together("ultimatum met datum", Grade.FIRM, "ultimatum", "straks", "gevolg", "doelwit"),
    _together("uitgesproken geweld, met tijd of plek", Grade.FIRM, "uitgesproken geweld", "straks|nu|plek"),
    _together("zacht middel + doelwit + kort geleden", Grade.LOOK, "zacht middel", "doelwit", "kort geleden"),
    _together("belediging + vage hint", Grade.LOOK, "belediging", "vage hint"),
    _together("belediging + doelwit", Grade.LOOK, "belediging", "doelwit"),
)


@dataclass(frozen=True, slots=True)
class Signal:
    """A reason for an alarm: how high, by which rule, and where in the text."""

    alarm: Alarm
    rule: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Found:
    """A rule that fits, before anything lowered it."""

    grade: Grade
    rule: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Scope:
    """What kind of message this is. `bare_forward`: sent on without a word."""

    bare_forward: bool = False


#: Somebody who sends a mail on with fewer words than this leaves it to us to see why.
_FEW_WORDS = 25


def scope_of(reading: Reading, *, preventive: bool) -> Scope:
    """What kind of message a reading is."""
    forwarded = len(reading.of(PartKind.FORWARDED).split()) > 0
    own = len(reading.of(PartKind.NEW).split())
    return Scope(bare_forward=forwarded and own < _FEW_WORDS and not preventive)


def signals(reading: Reading, hits: Iterable[Hit], scope: Scope) -> list[Signal]:
    """Every signal that remains after own words, denials and lowering cues have had their say, highest first."""
    everything = [hit for hit in hits if not _ended(reading, hit)]
    told = any(hit.name == _NEWS for hit in everything)
    play = any(_is_play(reading, hit) for hit in everything)
    sentences = _per_sentence(reading, _without_own_words(everything, question=_is_question(reading)))
    recent = {number for number, there in sentences.items() if any(hit.name in _RECENT for hit in there)}
    about_own = {number for number in sentences if _is_own(reading, number)}
    found = [
        _weighed(one, there, reading.folded, recent=_near(number, recent), told=told)
        for number, there in sentences.items()
        for one in (*_alone(there), *_combined(there))
        if one.grade is not Grade.CLAIM or number in about_own or _near(number, recent)
    ]
    found += [Signal(Alarm.HUMAN, _IN_NAME, hit.start, hit.end) for hit in everything if _names(reading, hit)]
    found += [_cry(hit) for hit in _without_own_words(everything, question=False) if _is_cry(reading, hit)]
    if scope.bare_forward:
        start = reading.starts[reading.kinds.index(PartKind.FORWARDED)]
        found.append(Signal(Alarm.HUMAN, "doorgestuurd zonder uitleg", start, start + 80))
    long = len(words(reading.folded_of(PartKind.SUBJECT, PartKind.NEW))) > _SHORT
    kept = [_doubted(signal, play=play, long=long) for signal in found if signal.alarm is not Alarm.NO]
    return sorted(kept, key=lambda signal: (-signal.alarm.rank, signal.start, -signal.end))


def _doubted(signal: Signal, *, play: bool, long: bool) -> Signal:
    """An alarm that may be something else is a look; a rule that stands remains what it is."""
    if signal.alarm is not Alarm.YES or signal.rule in _STANDING:
        return signal
    if play:
        return replace(signal, alarm=Alarm.HUMAN, rule=f"{signal.rule}, bij een grap, spel of verklaring")
    return replace(signal, alarm=Alarm.HUMAN) if long and signal.rule not in _LASTING else signal


def _is_play(reading: Reading, hit: Hit) -> bool:
    """The writer's own word of a joke, a game or an explanation, which is not denied."""
    if hit.name != _PLAY or reading.kind_at(hit.start) not in (PartKind.SUBJECT, PartKind.NEW):
        return False
    said, before = reading.folded[hit.start : hit.end], reading.folded[max(0, hit.start - 24) : hit.start]
    a_day = _FEAST.match(said) and _ON_DAY.search(before)
    return not (_TURNED_OUT.match(said) or _NO_PLAY.search(before) or a_day)


def _ended(reading: Reading, hit: Hit) -> bool:
    """A denial that held until yesterday."""
    if hit.name not in (_NEGATION, _DENIAL):
        return False
    end = reading.ends[reading.sentence_at(hit.start)]
    return _UNTIL.search(reading.folded, hit.end, end) is not None


def _names(reading: Reading, hit: Hit) -> bool:
    """A word of threat as the name of a file: nobody calls a photo so for nothing."""
    return hit.name == _THEME and reading.kind_at(hit.start) is PartKind.FILENAME


def _is_cry(reading: Reading, hit: Hit) -> bool:
    """A word such as "kogelbrief" or "help" that is all somebody wrote, or such a sentence; what denies it is none."""
    if hit.name not in (_CRIES, _WHOLE, _ALARMING):
        return False
    if reading.kind_at(hit.start) not in (PartKind.SUBJECT, PartKind.NEW):
        return False
    own = reading.folded_of(PartKind.SUBJECT, PartKind.NEW)
    count = len(words(own))
    said = count <= _CRY if hit.name == _CRIES else count == len(words(reading.folded[hit.start : hit.end]))
    return said and not _DENIES.match(own)


def _cry(hit: Hit) -> Signal:
    """What a cry comes to."""
    alarming = hit.name == _ALARMING
    return Signal(Alarm.YES if alarming else Alarm.HUMAN, hit.name if alarming else _CRIES, hit.start, hit.end)


def _near(number: int, recent: set[int]) -> bool:
    """In this sentence, the one before or the one after."""
    return not recent.isdisjoint((number - 1, number, number + 1))


def _is_own(reading: Reading, number: int) -> bool:
    """A sentence about the writer's people, or something they sent along."""
    start = reading.ends[number - 1] if number else 0
    if reading.kind_at(start) in (PartKind.ATTACHMENT, PartKind.FILENAME):
        return True
    return _OWN_PEOPLE.search(reading.folded, start, reading.ends[number]) is not None


def evidence(reading: Reading, found: Iterable[Signal]) -> tuple[Evidence, ...]:
    """The words behind signals: one per rule, in the order given."""
    unique = {signal.rule: signal for signal in reversed(list(found))}
    chosen = list(reversed(unique.values()))[:_MOST_EVIDENCE]
    return tuple(
        Evidence(
            reading.kind_at(one.start), _quote(reading, one), reason(one.rule, reading.folded[one.start : one.end])
        )
        for one in chosen
    )


def _quote(reading: Reading, signal: Signal) -> str:
    words = reading.text[signal.start : signal.end]
    return " ".join(words.split())[:_LONGEST_EVIDENCE]


def _per_sentence(reading: Reading, hits: Iterable[Hit]) -> dict[int, list[Hit]]:
    sentences: dict[int, list[Hit]] = defaultdict(list)
    for hit in hits:
        sentences[reading.sentence_at(hit.start)].append(hit)
    return sentences


def _is_question(reading: Reading) -> bool:
    """So short that a question whether this is anonymous is all of it."""
    return len(words(reading.folded_of(PartKind.SUBJECT, PartKind.NEW))) <= _A_QUESTION


def _without_own_words(hits: list[Hit], *, question: bool) -> list[Hit]:
    own = [hit for hit in hits if hit.name == _OWN or (question and hit.name == _ASKS_WHO_READS)]
    denials = [hit for hit in hits if hit.name == _DENIAL]
    return [hit for hit in hits if not (_inside(hit, own) or _denied(hit, denials))]


def _inside(hit: Hit, own: list[Hit]) -> bool:
    return hit.name != _OWN and any(one.start <= hit.start and hit.end <= one.end for one in own)


def _denied(hit: Hit, denials: list[Hit]) -> bool:
    """True for a signal that ends in the denied word itself: in "ben nooit bedreigd" nothing else is said."""
    if hit.name in (_DENIAL, _NEGATION):
        return False
    return any(one.start < hit.end <= one.end for one in denials)


def _alone(hits: list[Hit]) -> list[_Found]:
    return [_Found(_GRADES[hit.strength], hit.name, hit.start, hit.end) for hit in hits if hit.strength in _GRADES]


def _combined(hits: list[Hit]) -> list[_Found]:
    names: dict[str, list[Hit]] = defaultdict(list)
    for hit in hits:
        if hit.strength is Strength.WORDS or hit.name in _OUTRIGHT:
            names[hit.name].append(hit)
    fitting = [rule for rule in TOGETHER if not any(map(names.keys().isdisjoint, rule.sections))]
    return [_match(rule, names) for rule in fitting]


def _match(rule: Together, names: Mapping[str, list[Hit]]) -> _Found:
    """The rule over the first word of each of its sections."""
    chosen = [next(hit for name in sorted(section) for hit in names.get(name, ())) for section in rule.sections]
    start, end = min(hit.start for hit in chosen), max(hit.end for hit in chosen)
    return _Found(rule.grade, rule.name, start, end)


def _weighed(found: _Found, hits: list[Hit], folded: str, *, recent: bool, told: bool) -> Signal:
    """What a rule that fits comes to in its sentence and its message. Danger now is not lowered by a piece of news."""
    by_sentence = found.rule != _WEARY and any(_lowers(hit, found, folded) for hit in hits)
    by_message = told and found.rule not in (_DANGER, _WEARY)
    alarm = _COMES_TO[found.grade][recent, by_sentence or by_message]
    why = ", afgezwakt" if by_sentence else ", in nieuws of training" if by_message else ""
    return Signal(alarm, found.rule + why, found.start, found.end)


def _lowers(hit: Hit, signal: _Found, folded: str) -> bool:
    """A look is not denied by a "niet": "weet niet of het iets is" is what it says."""
    if hit.name == _NEGATION and signal.grade is Grade.LOOK:
        return False
    if hit.name == _NEGATION and _A_JOKE.match(folded, hit.end):
        return False
    if hit.name == _NEGATION:
        close = 0 <= signal.start - hit.end <= _REACH or signal.start < hit.start < hit.end < signal.end
        steady = signal.rule in _STEADY and not _is_none(hit, signal, folded)
        return close and not steady and not _of_another(hit, signal, folded)
    if hit.name == _ASKING:
        return signal.rule not in _OUTRIGHT
    if hit.name == _PAST and _NOW_AGAIN.search(folded, hit.end, max(hit.end, signal.end)):
        return False
    if hit.name == _SUPPOSED and signal.rule in _REPORTED and hit.start >= signal.end:
        return False
    inside = signal.start <= hit.start and hit.end <= signal.end
    return hit.name in _LOWERING and (signal.rule in _OUTRIGHT or not inside)


def _is_none(denial: Hit, signal: _Found, folded: str) -> bool:
    """True for "there is no burglar in my house": danger now of which there is none."""
    told = _THERE_IS.fullmatch(folded, signal.start, denial.start) is not None
    return signal.rule == _DANGER and told and folded[denial.start : denial.end] in _NO_ONE


_THERE_IS = re.compile(r"(?:there )?(?:is|are|zijn|staat|staan|zit|zitten|loopt|lopen) (?:er )?")
_NO_ONE = ("no", "geen", "gjin", "niemand", "nobody")


def _of_another(denial: Hit, signal: _Found, folded: str) -> bool:
    """True when "niet" belongs to something said before violence that is said outright."""
    if signal.rule not in _OUTRIGHT or signal.start <= denial.start:
        return False
    if folded[denial.start : denial.end] == "net" and not _FRISIAN.search(folded):
        return True
    clause = _NEW_CLAUSE.search(f"{folded[denial.end : signal.start]}{folded[signal.start : signal.end][:5]}")
    conditional = _CONDITION.search(folded[max(0, denial.start - _REACH) : denial.start])
    return clause is not None or conditional is not None
