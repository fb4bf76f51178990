"""What one turn of a chat says of the house: moving, and the keurmerk (PKVW), in whatever roundabout words.

A mail tells both in passing (`nlp.form.housing`); in a chat somebody answers, so that the last word of the sentence in
which the thing is named decides: "er zit een sticker op van de vorige eigenaar, dus doe maar nee" is no.
"""

from __future__ import annotations

import re

from nlp.chat.home.doubts import is_over, told_all_the_same, without_others
from nlp.chat.home.spans import KEURMERK, MOVE, STAYS, Thing, raised, span_of

_SENTENCE = re.compile(r"[;!?\n]+|\.(?=\s|$|\.)|\s[-\u2013]\s")
#: A yes or no at the end of what was weighed: it wins from all before it.
_VERDICT = re.compile(
    r"\b(?:dus|then|so|doe maar|zeg maar|maar|denk(?: ik)?(?: van)?|i'd say|kortom|"
    r"laten we zeggen)[\s,:]+(?:(?:doe|zeg|vul|zet) maar |"
    r"ik denk |ja dus )?(?P<told>nee|neen|niet|no|not|ja|yes|wel)\b(?! (?:meer|te|naar|aan|op|nodig|hoeft?|hier)\b)"
)
_NO = re.compile(
    r"\b(?:(?:wel)?nee+n?|neu+|niet|nie|neet|nich|geen|gin|gien|gjin|(?<!hier )(?<!vraag )net(?! (?:na|nog|pas|even|"
    r"binnen|als|zoals|te|een|"
    r"terug|klaar|(?:ge|be|ver|aan|op|af)\w+)\b)|nooit|zonder|no|not|never|none|without|"
    r"\w+n't|dont|havent|hasnt|moet nog|"
    r"moeten nog|in aanvraag|aangevraagd|applied|pending|vervallen|op de planning|komt nog|volgt nog|aanvragen|"
    r"n\.?v\.?t|ontbreekt|verlopen|expired|bezig|nog niet|nergens|niks|schudt)\b"
)
_YES = re.compile(
    r"\b(?:ja+|jawel|jazeker|yes|yep|wel|heb|hebben|heeft|aanwezig|present|has|have|got|since|sinds|geldig|"
    r"verlengd|gekregen|behaald|"
    r"gehaald|zit erop|zit er ?op|zit er al|zit (?:er )?al|geregeld|loopt tot|valid|knikt|ook|is er|hangt|"
    r"binnen|in orde|afgegeven|zit|zat|wol|"
    r"al op|came with|comes with|zat erbij|zit erbij|erbij|inbegrepen|renewed|vernieuwd|jawol|krigen|kregen|20\d\d)\b"
)
_OF_OTHERS = re.compile(
    r"\b(?:buur\w*|neighbou?r\w*|collega\w*|zoon|dochter|son|daughter|kinderen|vorige eigenaar|zwager|schoon\w+|broer|"
    r"zus\w*|vader|moeder|ouders|vriend\w*|brother|sister|parents|colleague)\b"
)


#: "het keurmerk niet, wel een alarm".
_OTHER_GUARD = re.compile(
    r"\b(?:alarm\w*|sloten|slot|camera\w*|hond\w*|deurbel\w*|verlichting|lampen|hek\w*|poort|kluis|rolluik\w*|"
    r"sensor\w*|"
    r"beveilig\w*|dogs?|locks?|lights?|fence|gate|doorbell)\b"
)


#: "Keurmerk? Ja."
_MARK_ASKED = re.compile(rf"{KEURMERK.pattern}\W{{0,2}}[?:]\W*(?P<told>(?:wel)?nee+n?|no|ja+|yes)\b")


def names_keurmerk(folded: str) -> bool:
    """True when the turn names the certificate."""
    return KEURMERK.search(folded) is not None


#: A plain yes or no; "maar ja" and "nou ja" are neither.
_PLAIN = re.compile(
    r"(?<!maar )(?<!nou )(?<!bij )(?<!ja of )(?<!yes or )\b(?!ja of nee|yes or no)"
    r"(?P<told>(?:wel)?nee+n?|nei|neu+|nope|nop|nah|no|(?<!ach )(?<!och )(?<!oh )(?<!o )ja+|jawel|jazeker|yes|yep|yup|"
    r"knikt|schudt)\b"
    r"(?! problem| idea| clue| maar\b)"
)
#: "nee geen dreiging" is about something else.
_NO_THREAT = re.compile(r"(?:\b(?:nee+|no|ja)\W+)?\b(?:geen|no) (?:\w+ )?(?:\w*dreig\w+|threat\w*)")
_PLAIN_YES = ("ja", "y", "knikt")


def last_plain(span: str) -> bool | None:
    """The last plain yes or no of the words about a thing."""
    plain = [one for one in _PLAIN.finditer(span) if not _is_behind_denial(span, one)]
    return plain[-1]["told"].startswith(_PLAIN_YES) if plain else None


#: "wij blijven hier wonen ja", "dat hebben we niet ja": it says yes to the no before it.
_DENIAL = re.compile(rf"\b(?:niet|geen|gjin|nooit|nie|not|never)\b|{STAYS.pattern}")
_CLAUSE_LENGTH = 100


def _is_behind_denial(span: str, plain: re.Match[str]) -> bool:
    before = re.split(
        r"[,.;:!?]|\b(?:maar|but|dus|so)\b", span[max(0, plain.start() - _CLAUSE_LENGTH) : plain.start()]
    )[-1]
    return plain["told"].startswith(_PLAIN_YES) and _DENIAL.search(before) is not None


def about_of(folded: str) -> Thing | None:
    """What a turn asks about or finds out: the next turn may answer it ("wat is PKVW?", "ff navragen")."""
    thing = raised(folded)
    if thing is None:
        return None
    if thing is Thing.MARK and is_over(folded):
        return None
    told = keurmerk_told(folded, asked=False) if thing is Thing.MARK else moving_told(folded)
    return thing if told is None else None


def is_left_open(folded: str) -> bool:
    """True for a turn that names the keurmerk, of who cannot say whether it is there and neither asks nor finds out."""
    span = span_of(folded, Thing.MARK) or ""
    return span != "" and is_over(span)


#: "heeft geen PKVW, wel een hond".
_WITHOUT = re.compile(rf"\b(?:geen|gjin|zonder|without|no) (?:\w+ )?(?:{KEURMERK.pattern})(?![^,.]*\b(?:nodig|idee)\b)")


#: "een nieuwbouwwoning met keurmerk".
_WITH = re.compile(rf"\b(?:met|with) (?:een |het |a |the )?(?:{KEURMERK.pattern})")
#: A house that nobody has yet.
_SOUGHT = re.compile(r"\b(?:zoek(?:en|t)?|looking for|(?:wil|willen|want) (?:graag |liefst )?(?:een|a))\b")


def keurmerk_told(folded: str, *, asked: bool) -> bool | None:
    """True (has it), False (has not), None when the turn does not tell; `asked`: it answers that question."""
    folded = _NO_THREAT.sub(" ", folded)
    span = span_of(folded, Thing.MARK)
    about = folded if span is None and asked and not MOVE.search(folded) else span
    if about is None:
        return None
    about, doubt = without_others(about)
    if doubt:
        return told_all_the_same(about, doubt)
    return _weighed(about) if span is None else _mark_told(about)


def _mark_told(span: str) -> bool | None:
    """What the words about it say, of who is in no doubt."""
    told = last_plain(span)
    newer = _NEWER.search(span) if told is None else None
    if newer and newer.start() > 0:
        return _weighed(newer[0])
    if told is None and _WITHOUT.search(span):
        return False
    if told is None and span and not KEURMERK.search(span):
        return _weighed(span)
    told = _mark_weighed(span) if told is None else told
    with_it = _WITH.search(span) and not (_NO.search(span) or _SOUGHT.search(span))
    return True if told is None and with_it else told


def _mark_weighed(folded: str) -> bool | None:
    answered = _MARK_ASKED.search(folded)
    if answered:
        return answered["told"].startswith(("ja", "yes"))
    sentences = _sentences(folded)
    first = next((place for place, one in enumerate(sentences) if KEURMERK.search(one)), None)
    if first is None:
        return None
    own = sentences[first]
    both = MOVE.search(own)
    mark = KEURMERK.search(own)
    if both and mark and both.start() < mark.start() and not _AND.search(own[both.end() : mark.start()]):
        own = own[both.end() :]
    told = _weighed(own)
    behind = " ".join(sentences[first + 1 : first + 3])
    if behind and not MOVE.search(behind):
        late = _VERDICT.search(f" {behind}")
        if late:
            return late["told"] in ("ja", "yes", "wel")
        told = _weighed(behind) if told is None else told
    before = sentences[first - 1] if first else ""
    return _weighed(before) if told is None and both and before else told


#: "nee/ja", "no & no": one answer for moving and one for the keurmerk, as they are asked.
_SHORT = (
    r"(?:(?P<{yes}>ja+|jawel|yes|yep|yup|y|j)|(?P<{no}>(?:wel)?nee+n?|nope?|no|neu+|n)|weet (?:ik )?niet|geen idee|"
    r"onbekend|\?+)"
)
_PAIR = re.compile(
    rf"\W*(?:1\W+)?{_SHORT.format(yes='moves', no='stays')}\s*(?:/|&|\+|;|\ben\b|\band\b|\b2\W)\s*"
    rf"{_SHORT.format(yes='has', no='lacks')}\W*"
)


def both_told(folded: str) -> tuple[bool | None, bool | None] | None:
    """Moving and the keurmerk, where a turn is two short answers; None for another turn."""
    found = _PAIR.fullmatch(folded)
    if found is None:
        return None
    moves, has = ((bool(found[yes]) if found[yes] or found[no] else None) for yes, no in _ANSWERS)
    return moves, has


_ANSWERS = (("moves", "stays"), ("has", "lacks"))
#: "nee, heeft hij niet", "ja heeft ie": of all that is asked only the keurmerk is had.
_HAD = re.compile(
    r"\W*(?:(?:(?:wel)?nee+n?|no|ja+|jawel|yes)\W+)?(?:(?:die|dat|het)\s+)?(?:heeft|hebben|heb|he|she|we|they|"
    r"i)\s+(?:hij|ze|zij|ie|we|wij|ik|\'t|has|have|"
    r"does|do|hasn't|haven't|doesn't|don't)(?:\s+(?:dat|het|die|er|nog|al|it|that|one|"
    r"have))*(?P<no>\s+(?:niet|not))?\W*"
)


def had_told(folded: str) -> bool | None:
    """Whether a turn that says no more than that says to have it; None for another turn."""
    found = _HAD.fullmatch(folded)
    return None if found is None else not (found["no"] or "n't" in folded or re.match(r"\W*(?:nee|no)", folded))


_AND = re.compile(r"^\s*(?:en|and|&|/|,)\s*(?:het |dat |the )?$")


def _sentences(folded: str) -> list[str]:
    return [one.strip() for one in _SENTENCE.split(folded) if one.strip()]


#: Of two houses the new one counts.
_NEWER = re.compile(
    r"\b(?:het|de|ons|the|our) (?:nieuwe?|new) (?:\w+ )?(?:niet|nog niet|geen|wel|ook|heeft|has|not|does|is)\b.*$"
)


def _weighed(text: str) -> bool | None:
    """What a sentence comes to: a verdict, else its last clear word; one "no" outweighs a yes before it."""
    newer = _NEWER.search(text)
    if newer and newer.start() > 0:
        return _weighed(newer[0])
    verdict = list(_VERDICT.finditer(text))
    if verdict:
        return verdict[-1]["told"] in ("ja", "yes", "wel")
    if re.match(r"\W*(?:ja+|jawel|yes|yep|jazeker)\b", text) and not re.search(r"\b(?:nog niet|maar)\b", text):
        return True
    told = None
    for clause in re.split(r",\s|\.\s|\b(?:maar|but|en|and|want|omdat|because)\b", text):
        if _OF_OTHERS.search(clause) and not KEURMERK.match(clause.strip()):
            continue
        if told is False and _OTHER_GUARD.search(clause) and not KEURMERK.search(clause):
            continue
        no, yes = _NO.search(clause), _YES.search(clause)
        if no:
            told = False
        elif (yes and told is None) or (yes and re.search(r"\b(?:wel|inmiddels|nu|now)\b", clause)):
            told = True
    return told


#: "Wat bedoelt u met verhuizen? Nee."
_ASKED = re.compile(r"\b(?:verhui\w+|moving|move)\W{0,2}[?!:,]\W*(?P<told>(?:wel)?nee+n?|no|ja+|yes)\b")


_UNDECIDED = re.compile(
    r"\b(?:weet|weten) (?:(?:ik|we|wij|het|dat|nog|echt|eigenlijk) ){0,4}niet\b(?! (?:wanneer|precies|waar|hoe|naar))|"
    r"\bgeen idee\b(?! (?:wanneer|waar|hoe))|\b(?:don't|do not|dont) know(?: yet)?\b(?! (?:when|where|how|exactly))|"
    r"\bno idea\b(?! (?:when|where|how))|\bnog (?:onzeker|onduidelijk|niet (?:zeker|duidelijk|bekend))\b|"
    r"\bnot sure(?: yet)?\b(?! (?:when|where|how))"
)
#: "Verhuizen? Geen idee nog."
_ASKED_OPEN = re.compile(rf"\b(?:verhui\w+|moving|move)\W{{0,2}}[?:,]\W*(?:(?:dat|that) )?(?:{_UNDECIDED.pattern})")
_NOT_NOW = re.compile(r"\b(?:nu|voorlopig|now|yet) (?:nog |even |zeker )?(?:niet|not)\b|\bnot (?:now|yet|for now)\b")


def moving_told(folded: str) -> bool | None:
    """True when the turn says that the person moves, False when it says not, None when it does not tell."""
    folded = _NO_THREAT.sub(" ", folded)
    span = span_of(folded, Thing.MOVE)
    if span is None:
        return _move_weighed(folded)
    told = last_plain(span)
    if told and STAYS.search(span) and not MOVE.search(span):  # "ja, wij blijven hier wonen"
        return False
    if told is False and _MOVES_ALL_THE_SAME.search(span):
        return True
    return _move_weighed(span) if told is None else told


#: "nee, niet meer nodig, we gaan verhuizen in mei": the no is to something else.
_MOVES_ALL_THE_SAME = re.compile(
    r"^\W*(?:nee+n?|no)\b[^.;!?]{0,80}[,.;]\s*(?:(?:want|maar|en|but|because|and) )?"
    r"(?:we|wij|ik|hij|ze|zij|i|they|he|she)(?:'re|'m)? (?:gaan|ga|gaat|zijn|verhuizen|verhuis|verhuist|are|am|is)\b"
    r"(?=[^.;!?,]{0,60}\b(?:verhui\w+|moving)\b)"
    r"(?![^.;!?]*\b(?:niet|geen|nooit|pas als|ooit|misschien|not|never|maybe)\b)"
)
_SAYS_NO = r"\W*(?:(?:wel)?nee+n?|nope?|no)\b"
_NOT_YET = rf"(?:{_SAYS_NO})?\W*(?:(?:nu|now|op dit moment)\W+)?(?:nog niet|not yet|niet nu|not now)\b"
_MAYBE = r"\b(?:misschien|wellicht|mogelijk|eventueel|ooit|maybe|perhaps|possibly|might|who knows)\b"
_MAYBE_LATER = re.compile(rf"(?:{_NOT_YET}|{_SAYS_NO})[^.;!?]{{0,40}}{_MAYBE}")


def maybe_later(folded: str) -> bool:
    """True for who does not move now, and may later: "nog niet, misschien volgend jaar"."""
    return _MAYBE_LATER.match(folded) is not None


def is_undecided(folded: str) -> bool:
    """True for who does not know yet whether: "weet nog niet, we zoeken een huis"; not where only the day is open."""
    return _UNDECIDED.search(folded) is not None and last_plain(folded) is None


def _is_theirs(clause: str) -> bool:
    return _THEIRS.search(clause) is not None


def _move_weighed(folded: str) -> bool | None:
    asked = _ASKED.search(folded)
    if asked:
        return asked["told"].startswith(("ja", "yes"))
    if _ASKED_OPEN.search(folded) or (MOVE.search(folded) and _NOT_NOW.search(folded)):
        return False
    verdict = _VERDICT.search(folded) if MOVE.search(folded) and not KEURMERK.search(folded) else None
    if verdict:
        return verdict["told"] in ("ja", "yes", "wel")
    stays = STAYS.search(folded)
    found: bool | None = None
    for sentence in _sentences(folded):
        for clause in _clauses(sentence):
            move = MOVE.search(clause)
            if not move or _OF_OTHERS.search(clause.replace(move[0], " ")):
                continue
            around = KEURMERK.split(clause)[0] if KEURMERK.search(clause) else clause
            moves = not _NO.search(_TO_COME.sub(" ", around)) and not _PAST.search(around)
            of_house = _NEW_HOUSE.fullmatch(move[0]) and not (f"geen {move[0]}" in clause or _OFF.search(clause))
            if of_house and _IS_RIGHT.search(clause):
                continue
            if (moves or not of_house) and not (found is False and _is_theirs(clause)):
                found = moves
    if stays and not (found and _STAYS_NOT.search(folded)):
        return False
    return found


#: A no beside it is one to the keurmerk of that house, or to its address.
_NEW_HOUSE = re.compile(r"nieuwe (?:huis|woning|adres)")
#: "we verhuizen niet, het huis is net gekocht": the house they are in.
_THEIRS = re.compile(r"^(?!.*\b(?:nieuwe?|nij|andere?|new|another)\b).*\b(?:gekocht|bought)\b")
#: "met het nieuwe adres klopt het": the summary is right.
_IS_RIGHT = re.compile(r"\b(?:klopt|akkoord|correct|juist|in orde)\b")


def names_new_address(folded: str) -> bool:
    """True for a turn of which the only move is the new house or address that somebody finds right."""
    names = [one[0] for one in MOVE.finditer(folded)]
    return bool(names) and all(map(_NEW_HOUSE.fullmatch, names)) and _IS_RIGHT.search(folded) is not None


#: What is still to come is no keurmerk yet, but it is a move.
_TO_COME = re.compile(r"\b(?:moet nog|moeten nog|op de planning|komt nog|volgt nog|bezig)\b")
#: The house itself is called off, not a visit to it.
_OFF = re.compile(
    r"^(?!.*\b(?:\w*scan|afspraak|\w*bezoek|\w*gesprek|advies)\b)"
    r".*\bnieuwe (?:huis|woning) (?:gaat|ging) (?:\w+ ){0,2}niet door\b"
)
_PAST = re.compile(
    r"\b(?<!dan )(?<!tijd )(?<!straks )(?:zijn|ben|bin|is) (?!dan\b|straks\b)(?:\w+ ){0,4}verhuisd\b|"
    r"\b(?:verhuisd (?:zijn|ben|hebben)|al verhuisd|net verhuisd|pas verhuisd|moved (?:here|in) (?:last|in|two|"
    r"years)|already moved)\b"
)
_STAYS_NOT = re.compile(r"\b(?:niet|not) (?:\w+ )?(?:blijven|staying)\b")


def _clauses(sentence: str) -> list[str]:
    """Pieces of a sentence that each say something; "verhuizen, nee" is one."""
    pieces = re.split(r",\s+|\bmaar\b|\bbut\b", sentence)
    joined: list[str] = []
    for one in pieces:
        short = re.fullmatch(r"\W*(?:nee+|niet|no|not|ja+|yes)\b(?:\s+\w+){0,2}\W*", one)
        if joined and (short or re.fullmatch(r"\W*(?:nee+|no|ja+|yes|well|nou|eh)\W*", joined[-1])):
            joined[-1] = f"{joined[-1]}, {one}"
        else:
            joined.append(one)
    return joined
