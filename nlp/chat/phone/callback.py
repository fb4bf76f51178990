"""Which of several numbers in one turn is the one to call: "my number is ..., but please ring hers: ...".

Each number is weighed by the words of its own sentence: those that ask to be called there, and those that say that it
is another's, old, or only for when nobody answers. What is said of a kind ("doe de vaste lijn maar") decides.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from nlp.form.contact import find_phone

_WANTED = re.compile(
    r"\b(?:bel|belt|bellen|terugbellen|terugbel\w*|terug te bellen|bereik\w*|rechtstreeks|direct|gebruik|neem|"
    r"use|ring|call|reach|prefer\w*|voorkeur|via (?:mij|me|ons)|"
    r"please|liever|liefst|beter|better|best|graag|probeer|te pakken|juiste?|goede|correct|nieuwe?|new|right)\b"
)
_UNWANTED = re.compile(
    r"\b(?:niet|not|never|nooit|niemand|nobody|vergeten|forget|anders|otherwise|oude?|old|algemene?|general|kantoor|office|"
    r"receptie|reception|centrale|voor als|als (?:u|je) (?:hem|haar|mij|me)|if (?:you|i|he|she) (?:can't|"
    r"cannot|don't|doesn't)|"
    r"reserve|nood|moeder|vader|man|vrouw|echtgeno\w+|husband|wife|mother|father|secretar\w+|fractie|werk|das me werk|"
    r"ook|also|uit|kwijt|ingeleverd|doesn't work|eigen)\b"
)
_CORRECTS = re.compile(
    r"\b(?:wacht|wait|sorry|o+h? nee|oh no|nee|typo|tikfout|oeps|oops|fout|verkeerd|ik bedoel|i mean|pardon)\b"
)
_KIND_WANTED = re.compile(
    r"\b(?:doe|liever|liefst|neem|bel|use|gebruik|pak|try|best)\W+(?:\w+\W+){0,3}?(?P<kind>vast\w*|landline|mobi\w+|mobyl\w*|06|cell\w*)\b|"
    r"\b(?P<kind2>vast\w*|landline|mobi\w+|mobyl\w*|cell\w*)\W+(?:\w+\W+){0,2}?(?:is (?:better|beter|best\w*|"
    r"handig\w*)|graag|maar|liever)\b"
)
_OWNER_WANTED = re.compile(
    r"\b(?:doe|neem|bel|use)\W+(?:maar\W+)?(?:die )?(?:van|of) (?P<whose>mij|me|haar|hem|mine|hers|his)\b"
)
#: "die laatste heeft de voorkeur", "liever het tweede", "the latter".
_NTH = re.compile(
    r"\b(?:die|de|dat|het|the|that|die van|liever|graag|prefer\w*)\s+(?P<nth>laatste|laatstgenoemde|tweede|eerste|"
    r"eerstgenoemde|last|second|first|latter|former)(?! (?:\w+ )?(?:week|keer|tijd|dag\w*|maand\w*|cijfers?|digits?|"
    r"time|letters?))\b(?! (?:niet|not))"
)
_NOT_NTH = re.compile(r"\b(?:niet|not|geen|never|nooit) (?:op |on |via )?$")
_FIRST = ("eerst", "first", "former")
_SENTENCE = re.compile(r"[.;!?](?=\s)")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A number (E.164) with its place in the text."""

    number: str
    start: int
    end: int


def candidates(text: str, *, caribbean: bool) -> list[Candidate]:
    """Every number of a turn in order."""
    found: list[Candidate] = []
    rest = text
    while len(found) < _MOST and (one := find_phone(rest, caribbean=caribbean)):
        (start, end) = one[1]
        if end <= start:
            break
        found.append(Candidate(one[0], start, end))
        rest = rest[:start] + "#" * (end - start) + rest[end:]
    return sorted(found, key=lambda candidate: candidate.start)


_MOST = 5


def wanted_number(text: str, *, caribbean: bool) -> str | None:
    """The number to call when a turn has several; None when it has fewer, or when nothing tells them apart."""
    found = candidates(text, caribbean=caribbean)
    if len({one.number for one in found}) < 2:  # noqa: PLR2004 - several
        return None
    folded = text.lower()
    nth = [one for one in _NTH.finditer(folded) if not _NOT_NTH.search(folded[: one.start()])]
    if nth and nth[-1].start() > found[0].end:
        return found[0 if nth[-1]["nth"].startswith(_FIRST) else -1].number
    kind = _KIND_WANTED.search(folded)
    if kind and (chosen := _of_kind(found, kind["kind"] or kind["kind2"])):
        return chosen
    whose = _OWNER_WANTED.search(folded)
    if whose:
        near = [one for one in found if re.search(rf"\b(?:van|of) {whose['whose']}\b[^\d]*$", folded[: one.start])]
        if near:
            return near[0].number
    behind = folded[found[-1].end :]
    chooses = _CHOOSES.match(behind)
    own = _BEHIND.match(behind) if chooses else None
    labelled = _by_label(text, found, behind[own.end() if own else 0 :]) if chooses else None
    if labelled:
        return labelled
    scores = [_score(folded, found, place) for place in range(len(found))]
    best = max(scores)
    return found[scores.index(best)].number if scores.count(best) == 1 else None


#: What a number is called in a turn, by the words that call it so.
_KINDS = {
    "staff": r"secr\w*|assistent\w*|kabinet",
    "home": r"thuis\w*|prive\w*|privé\w*|home|private",
    "mobile": r"mobi\w+|mob\b|06|cell\w*|gsm",
    "fixed": r"vast\w*|landline",
    "work": r"werk\w*|kantoor|office|work|zakelijk\w*",
}
_CALLS = re.compile(
    r"\b(?:bel|belt|bellen|terugbellen|gebruik|neem|doe|call|ring|use|liever|liefst|graag|beter|prefer\w*|voorkeur)\b"
)
#: What a number is called right behind it: "053 ... (werk) of 06 ... prive".
_BEHIND = re.compile(rf"\s*(?:\((?P<told>[^()]{{2,30}})\)|(?P<word>{'|'.join(_KINDS.values())})\b(?!\W*\d))")
#: Behind all numbers: "Graag via het secretariaat.", ", liefst prive".
_CHOOSES = re.compile(
    rf"(?:{_BEHIND.pattern})?\W*[.,;\n]\s*(?:graag|liever|liefst|bel|belt u|doe|gebruik|neem|voorkeur|please|rather|"
    r"call|preferably|use)\b[^.;!?]{1,40}\W*$"
)
_MOST_WORDS = 14


def chosen_number(text: str, before: str, *, caribbean: bool) -> str | None:
    """The number of those in the turn before that a turn chooses: "secretariaat bellen, niet thuis"."""
    folded = text.lower()
    short = len(folded.split()) <= _MOST_WORDS and not candidates(text, caribbean=caribbean)
    found = candidates(before, caribbean=caribbean) if short and _CALLS.search(folded) else []
    if len({one.number for one in found}) < 2:  # noqa: PLR2004 - several
        return None
    nth = _NTH.search(folded)
    if nth and not _NOT_NTH.search(folded[: nth.start()]):
        return found[0 if nth["nth"].startswith(_FIRST) else -1].number
    return _by_label(before, found, folded)


def _by_label(text: str, found: list[Candidate], said: str) -> str | None:
    """The one number of a text that is called as the words that choose say: "graag via het secretariaat"."""
    wanted, refused = _kinds_of(said) if _CALLS.search(said) else (set(), set())
    behind = [_BEHIND.match(text.lower(), one.end) for one in found]
    if all(behind):
        labels = [one["told"] or one["word"] for one in behind if one]
    else:
        labels = [text[found[place - 1].end if place else 0 : one.start].lower() for place, one in enumerate(found)]
    fit = {one.number for one, label in zip(found, labels, strict=True) if _is_called(label, wanted - refused)}
    return fit.pop() if len(fit) == 1 else None


def _kinds_of(folded: str) -> tuple[set[str], set[str]]:
    """The kinds that a turn asks for, and those that it says no to."""
    wanted: set[str] = set()
    refused: set[str] = set()
    for kind, words in _KINDS.items():
        for one in re.finditer(rf"\b(?:{words})", folded):
            denied = re.search(r"\b(?:niet|not|geen|nooit|never)\W+(?:\w+\W+)?$", folded[: one.start()])
            (refused if denied else wanted).add(kind)
    return wanted, refused


def _is_called(label: str, kinds: set[str]) -> bool:
    """True where the last words before a number, on its line, are of one of the kinds."""
    line = re.split(r"[\n,;]|(?<=\w\w)[.]", label.strip(" ,;\n"))[-1]
    return any(re.search(rf"\b(?:{_KINDS[kind]})", line) for kind in kinds)


def _of_kind(found: list[Candidate], kind: str) -> str | None:
    fixed = kind.startswith(("vast", "land"))
    fit = [one.number for one in found if one.number.startswith("+316") is not fixed]
    return fit[0] if len(fit) == 1 else None


#: "06-... (privé, niet gebruiken)"
_BRACKETS = re.compile(r"\W*\([^)]*\)")


def _score(folded: str, found: list[Candidate], place: int) -> int:
    """How much speaks for a number: words of its sentence before it, and what is said behind it up to the next."""
    one = found[place]
    before = folded[found[place - 1].end if place else 0 : one.start]
    behind = folded[one.end : found[place + 1].start if place + 1 < len(found) else len(folded)]
    lead = _SENTENCE.split(before)[-1]
    own = behind if place + 1 == len(found) else _SENTENCE.split(behind)[0].rpartition(",")[0] or ""
    bracketed = _BRACKETS.match(behind)
    own = f"{own} {bracketed[0]}" if bracketed else own
    own_lead = lead.rpartition(",")[2] if place and "," in lead else lead  # what stands before it is of the last one
    score = 2 * bool(_WANTED.search(lead)) - 3 * bool(_UNWANTED.search(own_lead)) - 2 * bool(_UNWANTED.search(own))
    if place + 1 < len(found) and _CORRECTS.search(behind):
        score -= 4
    return score
