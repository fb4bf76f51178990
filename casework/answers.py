"""What a reply in a running case leads to: an answer to a promise, data, a letter, or a task for a human. Pure.

Whatever is not plain is read by a human. What the case rests on (consent, a decision of the BVA, withdrawal) counts
only in plain words from an address that is known to be that person's own.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from casework.assessment import Intent
from casework.letters import LetterKind
from casework.lifecycle import CaseEvent, CaseState, Place, allows
from casework.obligations import ObligationKind
from casework.plain_words import Said

_K = ObligationKind
#: A reply that is longer says more than its intent.
_SHORT = 300


@dataclass(frozen=True, slots=True)
class Written:
    """A reply, as far as it matters here.

    `said`: what it says plainly. `length` in characters of the own new words, `asks`: there is a question mark in them.
    `own_address`: from the address that is known to be the bestuurder's own. `from_bva`: from that of the BVA.
    `version`: the version of the report of which it answers our letter, `newest`: the version that lies there now.
    `may_answer`: a robot may answer it. `overwrites`: its data differ from what was known. `data`: it holds any.
    """

    intent: Intent | None
    said: Said | None = None
    length: int = 0
    asks: bool = False
    attachments: bool = False
    own_address: bool = False
    from_bva: bool = False
    version: int | None = None
    newest: int = 0
    may_answer: bool = False
    data: bool = False
    overwrites: bool = False

    @property
    def is_short(self) -> bool:
        """Says no more than its intent."""
        return self.length <= _SHORT and not self.attachments

    @property
    def about_newest(self) -> bool:
        """Answers our letter about the version of the report that lies there now."""
        return self.version is not None and self.version == self.newest


@dataclass(frozen=True, slots=True)
class Response:
    """What is done: a promise that is answered (the first of `answers` that is open), an event, data, a letter, tasks.

    `version`: the answer is about this version of the report and no other. `reason` is Dutch, for the journal, without
    personal data.
    """

    reason: str
    answers: tuple[tuple[ObligationKind, str], ...] = ()
    event: CaseEvent | None = None
    take_data: bool = False
    letter: LetterKind | None = None
    tasks: tuple[ObligationKind, ...] = ()
    version: int | None = None


_FULL = "akkoord, werkgever krijgt het hele rapport"
_MEASURES = "akkoord, werkgever krijgt alleen de maatregelen"
_CONSENT = {Said.AGREED: _FULL, Said.MEASURES_ONLY: _MEASURES}
_EXPLAINABLE = frozenset({CaseState.AT_OFFICIAL, CaseState.AT_EMPLOYER, CaseState.EXECUTION})
_ABOUT_REPORT = frozenset({Intent.APPROVE_REPORT, Intent.REJECT_REPORT})

READ_IT = Response("een mens leest het antwoord", tasks=(_K.READ,))


def respond(written: Written, place: Place, open_kinds: Collection[ObligationKind]) -> Response:
    """What this reply leads to in a case that stands there, with these promises open."""
    if place.state is CaseState.UNREACHABLE:
        return Response("laat toch van zich horen: de zaak gaat weer open", event=CaseEvent.REOPENED, tasks=(_K.READ,))
    if written.from_bva:
        return _of_bva(written, open_kinds)
    consent = _about_consent(written, open_kinds)
    if consent is not None:
        return consent
    if written.said is Said.WITHDRAWS or written.intent is Intent.WITHDRAW:
        return _withdrawal(written, place)
    match written.intent:
        case Intent.ASK_STATUS if written.is_short and written.may_answer:
            return Response("vraagt hoe het staat: beantwoord", letter=LetterKind.STATUS)
        case Intent.SUPPLY_DATA if written.data:
            return _data(written)
        case Intent.REQUEST_EXPLANATION if place.state in _EXPLAINABLE:
            return Response("vraagt toelichting op het adviesrapport", event=CaseEvent.EXPLANATION_ASKED)
        case Intent.QUESTION_REPORT:
            return Response("heeft een vraag over het adviesrapport", tasks=(_K.QUESTION,))
        case Intent.CONFIRM_APPOINTMENT if _confirms(written, open_kinds):
            return Response("bevestigt de afspraak die er al is")
        case _:
            return READ_IT


def _of_bva(written: Written, open_kinds: Collection[ObligationKind]) -> Response:
    if _K.BVA_DECISION in open_kinds and written.said is Said.AGREED and not written.attachments:
        if not written.about_newest:
            return Response(
                f"de BVA schrijft: akkoord, maar {_other_letter(written)}; een mens vraagt na", tasks=(_K.READ,)
            )
        words = ((_K.BVA_DECISION, "akkoord"),)
        return Response("de BVA schrijft: akkoord", answers=words, version=written.version)
    return Response("de BVA schrijft; een mens leest het en legt het besluit vast", tasks=(_K.READ,))


def _about_consent(written: Written, open_kinds: Collection[ObligationKind]) -> Response | None:
    """Something about the report, while the bestuurder's answer is waited for."""
    asked = [kind for kind in (_K.OFFICIAL_ANSWER, _K.CALL_OFFICIAL) if kind in open_kinds]
    about = written.intent in _ABOUT_REPORT or written.said in (*_CONSENT, Said.NOT_AGREED)
    if not asked or not about:
        return None
    words = _CONSENT.get(written.said) if written.said is not None else None
    why = _why_no_consent(written, words)
    if words is not None and why is None:
        answers = tuple((kind, words) for kind in asked)
        return Response(f"de bestuurder schrijft: {words}", answers=answers, version=written.version)
    called = () if _K.CALL_OFFICIAL in open_kinds else ((_K.OFFICIAL_ANSWER, "geen antwoord, bellen"),)
    return Response(f"gaat over het akkoord, maar {why}: een collega belt", answers=called, tasks=(_K.READ,))


def _why_no_consent(written: Written, words: str | None) -> str | None:
    if not written.own_address:
        return "niet van het eigen, nagevraagde adres"
    if words is None or written.attachments:
        return "niet in gewone woorden alleen"
    return None if written.about_newest else _other_letter(written)


def _other_letter(written: Written) -> str:
    if written.version is None:
        return "niet als antwoord op onze brief met het rapport"
    return f"als antwoord op de brief over versie {written.version}, en nu is er versie {written.newest}"


def _withdrawal(written: Written, place: Place) -> Response:
    plain = written.said is Said.WITHDRAWS and written.own_address and not written.attachments
    if plain and allows(place, CaseEvent.WITHDRAWN):
        return Response("trekt de aanvraag in, in gewone woorden en van het eigen adres", event=CaseEvent.WITHDRAWN)
    return Response("wil misschien intrekken: een mens leest het", tasks=(_K.READ,))


def _data(written: Written) -> Response:
    letter = LetterKind.DATA_NOTED if written.may_answer else None
    if written.overwrites or written.asks or not written.is_short:
        return Response("geeft gegevens; een mens leest ze na", take_data=True, letter=letter, tasks=(_K.READ,))
    return Response("geeft gegevens die nog ontbraken", take_data=True, letter=letter)


def _confirms(written: Written, open_kinds: Collection[ObligationKind]) -> bool:
    planned = _K.HOME_TALK in open_kinds or _K.EMPLOYER_TALK in open_kinds
    return planned and written.is_short and not written.asks
