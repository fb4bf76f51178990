"""What the writer wants in a running case: the model's opinion beside other clues, or simple rules without it.

None when unsure.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from casework.assessment import Intent
from nlp import wishes
from nlp.form.weighing import weights

#: In order: what costs most when missed comes first.
_RULES: tuple[tuple[Intent, str], ...] = (
    (Intent.WITHDRAW, (
        r"intrek\w+|trek\w* .{0,40}\b(?:in|terug)\b|zie\w* .{0,30}\baf van\b|afzien|"
        r"stop\w* .{0,20}aanvraag|niet meer nodig|withdraw|hoeft niet meer|kunt .{0,30}(?:sluiten|"
        r"afsluiten|stopzetten)"
    )),
    (Intent.RESCHEDULE_APPOINTMENT, (
        r"verzet\w*|verplaats\w* .{0,60}|verschui\w+|andere (?:datum|dag|tijd)|ander moment|"
        r"uitstel\w*|resched\w+|move (?:the|our) (?:appointment|visit)|ferset\w*"
    )),
    (Intent.CANCEL_APPOINTMENT, (
        r"afzeg\w+|zeg .{0,40}\baf\b|annul\w+|gaat niet door|kan niet doorgaan|cancel\w*|vervalt|"
        r"afgezegd"
    )),
    (Intent.REJECT_REPORT, (
        r"niet akkoord|geen akkoord|niet delen|nog niet (?:delen|doorsturen|naar)|afkeur\w*|"
        r"keur .{0,30}niet goed|oneens|do not share|don't share|not approve|maak bezwaar|klopt niet|"
        r"fout(?:en)? in het (?:rapport|advies)"
    )),
    (Intent.REQUEST_EXPLANATION, (
        r"toelicht\w*|uitleg\w*|leg\w* .{0,20}uit|explain\w*|explanation|telefonisch doornemen|"
        r"wie kan .{0,30}vertellen"
    )),
    (Intent.APPROVE_REPORT, (
        r"(?:akkoord|ga akkoord|goedkeur\w*|keur .{0,20}goed|toestemming|instem\w*|"
        r"approve\w*).{0,80}(?:rapport|advies|delen|report|werkgever|gemeente|stuk|concept)|"
        r"(?:rapport|advies|report|concept).{0,60}(?:akkoord|goedgekeurd|prima|approved|mag (?:naar|"
        r"gedeeld))"
    )),
    (Intent.QUESTION_REPORT, (
        r"(?:vraag|vragen|onduidelijk|begrijp|snap|question|wat .{0,20}bedoel\w*).{0,120}(?:rapport|"
        r"advies|maatregel\w*|pagina|bijlage|report|measure)|(?:rapport|maatregel \d+|pagina \d+|"
        r"blz\.? ?\d+|report)[^?\n]{0,140}\?"
    )),
    (Intent.ASK_STATUS, (
        r"stand van zaken|nog (?:niets|niks|geen (?:reactie|antwoord|bericht|bevestiging))|"
        r"wanneer (?:hoor|krijg|kan ik|komt|horen|mag)|hoe (?:staat|ver) |status|herinnering|"
        r"heard (?:nothing|back)|any news|al \w+ (?:dagen|weken) (?:niets|geen)|still waiting"
    )),
    (Intent.SEND_ATTACHMENT, (
        r"bijlage|bijgevoegd|bijgaand|in de bijlage|hierbij (?:de|het|een) (?:plattegrond|foto\w*|"
        r"formulier|certificaat|document|stuk\w*|tekening|scan)|attached|attachment|zie foto"
    )),
    (Intent.CONFIRM_APPOINTMENT, (
        r"(?:prima|akkoord|uitstekend|past|schikt|genoteerd|bevestig\w*|staat in de agenda|"
        r"in de agenda gezet|tot (?:dan|maandag|dinsdag|woensdag|donderdag|vrijdag)|"
        r"komt (?:goed )?uit|that works|works for me|confirm\w*|see you|accepted|geaccepteerd|is goed)"
    )),
    (Intent.SUPPLY_DATA, (
        r"(?:mijn|nieuw|juiste|ontbrekende|het) (?:adres|telefoonnummer|nummer|postcode|gegevens|"
        r"huisnummer|e-mailadres)|gegevens|hierbij .{0,20}(?:nummer|adres)|u vroeg|my (?:address|"
        r"number)|u miste"
    )),
    (Intent.PROPOSE_APPOINTMENT, (
        r"(?:kan|kunnen|schikt|beschikbaar\w*|voorstel\w*|mogelijk\w*|liefst|agenda|data|datum|"
        r"available|could do|suit)"
    )),
)  # fmt: skip
_COMPILED = tuple((intent, re.compile(pattern)) for intent, pattern in _RULES)
_EXAMINED = 2_500
#: Below this chance there is no idea, and that is said.
_ENOUGH = 0.1


#: Offers that say themselves that no appointment stands yet, or say nothing but when somebody can.
_NONE_STANDS = re.compile(
    r"\b(?:nog geen afspraak|(?:graag|wil|willen) (?:\w+ ){0,2}een (?:eerste )?afspraak (?:te )?maken|"
    r"(?:like|want) to make an appointment)\b"
)
_ONLY_CAN = re.compile(
    r"\W*(?:(?:ik|wij|we) (?:kan|kunnen|kin|kinne)|i (?:could|can)(?: do)?)\b"
    r"(?:(?!\b(?:niet|net|not|wel|ook|pas|toch|liever|also|only)\b)[^.?!\n]){0,50}\W*"
)
#: "Pas dat eerst aan."
_FIRST_CHANGE = re.compile(r"\bpas (?:\w+ ){1,3}eerst (?:\w+ )?aan\b|\beerst (?:\w+ ){0,3}aan(?:passen|gepast)\b")


def _by_words(best: Intent, own: str, offered: int) -> Intent:
    """The likeliest wish, unless plain words tell the one beside it."""
    head = own[:_EXAMINED]
    if best is Intent.RESCHEDULE_APPOINTMENT and offered and (_NONE_STANDS.search(head) or _ONLY_CAN.fullmatch(head)):
        return Intent.PROPOSE_APPOINTMENT
    if best is Intent.QUESTION_REPORT and _FIRST_CHANGE.search(head):
        return Intent.REJECT_REPORT
    return best


def prepare() -> None:
    """Read the weights into memory, so that the first message does not wait for them."""
    weights(wishes.WEIGHTS)


def intent_of(own: str, chances: Mapping[str, float] | None = None, offered: int = 0) -> Intent | None:
    """The likeliest wish by the model's `chances` and other clues; without a model the first rule that fits.

    `own` are the writer's own folded words, `offered` how many days are offered in them.
    """
    if chances:
        weighed = weights(wishes.WEIGHTS).chances(wishes.clues(own, offered, chances))
        best = max(weighed, key=weighed.__getitem__)
        return _by_words(Intent(best), own, offered) if weighed[best] >= _ENOUGH else None
    head = own[:_EXAMINED]
    return next((intent for intent, pattern in _COMPILED if pattern.search(head)), None)
