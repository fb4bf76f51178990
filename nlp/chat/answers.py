"""One turn of a chat, heard as an answer to the open question.

The field readers of this room read whole messages; here the question gives a bare word its meaning: "Urk" after "in
welke gemeente?", "nee nog niet" after the question about the keurmerk, "morgen na vieren" after that about moments.
Whatever else stands in the turn is read as well.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime

from casework.assessment import Intent
from casework.conversation import Answer, Heard, Need, Request, Topic, TurnKind
from casework.people import SenderKind
from casework.references import typed_case_number
from nlp.chat.home.house import about_of, is_left_open, keurmerk_told, last_plain
from nlp.chat.home.spans import Thing, raised
from nlp.chat.phone.callback import chosen_number
from nlp.chat.phone.numbers import as_typed, broken, last_digits, spelled_out
from nlp.chat.questions import asks_us
from nlp.chat.requests import kind_of, safety, short_answer, stands_in, topic_of
from nlp.chat.spelling import mended
from nlp.chat.summary import has_reserve, question_of, with_line, wrong_line
from nlp.chat.told import Told, refused_by, told_by
from nlp.chat.turn import Turn, turn_of
from nlp.chat.when.offers import is_about_moments, leaves_one
from nlp.chat.when.times import clock_before, clock_for_all, clock_of, other_clock
from nlp.chat.where.address import told_house_number, told_swap, told_town
from nlp.chat.where.labelled import piece_of_home
from nlp.chat.where.mending import house_number_behind, starred
from nlp.chat.who.bodies import is_home_alone
from nlp.chat.who.names import first_name, gives_own_name, last_name, names_another
from nlp.chat.who.offices import asks_of_function, denied_function, own_function, without_denied
from nlp.chat.who.spelled import spelled_word
from nlp.chat.who.whose_name import concerned
from nlp.form.contact import find_address
from nlp.form.functions import Mention, Stance, functions_in, mentions_of
from nlp.language import is_foreign, turn_language
from nlp.text import clean, fold

_CODE = re.compile(
    r"(?:(?:hier|dit|here|this) is )?(?:de |the |mijn |my )?(?:\w*code\b)?\W{0,2}(?:is\b)?\W{0,2}"
    r"(\d{3})[ -]?(\d{3})\W*",
    re.IGNORECASE,
)
#: The code that opens a conversation again (`flows.steps.converse`): three groups of four signs that do not look alike.
_BACK_CODE = re.compile(r"(?<![\w-])(?=[A-Z-]*\d|\w{4}-)(?:[A-HJKMNP-Z2-9]{4}[- ]?){2}[A-HJKMNP-Z2-9]{4}(?![\w-])")
_LONGEST_ANSWER = 300
#: What a language that is not ours is answered in; a greeting in one is no more than that.
ENGLISH = "en"
_GREETING_WORDS = 2
_WRITERS = (
    ("writes_employer", SenderKind.WERKGEVER),
    ("writes_family", SenderKind.DERDE),
    ("writes_self", SenderKind.BESTUURDER),
)
_FEW = 6
#: The ones that are told by words, what costs most when missed first.
_INTENTS = (
    Intent.WITHDRAW,
    Intent.REJECT_REPORT,
    Intent.RESCHEDULE_APPOINTMENT,
    Intent.CANCEL_APPOINTMENT,
    Intent.SUPPLY_DATA,
    Intent.CONFIRM_APPOINTMENT,
    Intent.ASK_STATUS,
)


def hear(
    text: str,
    asked: Need | None,
    at: datetime,
    *,
    before: str = "",
    language: str = "nl",
    caribbean: bool = False,
    kind: TurnKind = TurnKind.TEXT,
    offered: tuple[str, ...] = (),
) -> Heard:
    """What a turn says.

    `asked` is the open question, `before` the turn before this one, `language` that of the conversation, `at` when the
    turn came (aware), `offered` the moments (ISO) that were offered before it.
    """
    text = starred(text, before)
    cleaned = mended(spelled_out(as_typed(_OH.sub("", clean(text).strip()))))
    about = _asked_back(before)
    cleaned = _as_before(cleaned, asked, before)
    turn = turn_of(cleaned, _meant(cleaned, asked, about), at, caribbean=caribbean, offered=offered)
    kind = kind_of(cleaned, turn.folded) if kind is TurnKind.TEXT else kind
    told = _with_chosen(_at_home(told_by(turn), turn), chosen_number(cleaned, before, caribbean=caribbean))
    line = wrong_line(turn.folded)
    told = with_line(told, turn, line) if turn.asked is Need.CONFIRM else told
    for_all = clock_for_all(turn.folded, asked=turn.asked is Need.MOMENTS)
    foreign = is_foreign(cleaned)
    denied = denied_function(turn.folded)
    topic = topic_of(turn.folded, turn.count, asked=asked is Need.TOPIC)
    return Heard(
        kind=kind,
        language=ENGLISH if foreign else turn_language(cleaned, language),
        answer=turn.answer,
        requests=turn.requests,
        corrects=turn.answer is Answer.NO or Request.DISAGREES in turn.requests or turn.takes_back,
        topic=topic,
        safe=_safe(turn),
        writer=SenderKind.BESTUURDER if turn.says("for_self") else _writer(turn),
        for_self=turn.says("for_self"),
        own_name=_own_name(turn, told),
        beside=told.named.beside,
        own=told.named.own,
        fields=told.fields,
        told=told.names,
        firm=told.firm,
        employer=_employer(turn),
        moment_words=_moment_words(turn, told),
        question=_question(turn, topic, told),
        broken_phone="phone" not in told.names and broken(_without_case(turn.text), asked=asked is Need.PHONE),
        private=_private(turn),
        intent=_intent(turn),
        words=turn.count,
        wishes=turn.says("topic_preventive"),
        last_digits=None if "phone" in told.names else last_digits(turn.text),
        case_number=_case_number(turn),
        code=_code(turn),
        back_code=_holds_back_code(turn),
        clock=for_all.isoformat("minutes") if for_all else clock_of(turn.folded, turn.count),
        clock_before=clock_before(turn.folded) or other_clock(turn.folded, turn.offered),
        for_all=for_all is not None,
        only=leaves_one(turn.folded),
        refused=refused_by(turn),
        house_number=told_house_number(turn.text) or house_number_behind(turn.folded, before),
        town=told_town(turn.text, turn.count),
        swap=told_swap(turn.text),
        first_name=first_name(turn.text),
        spelled=spelled_word(turn.text),
        last_name=last_name(turn.text),
        speaks_of=_speaks_of(turn),
        outsider=_is_outsider(turn, asked),
        denied=denied,
        no_function=bool(denied) or asks_of_function(turn.folded),
        foreign=foreign and turn.count > _GREETING_WORDS,
        registers=turn.says("registers"),
        asks_about=_asks_about(turn, told),
        asks_us=asks_us(turn.folded),
        hopeless=turn.says("hopeless"),
        no_threat=turn.says("no_threat"),
        leaves=Need.PKVW if "pkvw" not in told.names and is_left_open(turn.folded) else None,
        finishes=turn.says("finish"),
        reserve=has_reserve(turn.folded),
        wrong_line=line,
    )


def _at_home(told: Told, turn: Turn) -> Told:
    """What a turn tells; the town of the address alone is no body that somebody works for."""
    town = told.fields.address.city if told.fields.address and "address" in told.names else None
    if turn.asked is Need.ORGANISATION or not is_home_alone(told.fields.organisation, town, turn.text):
        return told
    fields = replace(told.fields, organisation=None)
    return replace(told, fields=fields, names=told.names - {"organisation"}, firm=told.firm - {"organisation"})


def _with_chosen(told: Told, number: str | None) -> Told:
    """What a turn tells, with the number it chooses of those told before it."""
    if number is None or "phone" in told.names:
        return told
    fields = replace(told.fields, phone=number)
    return replace(told, fields=fields, names=told.names | {"phone"}, firm=told.firm | {"phone"})


#: "o zo. nee", "ah ok, nee": what stands before the answer of who asked back.
_OH = re.compile(
    r"(?i)^(?!(?-i:[AO])\.\s+(?!(?:nee|ja|no|yes|ok|dan|dat|die|wacht)\b)(?:van|de|der|den|(?-i:[A-Z])))"
    r"(?:(?:o+h?|ah?|ach|aha)\b(?:,? (?:zo|dat|die|ja|ok(?:e|ay)?|juist|vandaar|op die manier|is dat het|i see))?"
    r"[.,!]+\s+(?=\w)|"
    r"(?:ok(?:e|\u00e9|ay)?|nou|h+m+)\b[.,!]*\s+(?=(?:nee|no|ja|yes)\b))"
)


#: "idem", "keurmerk zelfde verhaal": the answer of the turn before once more.
_SAME = re.compile(
    r"(?i)\b(?:idem(?:\s+dito)?|dito|ditto|(?:het)?zelfde(?: (?:antwoord|verhaal))?|same(?: (?:answer|here))?)\b"
)
_MOST_SAME = 5


def _as_before(text: str, asked: Need | None, before: str) -> str:
    """The turn with the yes or no of the turn before in the place of "idem"."""
    short = len(text.split()) <= _MOST_SAME and (asked in _BACK.values() or raised(fold(text)) is not None)
    if not short or not _SAME.search(text):
        return text
    folded = fold(mended(clean(before)))
    told = last_plain(folded) if short_answer(folded, len(folded.split())) is None else None
    answer = short_answer(folded, len(folded.split()))
    yes = told if answer is None else answer is Answer.YES
    return text if yes is None or answer is Answer.UNKNOWN else _SAME.sub("ja" if yes else "nee", text)


def _own_name(turn: Turn, told: Told) -> bool:
    """True when the name that is told is that of who writes."""
    about = concerned(turn)
    own = gives_own_name(turn.text) and not names_another(turn.text)
    own = own and not _is_before_staff(turn.text, told.fields.person or "")
    return own and (about is None or told.fields.person != about)


#: "Jan Bos. Ik ben zijn secretaresse, Tineke", "Jan Bos. Ik ben Tineke, ...".
_STAFF_OF = re.compile(
    r"(?:\b(?i:ik ben|i am|ik heet|mijn naam is|my name is)\s+(?:(?i:de|zijn|haar|his|her)\s+)?)"
    r"(?:(?i:secretaresse|assistente?|adviseur|medewerk(?:er|ster)|rechterhand|secretary|assistant)\b|[A-Z][\w'-]+)"
)


def _is_before_staff(text: str, person: str) -> bool:
    """True for a name in a sentence before that in which somebody else says who they are."""
    found = _STAFF_OF.search(text)
    place = text.find(person) if person else -1
    if found is None or not 0 <= place < found.start():
        return False
    behind = text[found.start() :]
    return person not in behind and re.search(r"(?i)\b(?:zijn|haar|his|her)\b", behind) is not None


def _asks_about(turn: Turn, told: Told) -> Need | None:
    """What of the house the turn asks about: "wat is PKVW?", "waarom wilt u weten of ik verhuis?"."""
    about = _asked_back(turn.text) if "?" in turn.text or _WHAT.match(turn.folded) else None
    if about is None and turn.says("asks_why"):  # "waarom moet ik mijn nummer geven"
        return question_of(turn.folded)
    return None if about is None or _ASKED_FIELD[about] in told.names else about


_WHAT = re.compile(r"^\W*(?:wat|wa|what) (?:is|'s)\b")
_ASKED_FIELD = {Need.PKVW: "pkvw", Need.MOVING: "moving"}


def _asked_back(before: str) -> Need | None:
    """What the turn before asked about or left open."""
    about = about_of(fold(mended(clean(before)))) if before else None
    return _BACK[about] if about else None


_BACK = {Thing.MARK: Need.PKVW, Thing.MOVE: Need.MOVING}


def _meant(text: str, asked: Need | None, about: Need | None) -> Need | None:
    """What the turn is an answer to: what the person asked back in the turn before, if it says no more than that."""
    folded = re.split(r"(?<=\w[.!;])\s", fold(text))[0]
    count = len(folded.split())
    plain = short_answer(folded, count) in (Answer.YES, Answer.NO) or _SAYS.search(folded)
    short = plain or (count <= _FEW + 2 and keurmerk_told(folded, asked=True) is not None)
    free = asked not in (Need.TOPIC, Need.THREATENED, Need.SAFE)
    fits = about is not None and raised(folded) in (None, _THING[about])
    other = _NUMBER.search(folded) or is_about_moments(folded)
    return about if free and short and fits and not other else asked


#: Digits as of a telephone number, however they are written.
_TELEPHONE = re.compile(r"[+\d][\d\s().-]{6,30}")
#: More than a year.
_NUMBER = re.compile(r"\d[\d ]{4,}")
#: Somebody was asked: "vrouw zegt nee", "hij zegt van wel", "then no".
_SAYS = re.compile(
    r"\b(?:zegt|says|said|zei)\b.{0,12}\b(?:nee|no|ja|yes|wel|niet|not)\b|^\W*(?:then|dan|dus|o+h?|ah?)\b"
)
_THING = {need: thing for thing, need in _BACK.items()}


def masked(text: str) -> str:
    """The text without a home address in it, or a piece of one."""
    found = find_address(text)
    place = found[1] if found else piece_of_home(text)
    return f"{text[: place[0]]}[adres gewist]{text[place[1] :]}" if place else text


def _is_outsider(turn: Turn, asked: Need | None) -> bool:
    """True for the press, a student, a wrong address; who denies a function says so only of what they come for."""
    rest = without_denied(turn.folded)
    folded = turn.folded if asked in (None, Need.TOPIC) and not functions_in(rest) else rest
    return not own_function(turn) and stands_in("outsider", folded, turn.count)


def _safe(turn: Turn) -> bool | None:
    if turn.asked is not Need.SAFE and turn.says("choice_threat"):
        return None  # what it comes for, not how somebody is now
    said = safety(turn.folded, turn.count)
    if said is not None:
        return said
    if turn.asked is not Need.SAFE or turn.answer not in (Answer.YES, Answer.NO):
        return None
    return True if turn.answer is Answer.YES else _no_longer_safe(turn)


def _no_longer_safe(turn: Turn) -> bool | None:
    """Not safe for a no that is bare, or tells why; "nee hoor, ik wilde het alleen even melden" leaves it open."""
    folded = _TELEPHONE.sub(" ", turn.folded)
    clear = stands_in("not_safe_bare", folded, len(folded.split())) or turn.says("not_safe_tells")
    return False if clear else None


def _intent(turn: Turn) -> Intent | None:
    """What it wants in a running case, where its words leave no doubt."""
    return next((intent for intent in _INTENTS if turn.says(f"intent_{intent.value}")), None)


def _writer(turn: Turn) -> SenderKind | None:
    """Who writes, where the turn says so."""
    if turn.says("told_own") and not turn.says("writes_employer"):  # "mijn man zei: jij bent toch wethouder"
        return SenderKind.BESTUURDER
    told = next((kind for name, kind in _WRITERS if turn.says(name)), None)
    mentions = mentions_of(turn.source, (), "")
    folded = turn.source.folded
    own = any(one.stance is Stance.SELF and not one.helper and not _is_of_kin(folded, one) for one in mentions)
    if told is SenderKind.DERDE and turn.says("writes_self") and not turn.says("speaks_of"):
        return SenderKind.BESTUURDER  # "ik ben raadslid. Mijn vrouw is dat ook"
    if told is SenderKind.DERDE and own and not any(one.stance is Stance.CONCERNED for one in mentions):
        return SenderKind.BESTUURDER  # "mijn dochter is bang, ik ben raadslid"
    helps = (one for one in mentions if one.stance is Stance.SELF and one.helper)
    if told is None and not own and any(not _ACTS.match(folded, one.end) for one in helps):
        return SenderKind.WERKGEVER
    concerned = any(one.stance is Stance.CONCERNED and not one.helper for one in mentions)
    return SenderKind.DERDE if told is None and not own and concerned and turn.says("kin") else told


#: "griffier zei doe het maar": somebody who is spoken of.
_ACTS = re.compile(
    r"\W+(?:zei|zegt|vond|vindt|vroeg|vraagt|raadde|raadt|adviseerde|stuurde|gaf|tipte|wees|noemde|mailde|zegt|told|said|"
    r"says|asked|sent)\b"
)
#: "mijn echtgenote, Anna Bos, is net beedigd als ...".
_KIN_IS = re.compile(
    r"\b(?:mijn|mn|m'n|my|mien|onze|our|ons) (?:\w+ )?(?:man|vrouw|partner|echtgeno\w+|vader|moeder|zus|broer|"
    r"zoon|dochter|"
    r"husband|wife|father|mother|sister|brother|son|daughter|pa|ma)\b(?:(?!\b(?:ik|i|wij|we)\b)[^.!?]){0,80}$"
)


#: "man is wethouder": nothing before it.
_KIN_OPENS = re.compile(
    r"\W*(?:(?:ja|en|dus|well|so) )?(?:man|vrouw|partner|pa|ma|vader|moeder|zus|broer|zoon|dochter|husband|wife|dad|"
    r"mum|mom) (?:is|zit|was|werd|wordt|sits) (?:(?!\b(?:ik|i|wij|we)\b)[^.!?]){0,60}$"
)


def _is_of_kin(folded: str, one: Mention) -> bool:
    """True for an office that a sentence gives to somebody of the family."""
    before = folded[: one.start]
    return _KIN_IS.search(before) is not None or _KIN_OPENS.match(before) is not None


def _speaks_of(turn: Turn) -> bool:
    """True when the bestuurder it is about is somebody else than who writes."""
    if asks_of_function(turn.folded):
        return False
    mentions = mentions_of(turn.source, (), "")
    own = any(one.stance is Stance.SELF and not one.helper for one in mentions)
    told = not own and any(_of_another(turn.source.folded, one) for one in mentions)
    return told or turn.says("speaks_of") or names_another(turn.text)


#: A title by itself ("wethouder ja") is an answer; "onze wethouder" is somebody else.
_DEFINITE = re.compile(r"\b(?:onze|our|de|the|mijn|my|haar|his|her|(?:hij|zij|ze|he|she) is|is)\s+(?:\w+\s+)?$")


def _of_another(folded: str, one: Mention) -> bool:
    concerned = one.stance is Stance.CONCERNED and not one.helper
    return concerned and _DEFINITE.search(folded[: one.start]) is not None


def _employer(turn: Turn) -> str | None:
    if turn.asked is Need.EMPLOYER and turn.content:
        return turn.text[:_LONGEST_ANSWER]
    return turn.text[:_LONGEST_ANSWER] if turn.says("contact") else None


#: A part of a day, of which a day alone (as moments are kept) tells nothing.
_PART_OF_DAY = re.compile(
    r"\b(?:\w*(?:ochtend|middag|avond)s?|(?:'s )?morgens|lunch\w*|werkdag\w*|eind van de dag|\w*morning|\w*afternoon|"
    r"\w*evening|noon|midday|end of the day|after work|na het werk)\b"
)
_LONGEST_MOMENTS = 120


def _moment_words(turn: Turn, told: Told) -> str | None:
    """The words of who offers a part of a day without a time."""
    untimed = "availability" in told.names and not all("T" in one for one in told.fields.availability)
    fits = untimed and len(turn.text) <= _LONGEST_MOMENTS and _PART_OF_DAY.search(turn.folded) is not None
    return turn.text if fits else None


#: What stands around a case number that is all somebody says.
_OF_CASE = re.compile(
    r"(?i)(?:\W|\b(?:ja|yes|mijn|my|het|dit|it|this|de|the|zaak|dossier|case|zaaknummer|nummer|number|is|gaat om|over)"
    r"\b)*"
)


def _question(turn: Turn, topic: Topic | None, told: Told) -> str | None:
    """What a running case is about: the answer to that question, or the sentence in which somebody told it."""
    if _code(turn) or _holds_back_code(turn) or (_case_number(turn) and _OF_CASE.fullmatch(_without_case(turn.text))):
        return None
    if turn.requests & {Request.ENGLISH, Request.DUTCH} and turn.count <= 2 * _FEW and topic is None:
        return None
    if turn.asked is Need.QUESTION and turn.count and not turn.requests & {Request.WHY, Request.STOP, Request.HUMAN}:
        return turn.text[:_LONGEST_ANSWER]
    enough = turn.count >= _FEW and not told.names - {"availability", "domains", "themes"}
    story = topic is Topic.RUNNING and turn.count > 2 * _FEW
    return turn.text[:_LONGEST_ANSWER] if (enough or story) and topic is not Topic.PREVENTIVE else None


def _case_number(turn: Turn) -> str | None:
    found = typed_case_number(turn.text)
    return found[0] if found else None


def _without_case(text: str) -> str:
    """The text without the case number in it: its digits are no telephone number."""
    found = typed_case_number(text)
    return f"{text[: found[1][0]]} {text[found[1][1] :]}" if found else text


def _code(turn: Turn) -> str | None:
    """Six digits and nothing else."""
    found = _CODE.fullmatch(turn.text.strip())
    return found[1] + found[2] if found else None


def _holds_back_code(turn: Turn) -> bool:
    return turn.count <= _FEW and _BACK_CODE.search(turn.text.upper()) is not None


def _private(turn: Turn) -> bool:
    """Something that may not travel through a chat app: an address, family, a report."""
    return turn.plain.address is not None or piece_of_home(turn.text) is not None or turn.says("private")
