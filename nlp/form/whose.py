"""Whose function is named: that of the bestuurder a message is about, or somebody else's?

"wethouder" may be the writer's own, that of the man the writer reports for, a former one, a colleague's or nobody's.
Every function that a message names or points at is weighed by the words around it, and the surest is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from casework.messages import Sender
from casework.people import Function, SenderKind
from nlp.form.functions import Mention, Stance, fitting, hinted, titles_in
from nlp.form.organisations import Layer, Named, Organisation
from nlp.form.source import Source, Span
from nlp.form.spotting import Spotter
from nlp.form.weighing import weights

#: The file with the learned weights, its label, and from which chance on a function is told.
WEIGHTS = "ambt"
HIS = "zijn"
_TOLD_FROM, _VAGUE_FROM, _NEVER = 0.35, 0.6, 2.0
_HINT, _LOOSELY, _ELSEWHERE = "wenk:", "los", "elders"
_STANCES = {f"houding:{one.name}" for one in Stance} | {
    _HINT,
    f"houding:{_LOOSELY}",
    f"{_ELSEWHERE}:houding:{_ELSEWHERE}",
}
_OF_OWN = ("houding:", _HINT)
_OWN, _VAGUE = f"houding:{Stance.SELF.name}", f"houding:{Stance.GENERIC.name}"


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a message when its functions are weighed. `clues` are those of the kind of sender."""

    source: Source
    names: Sequence[Named]
    mentions: Sequence[Mention]
    body: Organisation | None
    sender: Sender
    kind: SenderKind
    clues: Sequence[str]


@dataclass(slots=True)
class Told:
    """A function a message names or points at: where first in the own words, if it does, and what speaks for it."""

    function: Function
    span: Span | None
    features: dict[str, float]


#: Words that only point at a function, with the function in a gemeente, a provincie and a waterschap. The letters of a
#: postcode ("8321 AB") do not.
_LOOSE = Spotter(
    "raa|rao|rie|gem|eil|sta|dee|tow|cit|isl|mun|loc|cou|cll|clr|cl|con|kon|pro|ps|ste|gs|exe|bur|may|wet|ab|db|wat|dag|"
    "alg|dei|hoo|pol|fra|por|col|bes|coa|kan|can|lij|for",
    r"(?P<RAADSLID>(?:gemeente|eilands|stads|deel)?(?:raa[dt]|raod)\b|(?:gemeente)?ried\b|raads(?!li[dt]|le)\w+|"
    r"(?:town |city |island |municipal |local )?council\b|councils?\b|cll?r\b|[kc]onse[hj]o\b)|"
    r"(?P<STATENLID>(?:provinciale )?staten\b(?! generaal)|(?<!\d )ps\b|provincial (?:council|assembly)|steaten\b|"
    r"staten(?!li|le)\w+)|"
    r"(?P<GEDEPUTEERDE>(?<!\d )gs\b|provinciebestuur|provincial executive|executive council)|"
    r"(?P<BURGEMEESTER>burgemeesters?(?=vrouw|man|zoon|dochter|kind|woning|kamer|keten|huis)\w+|mayoral|mayoress)|"
    r"(?P<WETHOUDER>wethouders?(?=vrouw|man|zoon|dochter|kind|woning|kamer|poort|zetel)\w+)|"
    r"(?P<WATERSCHAPSBESTUURDER>(?<!\d )(?:ab|db)\b|waterschaps\w+|waterschap\b|wetterskip|water (?:authority|board)|"
    r"(?:dagelijks|algemeen|deistich|algemien) (?:bestuur|bestjoer)|hoogheemraadschap|polderbestuur)|"
    r"(?P<LAAG>fractie\w*|portefeuille\w*|portfolio|college\b|bestuur(?:slid|der)?\b|coalitie\w*|kandida\w+|"
    r"candidate|lijsttrekker|formatie)",
)
_OF_LAYER: Mapping[Layer, Mapping[str, Function]] = {
    Layer.GEMEENTE: {"fra": Function.RAADSLID, "por": Function.WETHOUDER, "col": Function.WETHOUDER},
    Layer.PROVINCIE: {"fra": Function.STATENLID, "por": Function.GEDEPUTEERDE, "col": Function.GEDEPUTEERDE},
    Layer.CARIBBEAN: {"fra": Function.RAADSLID, "por": Function.GEDEPUTEERDE, "col": Function.GEDEPUTEERDE},
    Layer.WATERSCHAP: {},
}
_DEFAULT: Mapping[Layer, Function] = {
    Layer.GEMEENTE: Function.RAADSLID,
    Layer.PROVINCIE: Function.STATENLID,
    Layer.CARIBBEAN: Function.RAADSLID,
    Layer.WATERSCHAP: Function.WATERSCHAPSBESTUURDER,
}
_MOST = 40
_FAR, _CLOSE = 60, 5
_TOKEN = re.compile(r"\w+|[?:;!()\"|]|\n")


def told_function(known: Known) -> tuple[Function, Span | None] | None:
    """The function of the bestuurder concerned, and where the own words name it; None when none is sure enough."""
    scale = weights(WEIGHTS)
    ranked = [(scale.chances(one.features)[HIS], one) for one in named(known)]
    chance, best = max(ranked, key=lambda one: one[0], default=(0.0, None))
    return (best.function, best.span) if best and chance >= _needed(best, known.kind) else None


def _needed(told: Told, kind: SenderKind) -> float:
    """How sure a function must be: what a machine names is nobody's, and a stranger's "wethouders" hardly anybody's."""
    stances = {
        clue for clue in told.features if clue.count(":") == 1 and clue.startswith(("houding:", "wenk:", "elders"))
    }
    if kind is SenderKind.SYSTEEM and _OWN not in stances:
        return _NEVER
    return _VAGUE_FROM if kind is SenderKind.DERDE and stances == {_VAGUE} else _TOLD_FROM


def named(known: Known) -> list[Told]:
    """Every function a message names or points at, each once, with all that speaks for and against it."""
    found: dict[Function, Told] = {}
    for function, span, clues in _pointers(known):
        one = found.setdefault(function, Told(function, span, {}))
        one.span = one.span or span
        for clue in clues:
            one.features[clue] = 1.0
        one.features["keren"] = min(one.features.get("keren", 0.0) + 0.2, 1.0)
    for one in found.values():
        one.features |= dict.fromkeys(_around(one, found, known), 1.0)
    return list(found.values())


def _around(one: Told, found: Mapping[Function, Told], known: Known) -> Iterator[str]:
    """What holds for a function beside the others and in this message."""
    yield f"ambt:{one.function.value}"
    yield f"ambt:{one.function.value}:{known.kind.value}"
    yield f"schrijver:{known.kind.value}"
    layer = known.body.layer.value if known.body else "geen"
    yield f"ambt:{one.function.value}:{layer}"
    yield f"ambten:{min(len(found), 4)}"
    for other in found.values():
        if other is not one:
            yield f"ambt:{one.function.value}:naast:{other.function.value}"
            yield from (f"naast:{clue}" for clue in other.features if clue.startswith(_OF_OWN))
    own = [clue for clue in one.features if clue.startswith(_OF_OWN)]
    yield from (f"{clue}:{known.kind.value}" for clue in own)
    yield from (f"ambt:{one.function.value}:{clue}" for clue in own)
    yield from (f"aanwijzing:{clue}" for clue in known.clues)


def _pointers(known: Known) -> Iterator[tuple[Function, Span | None, Iterator[str]]]:
    folded = known.source.folded
    for number, one in enumerate(_present(known)):
        function = fitting(one.function, known.body)
        if function is Function.ANDERE and known.body and known.body.layer is Layer.PROVINCIE:
            function = Function.GEDEPUTEERDE
        yield function, (one.start, one.end), _near(folded, one.start, one.end, one.stance.name, number)
    taken = [(one.start, one.end) for one in known.mentions]
    for match in islice(_LOOSE.finditer(folded, known.source.index), _MOST):
        if all(match.end() <= start or end <= match.start() for start, end in taken):
            for function in _of_loose(match, known.body):
                yield function, match.span(), _near(folded, match.start(), match.end(), _LOOSELY, 0)
    others = known.source.others
    for match in islice(titles_in(others), _MOST):
        function = fitting(Function[match.lastgroup or ""], known.body)
        near = _near(others, match.start(), match.end(), _ELSEWHERE, 0)
        yield function, None, (f"{_ELSEWHERE}:{clue}" for clue in near)
    hint = hinted(known.source, known.names, known.body, known.sender, known.kind)
    if hint:
        yield hint, None, iter((_HINT,))


#: "ik was toen wethouder", "in 1994, als jong raadslid": over, when another function is told too.
_ONCE = re.compile(
    r"\b(?:was(?: \w+){0,2}|toen(?: \w+)?|destijds|vroeger|ooit|als jong|voormalig|then a|used to be)\s+(?:an? |als )?$"
)


def _present(known: Known) -> list[Mention]:
    folded = known.source.folded
    over = [_ONCE.search(folded, max(0, one.start - 30), one.start) is not None for one in known.mentions]
    return [one for one, past in zip(known.mentions, over, strict=True) if not past or all(over)]


def _of_loose(match: re.Match[str], body: Organisation | None) -> Iterator[Function]:
    name = match.lastgroup or ""
    layer = body.layer if body else Layer.GEMEENTE
    if name == "LAAG":
        yield _OF_LAYER[layer].get(match[0][:3], _DEFAULT[layer])
    else:
        yield fitting(Function[name], body)


def _near(folded: str, start: int, end: int, stance: str, number: int) -> Iterator[str]:
    """The stance by the rules, the words themselves, and the words before and behind."""
    opening = folded.rfind("\n", 0, start) + 1
    before = _TOKEN.findall(folded[max(opening, start - _FAR) : start])[: -_CLOSE - 1 : -1]
    behind = _TOKEN.findall(folded[end : end + _FAR])[:_CLOSE]
    yield f"houding:{stance}"
    yield f"woord:{folded[start:end]}"
    yield from (f"eerste:{stance}" for _ in range(number == 0))
    yield from (f"voor:{word}" for word in before)
    yield from (f"voor{min(place, 2)}:{word}" for place, word in enumerate(before))
    yield from (f"na:{word}" for word in behind)
    yield from (f"na{min(place, 2)}:{word}" for place, word in enumerate(behind))
    if not before:
        yield f"regelbegin:{stance}"
