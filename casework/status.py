"""How a case stands, as who asked for it may know: true, and nothing of what others said or judged.

At most nine words each, so that the letter is known as ours when somebody quotes it (see `bots.lettering`).
"""

from __future__ import annotations

from casework.lifecycle import CaseState, Place

_A_COLLEAGUE = ("een collega is met uw zaak bezig", "a colleague is working on your case")
_WE_CONTACT_YOU = ("wij nemen contact met u op", "we contact you")
_STANDS: dict[CaseState, tuple[tuple[str, str], tuple[str, str]]] = {
    CaseState.REGISTERED: (("uw aanvraag is binnen", "your request has come in"), _WE_CONTACT_YOU),
    CaseState.IN_CONTACT: (
        ("wij plannen de gesprekken", "we are planning the talks"),
        ("u krijgt een afspraak per mail", "you get an appointment by mail"),
    ),
    CaseState.PLANNED: (
        ("de gesprekken zijn gepland", "the talks are planned"),
        ("na de gesprekken volgt een adviesrapport", "after the talks a report follows"),
    ),
    CaseState.TALKED: (
        ("de gesprekken zijn gevoerd", "the talks have been held"),
        ("een adviseur schrijft het adviesrapport", "an adviser writes the report"),
    ),
    CaseState.DRAFTING: (
        ("een adviseur schrijft het adviesrapport", "an adviser is writing the report"),
        ("daarna toetst de BVA het rapport", "then the BVA checks the report"),
    ),
    CaseState.AT_BVA: (
        ("de BVA toetst het adviesrapport", "the BVA is checking the report"),
        ("daarna krijgt de bestuurder het rapport", "then the official gets the report"),
    ),
    CaseState.AT_OFFICIAL: (
        ("het adviesrapport ligt bij de bestuurder", "the report is with the official"),
        ("wij wachten op het antwoord van de bestuurder", "we wait for the answer of the official"),
    ),
    CaseState.AT_EMPLOYER: (
        ("de bestuurder heeft geantwoord", "the official has answered"),
        ("de werkgever begint met de maatregelen", "the employer starts with the measures"),
    ),
    CaseState.EXECUTION: (
        ("het advies wordt uitgevoerd", "the advice is being carried out"),
        ("wij vragen later of alles klaar is", "we ask later whether all is done"),
    ),
    CaseState.EXPLAINING: (
        ("er is om toelichting gevraagd", "an explanation was asked for"),
        ("de adviseur geeft toelichting", "the adviser explains the report"),
    ),
    CaseState.TO_JUDGE: (_A_COLLEAGUE, _WE_CONTACT_YOU),
    CaseState.THREAT: (_A_COLLEAGUE, _WE_CONTACT_YOU),
}
_ENDED = (
    ("de zaak is gesloten", "the case is closed"),
    ("beantwoord deze mail als u verder wilt", "reply to this mail to go on"),
)


def where_and_next(place: Place, language: str) -> tuple[str, str]:
    """How the case stands now, and what comes next. `language`: nl or en. Holds for who applied and the bestuurder."""
    now, later = _STANDS.get(place.state, _ENDED)
    which = 1 if language == "en" else 0
    return now[which], later[which]
