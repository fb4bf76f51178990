"""An answer of a machine that says so nowhere: "Tot maart ben ik met verlof. Mijn vervanger is Loes."

Only when nothing else is said: each sentence is one that such answers hold, one of them says that somebody is away, and
another what to do meanwhile. Who is away and answers something as well is a person.
"""

from __future__ import annotations

import re

from bots.wording import any_of

#: Longer ones are read as what a person writes.
_LONGEST = 700
_SENTENCE = re.compile(r"(?<=[^\d][.!;])\s+|\n+")
_AWAY = re.compile(
    r"\b"
    + any_of(r"""
        (?:ben|zijn|is|bin|binne)\b.{0,60}\b(?:op|met|mei) (?:\w+ )?\w*(?:verlof|ferlof|vakantie|fakânsje)\b
        (?:ben|zijn|is|bin|binne)\b.{0,60}\b(?:afwezig|ôfwêzich)
        (?:ben|zijn|is|bin|binne)\b.{0,60}\b(?:niet|net) (?:op kanto+r|aanwezig|bereikbaar|berikber)
        (?:ben|zijn|is|bin|binne)\b.{0,60}\bonbereikbaar
        (?:werk|wurkje?)(?: (?:ik|wij))? (?:niet|net) op \w+
        (?:niet|net) (?:meer |mear )?werkzaam
        (?:am|'m|are|is|will be)\b.{0,60}\b(?:out of (?:the )?office|away|on (?:\w+ )?leave|on (?:holiday|vacation))
        (?:bin|sind|ist)\b.{0,60}\b(?:im urlaub|nicht im (?:büro|haus)|abwesend|nicht erreichbar|in elternzeit)
    """),
    re.IGNORECASE,
)
#: Who takes over, when mail is read again, and what happens to it.
_MEANWHILE = re.compile(
    any_of(r"""
        \bmijn (?:vervang(?:er|ster)|waarnemer|waarneemster)\b
        \b(?:neemt|nemen) (?:\w+ ){0,4}waar\b
        \bword(?:t|en)?\b.{0,30}\b(?:waargenomen|vervangen)\b
        \b(?:vervangt|vervangen) mij\b
        \b(?:bij|voor) (?:\w+ )?(?:spoed\w*|dringende?|urgente?)\b.{0,60}\b(?:bel\w*|mail\w*|contact|terecht|wend\w*)
        \b(?:uw|je|jouw|deze) (?:e-?)?(?:mail|bericht)\w* wordt (?:\w+ ){0,3}(?:gelezen|doorgestuurd|beantwoord)
        \b(?:lees|beantwoord|behandel) ik (?:uw|je|mijn|de|weer|dan) .{0,30}(?:mail|bericht|post)
        \b(?:kunt u|kun je|u kunt|je kunt) .{0,20}(?:contact op ?nemen met|terecht bij|(?:bellen|mailen) (?:met|naar))
        \bneem (?:\w+ )?contact op met\b
        \bmyn ferfang(?:er|ster)\b
        \b(?:by|foar) (?:driuwende|needsaken|urginte)\b
        \bjo (?:mail|berjocht) wurdt\b
        \bmeine? vertret(?:ung|er)\b
        \bin dringenden\b
        \b(?:ihre|deine) (?:e-?mail|nachricht) wird\b
        \bvertritt mich\b
        \bfor (?:urgent|pressing)\b
        \bmy (?:replacement|stand-in|deputy) is\b
        \byour (?:e-?mail|message) will (?:not )?be\b
        \b(?:please contact|in urgent cases)\b
    """),
    re.IGNORECASE,
)
#: Sentences that say nothing: a salutation, thanks for the mail, an ending, a name below it.
_SAYS_NOTHING = re.compile(
    r"^\W*"
    + any_of(r"""
        (?:beste|geachte|hallo|hoi|dag|goeden?\w+|l\.?s|dear|hi|hello|achte|goeie)(?: [\w.'-]+){0,5}
        (?:sehr geehrte\w*|guten tag)(?: [\w.'-]+){0,5}
        (?:\w+ )?(?:dank|bedankt|tank|thanks|thank you) (?:foar|voor|for|für) \w+ (?:(?:e-?)?mail\w*|bericht|berjocht)
        (?:thanks|thank you|\w+ dank) (?:for|für) \w+ (?:e-?mail|message|nachricht)
        (?:\w+ ){0,2}(?:groet(?:en|nis)?|gr|mvg|regards|grüßen|grüße)(?:,? [\w.'-]+){0,3}
        (?:fijne|prettige|noflike|schöne|happy) \w+(?: toegewenst)?
    """)
    + r"\W*$",
    re.IGNORECASE,
)
_PART_OF_NAME = r"(?:[A-Z\u00c0-\u00dd][\w.'-]*|van|de|den|der|ter|ten)"
_NAME = re.compile(
    rf"^\W*(?!(?i:ja|nee|no|oke?|prima|goed|graag|yes|fine|\w+day|\w+dag)\b)"
    rf"{_PART_OF_NAME}(?: {_PART_OF_NAME}){{0,4}}\W*$"
)
#: Such an answer has the subject of the mail that it answers, or is about being away.
_SUBJECT = re.compile(
    r"^\W*(?:re|antw|aw|sv)\s?:|\b(?:\w*verlof|afwezig\w*|\w*vakantie|niet (?:meer )?werkzaam|"
    r"niet (?:op kantoor|aanwezig|bereikbaar)|out of (?:the )?office|on leave|holiday|ferlof|fakânsje|ôfwêzich|"
    r"urlaub|abwesen\w*)\b",
    re.IGNORECASE,
)
#: What a person answers, also inside such a sentence.
_ANSWERS = re.compile(
    r"\?|\b"
    + any_of(r"""
        afspra\w+
        (?:huis)?bezoek
        gesprek
        (?:woning)?scan
        rapport
        advies\w*
        aanvra\w+
        akkoord
        (?:verzet|verplaats|annule|afzeg|afgezegd)\w*
        (?:niet|wel|ook) door
        liever
        pas(?:t)? (?:mij|me|het)
        kan (?:ik|het|wel|ook|dus|daarom)
        (?:be)?dreig\w*
        mijn (?:man|vrouw|partner|echtgenote?|zoon|dochter)
        maar
        appointment
        visit
        report
        termin
        but
    """)
    + r"\b",
    re.IGNORECASE,
)


def says_only_away(subject: str, text: str) -> bool:
    """True for an answer that tells that somebody is away, what to do meanwhile, and nothing else."""
    if not _SUBJECT.search(subject) or len(text) > _LONGEST or _ANSWERS.search(text):
        return False
    sentences = [one for one in _SENTENCE.split(text) if any(map(str.isalnum, one))]
    told = [one for one in sentences if not (_SAYS_NOTHING.match(one) or _is_name(one))]
    away = [bool(_AWAY.search(one)) for one in told]
    meanwhile = [bool(_MEANWHILE.search(one)) for one in told]
    return any(away) and any(meanwhile) and all(map(max, away, meanwhile))


def _is_name(sentence: str) -> bool:
    return _NAME.match(sentence) is not None
