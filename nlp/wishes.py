"""What speaks for each wish in a running case: kinds of words, and where they stand.

"Kan niet" beside a day is another wish than "kan", and a word of the report weighs more in a question. So words are
taken by their kind, and the kinds by the sentence they share. What each clue weighs, beside the model's opinion, was
learned from the hand-written examples by `nlp.learning.weigh_intents`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import combinations

from nlp.form.weighing import Features

#: Kinds of folded words, by how a word begins ("$": the whole word).
_KINDS: dict[str, str] = {
    "niet": "niet$ geen$ nooit$ not$ no$ never$ net$ gjin$ niks$ niets$ nee$ cannot can$ won$ unable verhinderd",
    "kan": (
        "kan$ kin$ kun$ kunnen$ kunt$ can$ could$ zou$ lukt$ lukken$ gaat$ past$ schikt$ komt$ red$ halen$ haal$ "
        "por$ kinne$"
    ),
    "verzet": (
        "verzet verplaats verschui schui doorschui opschui uitstel uitgesteld resched postpon ipv plaats$ instead "
        "eerder later ferset verzoek ander$ andere$ anders$ move moving liever rather vervroeg"
    ),
    "afzeg": (
        "afzeg afgezegd annul geannul cancel verval vervallen schrap scrap afblaz afgeblaz zeg$ zeggen$ skip weiger "
        "declin off$"
    ),
    "vast": (
        "akkoord prima genoteerd noteer bevestig confirm past$ schikt work$ works$ fine$ ok$ oke$ okee$ geaccept "
        "accept agenda blijft doorgaan door$ staat$ stands$ perfect uitstekend top$ gereserveerd goed$ ja$ jawel "
        "yes$ deal bon$ tot$ see$ dan$"
    ),
    "rapport": (
        "rapport adviesrapport verslag concept pagina blz bladzij paragraaf hoofdstuk maatregel report draft page "
        "measure tabel advys versie aanbevel recommend conclusi chapter section punt$ advies$ alinea"
    ),
    "deel": (
        "delen deel gedeeld doorstur verstrek share forward werkgever employer publi toestem goedkeur goedgekeurd "
        "instem ingestemd approv release teken"
    ),
    "bijlage": (
        "bijlage bijgevoegd bijgaand hierbij attach enclos foto formulier retour plattegrond scan$ document pdf "
        "stuur stuurde gestuurd upload portaal ingevuld kopie copy photo form$ tekening certificaat"
    ),
    "stand": (
        "stand$ wanneer termijn status when update ontvangen binnen hoor$ horen gehoord duurt duren vernomen "
        "reactie antwoord heard received reply hoever ver$ herinner remind weken maanden weeks wacht waiting al$ "
        "nog$"
    ),
    "uitleg": (
        "uitleg toelicht leggen explain explanation bellen bel$ belt ring$ call doornemen bespre vertel telefonisch "
        "mondeling walk praten gebeld spreken begrijp snap understand through$"
    ),
    "stop": (
        "intrek ingetrokken trek$ trekken afzien zie$ stop stopzet withdraw sluiten sluit$ verwijder wissen close "
        "delete beeindig nodig$ bestand$ discontinue drop$ laat$ vergeet nevermind terug$"
    ),
    "gegeven": (
        "adres woonadres telefoonnummer nummer huisnummer rekeningnummer telefoon mobiel gegevens postcode address "
        "number phone bouwjaar keurmerk vroeg$ vragenlijst dossier doorgeven geef$ meld informatie info$ asked "
        "details aanvull wijzig correctie wonen$ woon$"
    ),
    "afspraak": (
        "afspraak afspraken bezoek huisbezoek gesprek intake overleg appointment visit meeting teams ofspraak "
        "besite kennismaking adviseur adviser advisor scan"
    ),
    "dag": (
        "ma$ di$ wo$ woe$ do$ vr$ za$ zo$ maandag dinsdag woensdag donderdag vrijdag zaterdag zondag monday tuesday "
        "wednesday thursday friday saturday sunday morgen overmorgen vandaag tomorrow today week$ weken$ januari "
        "februari maart april mei$ juni juli augustus september oktober november december january february march "
        "may$ june july august october vanmiddag vanavond"
    ),
    "uur": "uur$ middag ochtend avond afternoon morning evening pm$ am$ half$ oere",
    "vraag": (
        "waarom wat$ hoe$ why what how klopt welke which wie$ who$ bedoel betekent mean$ means$ vraag vragen question"
    ),
    "stel": (
        "voorstel stel$ voorkeur mogelijk optie keuze kies data$ momenten beschikbaar available propos suggest "
        "prefer graag liefst zullen schikken plan inplan prik"
    ),
    "maar": "maar$ but$ alleen$ echter behalve helaas sorry unfortunately jammer spijt",
    "fout": (
        "fout onjuist verkeerd wrong mistake error bezwaar oneens objec wijziging aanpas verander change correct "
        "schrappen"
    ),
}
_WORD = re.compile(r"\w+")
#: Characters and words of a sentence that are looked at, and how many sentences are the first.
_EXAMINED, _MOST_WORDS, _FIRST = 2_500, 40, 2
_MOST_OFFERED = 3
#: A chance nearer to 0 or 1 says no more than this.
_LEAST = 1e-4
#: The file with the learned weights.
WEIGHTS = "bedoeling"


def _pattern(beginnings: str) -> re.Pattern[str]:
    return re.compile("|".join(beginnings.split()))


_PATTERNS = tuple((kind, _pattern(beginnings)) for kind, beginnings in _KINDS.items())


@lru_cache(maxsize=20_000)
def _kinds(word: str) -> tuple[str, ...]:
    return tuple(kind for kind, pattern in _PATTERNS if pattern.match(word))


def clues(own: str, offered: int, chances: Mapping[str, float]) -> Features:
    """What speaks for each wish: the model's opinion (as log odds), kinds of words, and how many days are offered.

    `own` are the writer's own folded words, a sentence on each line.
    """
    found = {f"model:{name}": _log_odds(chance) for name, chance in chances.items()}
    found[f"dagen:{min(offered, _MOST_OFFERED)}"] = 1.0
    sentences = [line for line in own[:_EXAMINED].split("\n") if line.strip()]
    for number, sentence in enumerate(sentences):
        found |= dict.fromkeys(_told(sentence, first=number < _FIRST), 1.0)
    return found


def _told(sentence: str, *, first: bool) -> Iterator[str]:
    """The kinds in a sentence, alone and in pairs; apart in a question, and in the first sentences."""
    there = sorted({kind for word in _WORD.findall(sentence)[:_MOST_WORDS] for kind in _kinds(word)})
    yield from (f"woord:{kind}" for kind in there)
    yield from (f"samen:{one}+{other}" for one, other in combinations(there, 2))
    if sentence.rstrip().endswith("?"):
        yield "vraag"
        yield from (f"vraag:{kind}" for kind in there)
    if first:
        yield from (f"eerst:{kind}" for kind in there)


def _log_odds(chance: float) -> float:
    kept = min(max(chance, _LEAST), 1 - _LEAST)
    return math.log(kept / (1 - kept))
