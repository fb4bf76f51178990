"""The page on which a colleague enters the data of who called: an empty form behind a signed link, once.

Looking changes nothing; only the form does (POST), and it carries a seal that only this page makes. What was typed
comes back on the page when something is wrong, and nowhere else: not in an address, not in a log, not in Prefect.
"""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import Response

from casework.errors import DatabaseAway, WeerbaarError
from flows.links import data_link_of, data_seal, is_data_link, is_data_seal
from flows.pages.html_page import page_of
from flows.runtime import Runtime, log
from flows.steps import data_link
from flows.steps.data_link import LONGEST, OWN, LinkSpent, Problem
from flows.steps.staffing import StaffRefused
from storage import cases
from storage.data_links import DataLink

#: Longest form (bytes), and how many fields it may have.
LONGEST_BODY = 20_000
_MOST_FIELDS = 20
_SEAL = "zegel"
_SAME_SITE = ("same-origin", "none")
_UNPROCESSABLE = 422

_LABELS = {
    "naam": ("Naam", "De voornaam of voorletters en de achternaam."),
    "telefoon": ("Telefoonnummer", "Bijvoorbeeld 0612345678."),
    "mail": ("Mailadres", "Mag leeg blijven als er een telefoonnummer is."),
    "straat": ("Straat en huisnummer", "Mag leeg blijven."),
    "postcode": ("Postcode", "Bijvoorbeeld 1234 AB."),
    "plaats": ("Plaats", ""),
    "organisatie": ("Gemeente, provincie of waterschap", "Mag leeg blijven."),
}
_KINDS = {"telefoon": "tel", "mail": "email"}
_GONE = "Deze link is al gebruikt of verlopen. Vraag in Prefect een nieuwe met het formulier gegevens-wijzigen."
_TROUBLE = "Het lukt nu niet. Er is niets opgeslagen. Probeer het zo nog eens."
_EMPTY: Mapping[str, str] = dict.fromkeys(LONGEST, "")


@dataclass(frozen=True, slots=True)
class _Open:
    """A link that may still be used, and what its page must know; the case may be another since it was merged."""

    link: DataLink
    number: str
    island: bool


def show(runtime: Runtime, token: str) -> Response:
    """The empty form."""
    try:
        found = _find(runtime, token)
    except WeerbaarError as error:
        return _trouble(error)
    return _gone() if found is None else _form(runtime, found, _EMPTY, [])


def send(runtime: Runtime, token: str, typed: Mapping[str, str]) -> Response:
    """A form that was sent: taken in, or shown again with what is wrong."""
    try:
        found = _find(runtime, token)
        if found is None or not is_data_seal(typed.get(_SEAL, ""), found.link, runtime.data_keys):
            return _gone()
        return _take_in(runtime, found, data_link.tidy(typed), own=OWN in typed)
    except LinkSpent:
        return _gone()
    except WeerbaarError as error:
        return _trouble(error)


def _take_in(runtime: Runtime, found: _Open, values: Mapping[str, str], *, own: bool) -> Response:
    wrong = list(data_link.problems(values, island=found.island))
    if wrong:
        return _form(runtime, found, values, wrong, own=own)
    try:
        number = data_link.keep(runtime, found.link.id, values, own=own, now=runtime.clock())
    except StaffRefused as refusal:
        return _form(runtime, found, values, [Problem("telefoon", str(refusal))], own=own)
    done = f"<p>De gegevens staan in zaak <strong>{html.escape(number)}</strong>. Deze link werkt nu niet meer.</p>"
    return page_of("Opgeslagen", done, 200)


def is_cross_site(request: Request) -> bool:
    """Another site sent the browser here; ours never does that for a form."""
    return request.headers.get("sec-fetch-site", "none") not in _SAME_SITE


def fields_of(body: bytes) -> dict[str, str]:
    """The fields of a form; a body that is no form of ours has none."""
    try:
        pairs = parse_qsl(body.decode("ascii", "replace"), keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError:
        return {}
    return dict(pairs)


def _find(runtime: Runtime, token: str) -> _Open | None:
    key = data_link_of(token)
    link = None if key is None else data_link.open_link(runtime, key, runtime.clock())
    if link is None or not is_data_link(token, link, runtime.data_keys):
        return None
    with runtime.database.reading() as tx:
        case = cases.where_it_goes_on(tx, link.number)
    return None if case is None else _Open(link, case.number, case.calendar != "nl")


def _form(
    runtime: Runtime, found: _Open, values: Mapping[str, str], wrong: list[Problem], *, own: bool = False
) -> Response:
    said = {problem.field: problem.text for problem in wrong}
    title = "Er klopt iets niet" if wrong else "Gegevens invullen"
    number, role = html.escape(found.number), html.escape(found.link.role)
    who = f"<p>Zaak <strong>{number}</strong>: gegevens van de {role}.</p>"
    once = "<p>Deze gegevens komen niet in Prefect. U kunt deze link één keer gebruiken.</p>"
    fields = "".join(_field(name, values[name], said.get(name)) for name in LONGEST)
    seal = data_seal(found.link, runtime.data_keys[0])
    body = (
        f'{_summary(wrong)}{who}{once}<form method="post" novalidate autocomplete="off">'
        f'<input type="hidden" name="{_SEAL}" value="{seal}">{fields}{_tick(own=own)}'
        "<button>Opslaan in de zaak</button></form>"
    )
    return page_of(title, body, _UNPROCESSABLE if wrong else 200)


def _summary(wrong: list[Problem]) -> str:
    """What is wrong, first on the page, each with a way to its field."""
    if not wrong:
        return ""
    lines = "".join(f'<li><a href="#{one.field}">{html.escape(one.text)}</a></li>' for one in wrong)
    return f'<div class="fout" role="alert"><p>Er is nog niets opgeslagen. Pas dit aan:</p><ul>{lines}</ul></div>'


def _field(name: str, value: str, wrong: str | None) -> str:
    label, hint = _LABELS[name]
    needed = ' required aria-required="true"' if name == "naam" else ""
    says = [f"{name}-hulp"] * bool(hint) + [f"{name}-fout"] * bool(wrong)
    described = f' aria-describedby="{" ".join(says)}"' if says else ""
    invalid = ' aria-invalid="true"' if wrong else ""
    help_ = f'<span class="hulp" id="{name}-hulp">{html.escape(hint)}</span>' if hint else ""
    error = f'<span class="mis" id="{name}-fout">{html.escape(wrong)}</span>' if wrong else ""
    return (
        f'<div class="veld"><label for="{name}">{html.escape(label)}</label>{help_}{error}'
        f'<input id="{name}" name="{name}" type="{_KINDS.get(name, "text")}" maxlength="{LONGEST[name]}" '
        f'autocomplete="off" value="{html.escape(value)}"{needed}{described}{invalid}></div>'
    )


def _tick(*, own: bool) -> str:
    checked = " checked" if own else ""
    return (
        f'<div class="vink"><input id="{OWN}" name="{OWN}" type="checkbox" value="ja"{checked}>'
        f'<label for="{OWN}">Ik heb nagevraagd dat niemand anders dit mailadres leest.</label></div>'
    )


def _gone() -> Response:
    return page_of("Niet gevonden", f"<p>{_GONE}</p>", 404)


def _trouble(error: WeerbaarError) -> Response:
    log.warning("the page of a link for data: %s", type(error).__name__)
    return page_of("Het lukt nu niet", f"<p>{_TROUBLE}</p>", 503 if isinstance(error, DatabaseAway) else 500)
