"""Who writes: the bestuurder, somebody of the employer, a third person or a machine.

Nothing in a mail proves it, so clues are weighed. A clue is something a reader can point at ("signs as secretaresse",
"speaks of our burgemeester"); its weights say how much it speaks for each kind.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from casework.messages import Automatic, Message
from casework.people import SenderKind
from nlp.form.functions import Mention, Stance
from nlp.form.source import Source
from nlp.form.spotting import Spotter, listed
from nlp.form.weighing import weights
from nlp.text import fold, words


@dataclass(frozen=True, slots=True)
class Case:
    """What a clue may look at. `name` and `local` (the part of the address before @) are folded.

    `inside` is true when the mail domain is that of a body.
    """

    message: Message
    source: Source
    mentions: list[Mention]
    name: str
    local: str
    inside: bool


#: The file with the learned weights.
WEIGHTS = "afzender"
_MOST_WORDS, _EDGE = 300, 8


@dataclass(frozen=True, slots=True)
class Count:
    """The clues, and the kind of sender that gets most points of them with the lead over the next."""

    kind: SenderKind
    lead: int
    clues: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Vote:
    """Who writes, how sure that is (a share: 0.5 is a toss-up with the next kind, 1 is certain), and the clues."""

    kind: SenderKind
    share: float
    clues: tuple[str, ...]

    @property
    def strong(self) -> bool:
        """True for strong evidence, false for a guess."""
        return self.share >= _STRONG


_SURE = 1.0
#: From this share on, 97 of 100 votes were right on messages of authors the weights were not made on.
_STRONG = 0.9

_SYSTEM_ADDRESS = re.compile(
    r"no-?reply|do-?not-?reply|niet-?beantwoorden|mailer-?daemon|postmaster|nieuwsbrief|^nieuws$|newsletter|"
    r"quarantaine|"
    r"bounces?$|notificat\w*|automaat|knipsels?|alert"
)
_SYSTEM_SUBJECT = re.compile(
    r"^\W*(?:automatisch (?:antwoord|bericht)|automatic reply|auto-?reply|out of (?:the )?office|"
    r"afwezig(?:heid\w*)?\b|ofwezich|"
    r"undeliver\w+|niet-?besteld|niet-?bestelbaar|mislukte? (?:bezorging|aflevering)|delivery (?:status|failure)|"
    r"mail delivery|"
    r"gelezen:|read:|ongelezen verwijderd|nieuwsbrief|weekoverzicht|knipselkrant|"
    r"leesbevestiging|ontvangstbevestiging|recall:|intrekken van bericht)"
)
_SYSTEM_TEXT = re.compile(
    r"dit (?:bericht|antwoord|is een) (?:is )?automatisch\w*|automatisch (?:verzonden|gegenereerd|bericht|antwoord)|"
    r"this is an automat|u kunt niet op deze mail|dit nummer ontvangt geen|afwezigheidsbericht|"
    r"uitschrijven\?|afmelden\?|\| ?afmelden|afmelden ?\||bekijk (?:dit bericht )?online|unsubscribe|"
    r"klik hier om (?:u )?af te melden|u ontvangt deze (?:krant|nieuwsbrief|mail) omdat|"
    r"\bis gelezen op\b|zonder te zijn gelezen|could not be delivered|niet worden (?:afgeleverd|bezorgd)"
)
_MACHINE_WORDS = listed(
    "unsubscribe online automatisch automat automatic automatically gelezen afmelden uitschrijven afgeleverd bezorgd "
    "delivered ontvangt afwezigheidsbericht"
)

_OFFICE_NAME = re.compile(
    r"\b(?:\w*secretaria?at\w*|secr|\w*griffie|kabinet\w*|gemeente|provincie|waterschap|team|afdeling|bureau|dienst|"
    r"\w*zaken|"
    r"communicatie\w*|voorlichting|inkoop\w*|facilitair\w*|receptie|bodedienst|bodes|archief\w*|beheer|control|"
    r"\w*control|oov|"
    r"crisisbeheersing|p&o|hr|college|b&w|directie\w*|mailbox|klachten\w*|office|cabinet|department|unit|bureau|"
    r"council|"
    r"protocol|secretary|registry|coordination|procurement|personeelszaken|\w*secretaris|griffier|beveiliging|"
    r"kcc|webteam|raadsgriffie|omgevingsdienst|bestuursdienst|plv|stafbureau|chef|executive)\b"
)
_OFFICE_LOCAL = re.compile(
    r"(?:^|[._-])(?:\w*secretariaat\w*|secretaris|\w*griffie\w*|kabinet|cabinet|info|bestuur\w*|communicatie|"
    r"pers\w*|inkoop|"
    r"facilitair|college|gemeente|raad|archief|receptie|office|protocol|registry|planning|procurement|tender|"
    r"culture|council|"
    r"klachten|control|oov|crisis|hr|p-?en-?o|p&o|dir\w*sec\w*|bodes?|secretary|\w*zaken|veiligheid|beveiliging|"
    r"agenda\w*)(?:$|[._-])"
)
_TITLE_NAME = re.compile(
    r"^(?:de )?(?:wethouder|weth|wdh|wh|burgemeester|bgm|raadslid|statenlid|gedeputeerde|dijkgraaf|heemraad|"
    r"hoogheemraad|"
    r"commissioner|deputy|mayor|alderman|councillor|governor|gezaghebber|gs-lid|ab-lid|db-lid|loco)\b|"
    r"\b(?:wethouder|raadslid|burgemeester|statenlid|heemraad)$"
)
_FUNCTION_LOCAL = re.compile(
    r"(?:^|[._-])(?:burgemeester|wethouder|dijkgraaf|gedeputeerde|raadslid|mayor|commissioner)(?:$|[._-])"
)
_ROLE = re.compile(
    r"\b(?:\w*secretaresse|\w*secretaris|\w*secretariaat|(?:raads|staten|commissie|plv\.? |"
    r"plaatsvervangend )?\w*griffi(?:er|e)|"
    r"griffiemedewerk\w+|(?:bestuurs|beleids|senior |juridisch |concern)?(?:adviseur|medewerk(?:er|ster))|assistent\w*|"
    r"kabinet\w*|oov|chef|communicatie\w*|facilitair\w*|inkoop\w*|bedrijfsvoering|archivaris|archief\w*|bode|"
    r"teamleider|afdeling\w*|coordinator|hoofd|ambtenaar|controller|p&o|hr|personeelszaken|jurist|"
    r"bestuursondersteun\w*|support|staf\w*|crediteuren\w*|"
    r"secretary|assistant|receptionist\w*|receptie|reseptie|chief of staff|clerk|registrar|records|legal|desk officer|"
    r"office manager|cabinet|office of|procurement|namens (?:de|het|burgemeester|wethouder|college|onze|mijn)|"
    r"telefonist\w*|portier|beveiligingscoordinator|voorlichter|woordvoerder|directeur|bestuursdienst|kcc|team \w+)\b"
)
_ROLE_SAID = Spotter(
    "ik ben|ik bin|ik am|ik werk|i am|i'm|i work|als |as |met ",
    r"(?:\b(?:ik|i|'k)\s+(?:ben|am|bin|werk|work)|\bi'm|\bals|\bas|\bmet)\s+(?:hier\s+|here\s+)?(?:\b(?:de|een|het|"
    r"the|a|an|bij|van|op|"
    r"for|at|from|his|her|zijn|haar|acting|nieuwe|plv\.?|mijn|our|vanuit)\s+){0,3}(?:\w*secretaresse|"
    r"\w*secretariaat|secr\.?|"
    r"secretary|receptionist\w*|receptie|reseptie|griffie\w*|kabinet\w*|chef|bode|ambtenaar|adviseur|medewerk\w+|"
    r"management assistant|assistent\w*|assistant|personal assistant|\w*secretaris|chauffeur|contactpersoon|"
    r"aanspreekpunt|concerncontroller|"
    r"telefoniste?|woordvoerder|archivist|front desk|hr-?\w*|oov\b\w*|teamleider|coordinator|beleids\w+)\b",
)
#: A chat that opens with the desk it comes from, or ends with it: "Secr. wethouder Laren: ...", "groet griffie".
_ROLE_START = re.compile(
    r"^\W*(?:(?:goe\w+|hoi|hallo|dag|hi|hello|good \w+|met)\b[\s,.!]*)?(?:[a-z'-]+, )?(?:het |de |"
    r"the )?(?:secr\b\.?|\w*secretariaat|\w*griffie|kabinet|cabinet|"
    r"(?:\w+ )?front desk|driver of|receptie|bode|oov|college|communicatie|gem\. |gemeente |\w+ cabinet|bm (?!hier)|"
    r"gedep)|"
    r"\b(?:groet\w*|gr\.?|mvg|team|policy team)(?: van)?(?: de| het)? (?:\w*griffie|secretariaat|kabinet|"
    r"communicatie|bodes?|oov|policy)|\bpolicy team\b"
)
_OFFICIAL = (
    r"(?:(?:loco|waarnemend|nieuwe|new|acting|island|deputy|lt\.?)[ -]\s*)*(?:burgemeester|wethouders?|"
    r"gedeputeerden?|dijkgraaf|"
    r"heemra(?:ad|den)|hoogheemraad|bestuurders?|commissaris|cdk|gezaghebber|governor|commissioners?|mayor|alderman|"
    r"deputy|"
    r"raadslid|raadsleden|statenlid|statenleden|portefeuillehouder|secretaris|griffier|boargemaster|wethalder|"
    r"councillor)"
)
_OUR_OFFICIAL = Spotter(
    "onze |ons |us |our |mijn |een van |beide |both ",
    rf"\b(?:onze|ons|us|our|mijn|een van onze|een van de|beide|both) {_OFFICIAL}\b",
)
_FOR_OFFICIAL = Spotter(
    "namens |on behalf of |voor |behalve |aanmelding van |opgave ",
    rf"\b(?:namens|on behalf of|voor|voor de agenda van|behalve|aanmelding van|opgave|namens de) (?:de |het |onze |"
    rf"the |mevrouw |de heer )?"
    rf"(?:{_OFFICIAL}|college)\b",
)
_OFFICIAL_DOES = Spotter(
    "de |the |loco|waarn|nieuwe |new |acting |island |deputy|lt|burg|weth|gedep|dijk|heem|hoog|best|comm|cdk|"
    "gezag|gov|mayor|alder|raad|stat|port|secr|grif|boarg|counc",
    rf"\b(?:(?:de|the) )?{_OFFICIAL}(?: \w+)? (?:is|wil|heeft|vraagt|verzoekt|kan|stelt|zit|wenst|zelf|wacht|krijgt|"
    rf"kreeg|vindt|zegt|"
    r"akkoord|has|wants|would|wishes|asks|proposes|agrees|will|ontving|gaat|laat|werd|wordt|signs|received)\b",
)
_HOME = Spotter(
    "mijn |mn |m'n |myn |mien |my |bij mij|bij ons|ons huis|onze |our |ik wo|wij wo|we wo|ben alleen|"
    "ik ben thuis|at my |for me at",
    r"\b(?:mijn|mn|m'n|myn|mien|my) (?:\w+ )?(?:man|vrouw|partner|kinderen|kind|dochter|zoon\w*|gezin|huis|woning|"
    r"adres|voordeur|achterdeur|"
    r"oprit|tuin|auto|brievenbus|erf|stal|fiets|moeder|vader|ouders|zus|broer|schuur|raam|keuken\w*|slaapkamer\w*|"
    r"deur|straat|naam|"
    r"telefoon|nummer|foto|hond|kat|wife|husband|kids|children|daughter|son|house|home|door|car|garden|driveway|"
    r"name|phone|mother|"
    r"family|street|window|gate|mobile|number|raadswerk|portefeuille|benoeming|installatie|werkkamer|heit|mem|hus|"
    r"doar|kachó|kas)\b|"
    r"\b(?:bij (?:mij|ons)(?: \w+)? (?:thuis|op de mat|aan huis|aan de deur|op de stoep|voor de deur)|ons huis|"
    r"onze (?:woning|voordeur|achterdeur|oprit|tuin|kinderen|dochter|"
    r"zoon|jongste|oudste|brievenbus|straat|schuur|poort|auto|deur|hond|keuken\w*)|our (?:house|home|kids|daughter|"
    r"son|door|driveway|garden|street)|"
    r"(?:ik|wij|we) wo(?:on|nen)|ben alleen thuis|ik ben thuis|at my (?:door|house|home)|for me at home)\b",
)
_AT_ME = Spotter(
    "achter|volg|bedreig|bel|filmt|mailt|appt|kent|noemt|raakte|sloeg|stuurde|dreigt|weten |mij |me |ik wor|"
    "ik wer|word ik|heb ik|kreeg ik|krijg ik|ik kreeg|following me|threatened|sent me|told me|behind me|"
    "op mijn|tegen mij|ben ik bang|voel ik|ik durf",
    r"\b(?:(?:achtervolgt|volgt|volgen|bedreigt|bedreigen|belt|bellen|filmt|mailt|appt|kent|noemt|raakte|sloeg|"
    r"stuurde|dreigt|weten) (?:\w+ )?"
    r"(?:mij|me)|(?:mij|me) (?:\w+ )?(?:aangesproken|bedreigd|gevolgd|geslagen|opgewacht|afmaken|doodschieten)|"
    r"achter m[ei]j? aan|"
    r"ik word|ik werd|word ik|heb ik (?:gekregen|ontvangen)|kreeg ik|krijg ik|ik kreeg|following me|threatened me|"
    r"sent me|told me|"
    r"behind me|op mijn (?:werk|telefoon)|tegen mij|ben ik bang|voel ik me|ik durf)\b",
)
_PARTNER = Spotter(
    "mijn |mn |m'n |my |mien |me |man |vrouw |partner |echtgeno|dochter |zoon |zus |broer |moeder |vader |"
    "buurvrouw |buurman |husband |wife |daughter |son |neighb|spouse |buren |haar |zijn |his |her |getrouwd|"
    "married to|because |ik ben ",
    r"\b(?:mijn|mn|m'n|my|mien|me) (?:(?:ex-?)?(?:man|vrouw|partner|echtgeno(?:te|ot)|vader|moeder|zoon|dochter|zus|"
    r"broer|buurman|buurvrouw|baas|"
    r"schoonvader|schoonzoon|schoonmoeder|schoondochter|tante|oom|vriend|vriendin|husband|wife|father|mother|"
    r"neighbou?r|sister|brother|boss|heit|mem|pa|ma|opa|oma|frou|vrou))"
    rf"(?:,? (?:\w+[.,]? ){{0,3}}?)(?:is|zit|was|werd|wordt|als|has been|the|de|"
    rf"\()\s*(?:\w+ ){{0,4}}?(?:{_OFFICIAL}|raad|college|staten|politic\w*|council|bestuur)\b|"
    rf"\b(?:man|vrouw|partner|echtgeno(?:te|ot)|dochter|zoon|zus|broer|moeder|vader|buurvrouw|buurman|husband|wife|"
    rf"daughter|son|neighbou?r|spouse|buren|echtgeno\w+) "
    rf"(?:van|vd|v\.d\.|v|of|to)(?: de| het| the| een| a| onze)? (?:\w+ ){{0,2}}?(?:{_OFFICIAL}|\w+ \()|"
    r"\b(?:mijn|my|mn) (?:man|vrouw|husband|wife) (?:wil|will|weet|weigert|zegt|doesn't|does not|kan|zou|would|"
    r"heeft|has)\b|"
    r"\b(?:haar|zijn|his|her) (?:man|vrouw|partner|dochter|zoon|husband|wife) (?:hier|here)|getrouwd met|married to|"
    r"because (?:he|she|my husband) will not|"
    r"ik ben (?:de |zijn |haar )?(?:man|vrouw|dochter|zoon|buurvrouw|buurman|partner|zus|broer|moeder|vader) ",
)
_KIN = Spotter(
    "mijn |mn |m'n |my |mien |me |onze |our |us |de |haar |zijn |his |her |met de |au pair|oppas|huisgenoot|"
    "housemate|nanny|buurman|buurvrouw|neighb",
    r"\b(?:mijn|mn|m'n|my|mien|me|onze|our|us|de|haar|zijn|his|her|met de) (?:\w+ )?(?:man|vrouw|frou|partner|"
    r"echtgeno\w+|vader|moeder|pa|ma|papa|mama|pap|mam|zus\w*|broer\w*|"
    r"schoon\w+|oom|tante|opa|oma|neef|nicht|vriend\w*|buurman|buurvrouw|buren|verloofde|husband|wife|father|mother|"
    r"dad|mum|mom|uncle|aunt|"
    r"neighbou?rs?|boyfriend|girlfriend|fiance\w*)\b|\b(?:au pair|oppas|huisgenoot|housemate|nanny|buurman|"
    r"buurvrouw|neighbou?r)\b",
)
_THAT_OFFICIAL = Spotter(
    "die |dat |deze |dien |that |zo'n |dit |tegen de |je |jullie |your ",
    rf"\b(?:die|dat|deze|dien|that|zo'n|dit|tegen de|je|jullie|your) (?:\w+ )?{_OFFICIAL}\b",
)
_OUTSIDER = Spotter(
    "journal|redact|verslagg|krant|podcast|student|scriptie|afstud|stag|phd|onderzoek|offerte|factuur|vrijblij|"
    "aanbied|ons bedrijf|wij lever|leverancier|vacature|sollicit|boek over|roman|toneel|verenig|sticht|theater|"
    "inwoner|als burger|bewoner|buurtbew|vertegenw|actiegroep|werkgroep|huurder|klant|abonn|our company|quote|"
    "reporter|interview|enquete|vragenlijst|congres|webinar|politie|wijkagent|recherche|monteur|erkend|"
    "prijsvraag|korting|gratis|bestelling|pakket|uw bestel|research|thesis|documentary",
    r"\b(?:journalist\w*|redactie|verslaggever|redacteur|krant|podcast|student\w*|scriptie|afstudeer\w*|stage\b|"
    r"stagiair|phd|onderzoek naar|offerte|"
    r"factuur|vrijblijvend|aanbieding|ons bedrijf|wij leveren|leverancier|vacature|sollicit\w+|boek over|roman|"
    r"toneel\w*|vereniging|stichting|theater|"
    r"inwoner|als burger|bewoner|buurtbewoner|vertegenwoordiger|actiegroep|werkgroep|huurder\w*|klant|abonnement|"
    r"our company|quote|"
    r"journalist|reporter|interview|enquete|vragenlijst|congres\w*|webinar|politie-?eenheid|wijkagent|recherche|"
    r"monteur\w*|erkend bedrijf|"
    r"prijsvraag|korting|gratis|bestelling|pakket|uw bestelling|researcher|thesis|documentary)\b",
)
_HOSTILE = Spotter(
    "jullie |uw |zeg|laat h|tell |gewaarsch|wij weten|we weten|wij hebben|we hebben|ik weet|wij komen|we komen|"
    "zullen we|krijgt nog|zijn tijd|haar tijd|u zult|bemoei|verrader|traitor|beschermen|die lui|die vent|"
    "dat wijf|prutser|ik hoop|weten we|zijn kent|zn kent|slaap lek|die adv|bespaar|doe h|he goes|you pe|you pr|"
    "parasi|geen camera|volk |heren beveil|geachte beveil|u zijn|u gaan|u bent|u gaat|u beveil|u besch",
    r"\b(?:jullie (?:adviseur\w*|mannetje\w*|collega\w*|klant\w*|soort|burgemeester|wethouder|vriendje)|"
    r"uw (?:adviseur|inspecteur|klant)|zeg (?:maar )?(?:tegen|dat|haar|hem)|"
    r"laat hem|laat haar|tell (?:your|the|her|him|them)|gewaarschuwd|(?:wij|we) (?:weten|hebben (?:zijn|haar|uw|"
    r"het))|ik weet waar|wij komen|we komen|"
    r"zullen we (?:hem|haar)|krijgt nog|zijn tijd|haar tijd|u zult|bemoei\w*|verrader\w*|traitors?|"
    r"jullie beschermen|beschermen jullie|"
    r"jullie helpen|(?:jullie|u) (?:zijn|gaan|bent|gaat|beveiligen|beveiligt|beschermt) toch|die lui|die vent|"
    r"dat wijf|prutser|ik hoop dat|weten we|we weten|zijn kenteken|zn kenteken|slaap lekker|die adviseur van jullie|"
    r"bespaar|doe (?:haar|hem) de groeten|he goes home|you people|you protect|parasiet|parasite|geen camera\w*|"
    r"volk vergeet niet|heren beveiligers|geachte beveiligers)\b",
)
_ANONYMOUS = re.compile(
    r"^\W*(?:onbekend|anoniem|anonymous|unknown|nobody|niemand|islander|-|bezorgde|een |boer\b|burger|bewoner|"
    r"patriot|free\b|volk|stem van)|\d{5}"
)
_PERSON_NAME = re.compile(r"^(?:[a-z]\.?\s?){0,4}[a-z'][\w'.-]*(?:\s+[\w'.-]+){1,5}$")
_HIS_HOME = Spotter(
    "bij hem|bij haar|zijn |haar |his |her |hun |hij |zij |ze |he |she ",
    r"\b(?:bij (?:hem|haar)(?: \w+)? (?:thuis|voor de deur)|(?:zijn|haar|his|her|hun) (?:huis|woning|voordeur|auto|"
    r"oprit|brievenbus|kinderen|dochter|zoontje|stoep|"
    r"house|home|car|porch|door|wife|husband|desk|bureau|agenda|residence))\b|\b(?:hij|zij|ze|he|she) (?:zelf|"
    r"wil zelf|himself|herself|vindt dat)\b",
)
_WE_OF_BODY = Spotter(
    "wij als|als werkg|ons coll|onze |bij de|bij onze|vanuit |binnen |our |werkgeversg|aan ons|naar ons|"
    "managementt|mt|raadsinfo|raamc",
    r"\b(?:wij als (?:werkgever|gemeente)|als werkgever|ons college|onze (?:organisatie|medewerkers|gemeente|balie|"
    r"receptie\w*|inkoper|afdeling|mailbox|portier)|"
    r"(?:bij|vanuit|binnen) (?:de|onze) (?:gemeente|griffie|provincie|organisatie)|our (?:office|staff|organisation|"
    r"receptionist\w*|council|island)|"
    r"werkgeversgesprek|(?:aan|naar) ons als werkgever|managementteam|mt\b|raadsinformatiebrief|raamcontract)",
)
_HELPER_SELF = Spotter(
    "griffier|gemeentes|secretaris|als g|valt |mag |kan |geldt ",
    r"\b(?:griffier|gemeentesecretaris|secretaris)\b[^.\n]{0,25}\b(?:zelf|ook)\b|\bals (?:gemeentesecretaris|"
    r"griffier)\b[^.\n]{0,40}\b(?:ik|mij|val|kan)\b|"
    r"\b(?:valt|mag|kan|geldt) (?:\w+ ){0,4}(?:griffier|gemeentesecretaris)\b",
)
_COLLEAGUE = Spotter(
    "geachte |beste |waarde |dag |hoi |ha |hallo |dear |collega|colleague|ter info|ter kenn|t.k.n",
    r"\b(?:geachte|beste|waarde|dag|hoi|ha|hallo|dear)\s+(?:collega|colleague)|(?<=\n)colleg|(?<=\n)colleague|"
    r"\b(?:ter informatie|ter kennisname|t\.k\.n|ter info)\b",
)
_FIRST = listed("ik mijn mij me m mn i my ikzelf mezelf")

_Clue = Callable[[Case], bool]


def _words(pattern: Spotter) -> _Clue:
    return lambda case: pattern.search(case.source.folded, case.source.index) is not None


def _self(case: Case) -> bool:
    return any(one.stance is Stance.SELF and not one.helper for one in case.mentions)


def _self_helper(case: Case) -> bool:
    return any(one.stance is Stance.SELF and one.helper for one in case.mentions)


def _concerned(case: Case) -> bool:
    return any(one.stance is Stance.CONCERNED and not one.helper for one in case.mentions)


def _kin(case: Case) -> bool:
    return _concerned(case) and not _self(case) and _KIN.search(case.source.folded, case.source.index) is not None


def _ending(case: Case) -> list[str]:
    """The last lines, where a signature stands."""
    return [line for line in case.source.folded[-_TAIL:].split("\n") if line.strip()][-5:]


def _starts_with_role(case: Case) -> bool:
    body = case.source.folded[case.source.first :]
    return _ROLE_START.search(body[:_OPENING]) is not None or _ROLE_START.search(body[-_OPENING:]) is not None


def _named_as_address(case: Case) -> bool:
    """The first word of the name is the address: facilitair@, archief@."""
    first = case.name.split(" ")[0]
    return len(first) > 3 and case.local.startswith(first) and not case.local.startswith(case.name.replace(" ", ""))  # noqa: PLR2004 - "jan" is a name


_OFFICE_DOMAIN = re.compile(r"griffie|kabinet|secretariaat|ambtelijk|concern|bestuurszaken")
_ANSWER = re.compile(r"^\W*(?:re|antw|aw|betr)\s*:|\b(?:wvb|wb)-\d{2,4}-\d+", re.IGNORECASE)


def _domain(case: Case) -> str:
    return (case.message.sender.email or "").rpartition("@")[2].lower()


def _answers(case: Case) -> bool:
    return case.message.in_reply_to is not None or _ANSWER.search(case.message.subject or "") is not None


def _chat(case: Case) -> bool:
    return not case.message.sender.email


def _signs_role(case: Case) -> bool:
    short = "\n".join([line for line in _ending(case) if len(line) < _SIGNATURE_LINE])
    return _ROLE.search(short) is not None


_SIGNATURE_LINE = 70
_OPENING = 70
_TAIL = 600


def _outside(case: Case) -> bool:
    return bool(case.message.sender.email) and not case.inside


def _nobody(case: Case) -> bool:
    return not any(one.stance is not Stance.GENERIC for one in case.mentions)


#: Clues by name, with the points they give for bestuurder, werkgever and derde.
_CLUES: tuple[tuple[str, _Clue, tuple[int, int, int]], ...] = (
    ("noemt de eigen functie", _self, (12, -6, -6)),
    ("noemt zich griffier of secretaris", _self_helper, (0, 3, -3)),
    ("spreekt van een bestuurder", _concerned, (-5, 2, 2)),
    ("noemt geen functie", _nobody, (2, -3, 1)),
    ("griffier of secretaris over zichzelf", lambda case: _self_helper(case) and not _concerned(case), (3, -4, 1)),
    ("een helper zelf", _words(_HELPER_SELF), (2, -6, 4)),
    ("collega", _words(_COLLEAGUE), (-4, 6, -1)),
    ("titel in de naam", lambda case: bool(_TITLE_NAME.search(case.name)), (5, -3, -3)),
    ("naam van een afdeling", lambda case: bool(_OFFICE_NAME.search(case.name)), (-8, 9, -1)),
    ("adres van een afdeling", lambda case: bool(_OFFICE_LOCAL.search(case.local)), (-7, 4, 3)),
    ("adres van een ambt", lambda case: bool(_FUNCTION_LOCAL.search(case.local)), (1, 0, -1)),
    ("adres bij de organisatie", lambda case: case.inside, (4, 6, -10)),
    ("adres elders", _outside, (-5, -5, 10)),
    ("adres elders, geen functie", lambda case: _outside(case) and _nobody(case), (-2, -1, 3)),
    ("van binnen over een bestuurder", lambda case: case.inside and _concerned(case) and not _self(case), (-1, 4, -3)),
    ("chat over een bestuurder", lambda case: _chat(case) and _concerned(case) and not _self(case), (3, -1, -2)),
    ("chat zonder functie", lambda case: _chat(case) and _nobody(case), (2, -4, 2)),
    ("van binnen zonder functie", lambda case: case.inside and _nobody(case), (2, 2, -4)),
    ("opent met een werkgeversrol", _starts_with_role, (-6, 11, -5)),
    ("naam is adres", _named_as_address, (3, -1, -1)),
    ("domein van een afdeling", lambda case: _OFFICE_DOMAIN.search(_domain(case)) is not None, (-5, 6, -2)),
    ("antwoordt in een lopende zaak", _answers, (3, 1, -4)),
    ("antwoordt van elders", lambda case: _outside(case) and _answers(case), (-1, 3, -2)),
    ("naam van een mens", lambda case: bool(_PERSON_NAME.match(case.name)), (2, -1, 0)),
    ("zonder naam", lambda case: bool(_ANONYMOUS.search(case.name)), (-3, -2, 5)),
    ("ondertekent met een werkgeversrol", _signs_role, (-4, 8, -4)),
    ("stelt zich voor met een werkgeversrol", _words(_ROLE_SAID), (-3, 1, 2)),
    ("onze bestuurder", _words(_OUR_OFFICIAL), (-3, 7, -4)),
    ("voor een bestuurder", _words(_FOR_OFFICIAL), (-4, 5, -1)),
    ("de bestuurder doet iets", _words(_OFFICIAL_DOES), (-5, 5, 0)),
    ("eigen huis of gezin", _words(_HOME), (5, -8, 2)),
    ("overkomt de schrijver", _words(_AT_ME), (4, -1, -3)),
    ("familie of buur", _words(_PARTNER), (-5, -3, 8)),
    ("buitenstaander", _words(_OUTSIDER), (-5, -1, 6)),
    ("richt zich tegen", _words(_HOSTILE), (-5, -1, 6)),
    ("familielid en het ambt van een ander", _kin, (-4, -5, 8)),
    ("die bestuurder", _words(_THAT_OFFICIAL), (-1, 1, 0)),
    ("huis van een ander", _words(_HIS_HOME), (-5, 0, 4)),
    ("wij van de organisatie", _words(_WE_OF_BODY), (-4, 5, -2)),
    ("ik", lambda case: not _FIRST.isdisjoint(case.source.words), (4, -3, -1)),
)  # fmt: skip
#: Without any clue a stranger writes.
_START = (2, 0, -2)
_KINDS = (SenderKind.BESTUURDER, SenderKind.WERKGEVER, SenderKind.DERDE)


def vote(case: Case) -> Vote:
    """The kind of sender the clues and the words speak for; without the learned weights, the clues alone."""
    if _machine(case):
        return Vote(SenderKind.SYSTEEM, _SURE, ("automatisch bericht",))
    counted = count(case)
    if _signs_for_another(case):
        return Vote(SenderKind.WERKGEVER, _SURE, counted.clues)
    chances = weights(WEIGHTS).chances(features(case, counted))
    ranked = sorted(chances.items(), key=lambda one: -one[1])
    return Vote(SenderKind(ranked[0][0]), ranked[0][1] / (ranked[0][1] + ranked[1][1]), counted.clues)


#: "Namens mijn collega Fatima El Idrissi, raadslid in Almere, ... Groet, de griffier"
_SIGNED_ROLE = re.compile(
    r"\b(?:groet\w*|gr|mvg|regards)[\s,.]+(?:(?:de|het|the|uw)\s+)?(?:(?:raads|staten|bestuurs|gemeente)?(?:griffie|griffier|"
    r"secretaresse|secretariaat|secretaris)|clerk|secretary)\W*$"
)


_WRITES_FOR = re.compile(r"\b(?:namens|collega|on behalf of|colleague)\b")


def _signs_for_another(case: Case) -> bool:
    """Somebody who signs with a role of the employer and no name, and writes for a bestuurder that is somebody else."""
    folded = case.source.folded
    if not _concerned(case) or _self(case) or not _SIGNED_ROLE.search(folded[-_TAIL:]):
        return False
    return _WRITES_FOR.search(folded) is not None


def count(case: Case) -> Count:
    """The clues, and the kind of sender that gets most points of them."""
    found = [(name, points) for name, clue, points in _CLUES if clue(case)]
    totals = [sum(column) for column in zip(_START, *(points for _, points in found), strict=True)]
    ranked = sorted(zip(totals, _KINDS, strict=True), key=lambda one: -one[0])
    return Count(ranked[0][1], ranked[0][0] - ranked[1][0], tuple(name for name, _ in found))


def features(case: Case, counted: Count) -> dict[str, float]:
    """What the weights look at: clues, functions told, and the words of text, subject, name and address."""
    body = words(case.source.folded[case.source.first :])
    told = {f"ambt:{one.stance.name}": 1.0 for one in case.mentions}
    told |= {f"ambt:{one.stance.name}:{one.function.name}": 1.0 for one in case.mentions}
    named = {
        *(f"aanwijzing:{clue}" for clue in counted.clues),
        f"punten:{counted.kind.value}",
        *(f"w:{word}" for word in body[:_MOST_WORDS]),
        *(f"begin:{word}" for word in body[:_EDGE]),
        *(f"eind:{word}" for word in body[-_EDGE:]),
        *(f"{one} {two}" for one, two in pairwise(body[:_MOST_WORDS])),
        *(f"onderwerp:{word}" for word in words(case.source.folded[: case.source.first])),
        *(f"adres:{word}" for word in re.split(r"[._-]", case.local)),
        *(f"naam:{word}" for word in words(case.name)),
        *(f"domein:{word}" for word in _domain(case).split(".")[0].split("-")),
        *(f"deel:{part.kind.value}" for part in case.message.parts),
    }
    measures = {"voorsprong": min(counted.lead, 30) / 10, "lengte": min(len(body), 300) / 100}
    return told | dict.fromkeys(named, 1.0) | measures


def _machine(case: Case) -> bool:
    if case.message.automatic in (Automatic.AUTO_REPLY, Automatic.BOUNCE, Automatic.RECEIPT, Automatic.FEEDBACK):
        return True
    if _SYSTEM_ADDRESS.search(case.local) or _SYSTEM_ADDRESS.search(case.name):
        return True
    if _SYSTEM_SUBJECT.search(fold(case.message.subject or "")):
        return True
    return not _MACHINE_WORDS.isdisjoint(case.source.words) and bool(_SYSTEM_TEXT.search(case.source.folded))
