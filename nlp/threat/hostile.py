"""May the sender be the one who threatens? Then our answer tells nothing about what we do.

Read broadly, for to be wrong costs little: who asks for help gets the shorter answer, with the emergency number, the
police and our telephone in it all the same, and is called back. So whoever speaks as "I will" to "you", and not as
somebody to whom it was done, may be the threatener.
"""

from __future__ import annotations

import re

from casework.assessment import Alarm, Assessment
from casework.messages import Message, PartKind

#: Words of somebody to whom it happened, or who passes it on.
_SUFFERED = re.compile(
    r"\b(?:(?:ik|wij|we|hij|zij|ze|men|i|we|he|she|they) (?:word|worden|wordt|werd|werden|ben|zijn|is|was|voel|durf"
    r"|am|are|is|was|were|have been|has been|feel)\b[^.\n]{0,40}\b(?:bedreigd|bedreiging|lastiggevallen|gestalkt"
    r"|gevolgd"
    r"|achtervolgd|geïntimideerd|bang|onveilig|threatened|harassed|stalked|followed|afraid|scared|unsafe)"
    r"|(?:bedreigd|bedreigingen|bedreiging|dreigbrief|dreigmail|kogelbrief|melding|aangifte|politie|threats?|police)\b"
    r"|belde|appte|mailde|schreef|stuurde|zei|riep|kreeg|sent|wrote|said|called|texted"
    r"|(?:ik|wij|we|i) (?:kregen|krijg|ontving|ontvingen|vond|vonden|zag|zagen|got|received|found|saw)\b"
    r"|(?:mijn|onze|ons|my|our) (?:huis|woning|deur|voordeur|brievenbus|auto|gezin|kinderen|partner|vrouw"
    r"|man|vader|moeder"
    r"|wethouder|burgemeester|raadslid|gedeputeerde|bestuurder|collega|house|home|door|letterbox|car|family|children|wife"
    r"|husband|councillor|mayor)\b)",
    re.IGNORECASE,
)
#: Words of somebody who speaks to whom it is meant for.
_AT_YOU = re.compile(r"\b(?:je|jij|jou|jouw|jullie|u|uw|you|your|yours|dy|bo)\b", re.IGNORECASE)


def may_be_threatener(message: Message, assessment: Assessment) -> bool:
    """True when the threat stands in own words, is said to somebody, and is not told of as suffered."""
    if assessment.alarm is Alarm.NO:
        return False
    own = {PartKind.NEW, PartKind.SUBJECT}
    if not any(item.part in own and _AT_YOU.search(item.text) for item in assessment.evidence):
        return False
    text = "\n".join(part.text for part in message.parts if part.kind in own)
    return _SUFFERED.search(f"{message.subject or ''}\n{text}") is None
