"""The page on which one of the proposed moments is chosen. Looking changes nothing; a button does (POST).

It shows moments and what the talk is for; no name, no address, no case number. A newer proposal makes an old link void.
"""

from __future__ import annotations

import html

from starlette.responses import Response

from casework.appointments import NotPossible, Stage
from casework.errors import DatabaseAway, WeerbaarError
from flows.links import picked_of
from flows.pages.html_page import page_of
from flows.runtime import Runtime, log
from flows.steps import talks
from flows.steps.correspondence import spoken_time
from storage import appointments, cases
from storage.appointments import StoredAppointment

_WORDS = {
    "nl": {
        "title": "Welk moment past u?",
        "none": "Geen van deze momenten",
        "set": "Uw afspraak staat vast",
        "asked": "Genoteerd",
        "mail": "U krijgt een bevestiging per mail, met de afspraak voor uw agenda.",
        "other": "Wij nemen contact met u op voor een ander moment.",
        "gone": "Deze link is niet (meer) geldig. Antwoord op onze mail, of bel ons.",
        "trouble": "Het lukt nu niet. Probeer het later nog eens, of antwoord op onze mail.",
    },
    "en": {
        "title": "Which moment suits you?",
        "none": "None of these moments",
        "set": "Your appointment is set",
        "asked": "Noted",
        "mail": "You will get a confirmation by mail, with the appointment for your calendar.",
        "other": "We will contact you about another moment.",
        "gone": "This link is not valid (any more). Reply to our mail, or call us.",
        "trouble": "It does not work now. Try again later, or reply to our mail.",
    },
}
_NONE = "geen"


def show(runtime: Runtime, token: str) -> Response:
    """The proposed moments as buttons, or the moment that is agreed."""
    try:
        found = _find(runtime, token)
    except WeerbaarError as error:
        return _trouble(error)
    if found is None:
        return _gone()
    stored, calendar = found
    words, language = _WORDS[stored.guest.language], stored.guest.language
    if stored.now.stage is Stage.CONFIRMED and stored.now.starts_at is not None:
        return _set(stored, calendar)
    buttons = "".join(
        f'<button name="antwoord" value="{place}">{html.escape(spoken_time(slot, language, calendar))}</button>'
        for place, slot in enumerate(stored.now.slots, 1)
    )
    none = f'<button name="antwoord" value="{_NONE}">{words["none"]}</button>'
    what = html.escape(talks.name_of(stored.now.talk, language))
    return page_of(words["title"], f'<p>{what}</p><form method="post">{buttons}{none}</form>', 200, language)


def press(runtime: Runtime, token: str, button: str) -> Response:
    """Somebody pressed a button."""
    try:
        found = _find(runtime, token)
        if found is None:
            return _gone()
        stored, calendar = found
        if button == _NONE:
            talks.none_suits(runtime, stored.id, "via de link", runtime.clock())
            words = _WORDS[stored.guest.language]
            return page_of(words["asked"], f"<p>{words['other']}</p>", 200, stored.guest.language)
        slot = _slot(stored, button)
        if slot is None:
            return _gone()
        return _set(talks.choose(runtime, stored.id, slot, "via de link", runtime.clock()), calendar)
    except NotPossible:
        return _gone()
    except WeerbaarError as error:
        return _trouble(error)


def _find(runtime: Runtime, token: str) -> tuple[StoredAppointment, str] | None:
    """The appointment of a genuine link to its newest proposal, as long as it is open, and the calendar of its case."""
    found = picked_of(token, runtime.pick_keys)
    if found is None:
        return None
    with runtime.database.reading() as tx:
        stored = appointments.find(tx, found[0])
        case = cases.find(tx, stored.number) if stored else None
    if stored is None or case is None or not stored.now.is_open or stored.now.round != found[1]:
        return None
    return stored, case.calendar


def _slot(stored: StoredAppointment, button: str) -> int | None:
    place = int(button) if button.isascii() and button.isdigit() else 0
    return place if 1 <= place <= len(stored.now.slots) else None


def _set(stored: StoredAppointment, calendar: str) -> Response:
    words, language = _WORDS[stored.guest.language], stored.guest.language
    when = spoken_time(stored.now.starts_at, language, calendar) if stored.now.starts_at else ""
    return page_of(words["set"], f"<p><strong>{html.escape(when)}</strong></p><p>{words['mail']}</p>", 200, language)


def _gone() -> Response:
    return page_of("Niet gevonden", f'<p>{_WORDS["nl"]["gone"]}</p><p lang="en">{_WORDS["en"]["gone"]}</p>', 404)


def _trouble(error: WeerbaarError) -> Response:
    log.warning("the page of a proposal: %s", type(error).__name__)
    status = 503 if isinstance(error, DatabaseAway) else 500
    words = f'<p>{_WORDS["nl"]["trouble"]}</p><p lang="en">{_WORDS["en"]["trouble"]}</p>'
    return page_of("Het lukt nu niet", words, status)
