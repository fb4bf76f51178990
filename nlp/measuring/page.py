"""The figures as one page for people: plain Dutch, charts, light and dark, fit to print. Without script.

The page names messages by their id, never by their words: a labelled file may hold real mail.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from html import escape

from casework.workdays import AMSTERDAM
from nlp.measuring import charts
from nlp.measuring.charts import Line, Point, percent
from nlp.measuring.figures import Noted, Report, Share, Table, gathered
from nlp.measuring.gate import Limits
from nlp.measuring.page_style import STYLE

#: What people read for each figure.
NAMES = {
    "threats_caught": "dreiging gezien",
    "threats_alarmed": "dreiging met alarm",
    "doubtful_seen": "twijfel gezien",
    "route_right": "route goed",
    "intent_right": "bedoeling goed",
    "false_alarms_ordinary": "vals alarm, gewone post",
    "false_alarms_hard": "vals alarm, lastige post",
    "needless_looks_ordinary": "voor niets een mens, gewoon",
    "needless_looks_hard": "voor niets een mens, lastig",
}
HIGH = ("threats_caught", "threats_alarmed", "doubtful_seen", "route_right", "intent_right")
LOW = ("false_alarms_ordinary", "false_alarms_hard", "needless_looks_ordinary", "needless_looks_hard")
FIELD_NAMES = {
    "sender_kind": "soort afzender",
    "function": "functie",
    "person": "bestuurder",
    "organisation": "organisatie",
    "phone": "telefoon",
    "address.street": "straat",
    "address.postcode": "postcode",
    "address.city": "plaats",
    "moving": "verhuist",
    "pkvw": "PKVW",
    "availability": "dagen en tijden",
    "domains": "domeinen",
    "themes": "thema's",
}
GROUP_NAMES = {
    "kind": "Per hoofdsoort",
    "stratum": "Per soort",
    "language": "Per taal",
    "channel": "Per kanaal",
    "author": "Per auteur",
}
_ANSWERS = {"no": "nee", "human": "mens kijkt", "yes": "alarm"}
_ROUTES = {
    "threat": "dreiging",
    "preventive": "preventief",
    "running_case": "lopende zaak",
    "other": "overig",
    "noise": "ruis",
}
_MOST_NOTED = 60
_OURS = "one"
_STYLES = (_OURS, "two", "three")


def page(name: str, report: Report, aims: Limits, others: Sequence[tuple[str, Report]], now: datetime) -> str:
    """The page about a file. `others` are readers to compare with: a name and their figures on the same file."""
    when = f"{now.astimezone(AMSTERDAM):%d-%m-%Y %H:%M}"
    parts = [_head(name, report, when), _short(report, aims), _charts(report, aims)]
    if others:
        parts.append(_comparison(report, others))
    parts += [_confusions(report), _fields(report, aims), _scores(report)]
    parts += [_group(GROUP_NAMES[by], groups) for by, groups in report.groups.items()]
    parts += [_wrong(report), _ABOUT]
    return _PAGE.format(title=escape(f"De lezer op {name}"), style=STYLE, body="\n".join(parts))


def _head(name: str, report: Report, when: str) -> str:
    return (
        f"<header><h1>Hoe goed leest Weerbaar?</h1><p>{report.rows} berichten uit <b>{escape(name)}</b>, gelezen op "
        f"{when} door versie <code>{escape(report.version)}</code>.</p></header>"
    )


def _short(report: Report, aims: Limits) -> str:
    rows = [_verdict(name, report.shares[name], aims) for name in (*HIGH, *LOW) if report.shares[name].of]
    return f'<section><h2>In het kort</h2><ul class="verdicts">{"".join(rows)}</ul></section>'


def _verdict(name: str, share: Share, aims: Limits) -> str:
    low, high = share.interval
    met, wanted = _met(name, share, aims)
    style, sign = {True: ("good", "✓"), False: ("bad", "✗"), None: ("none", "·")}[met]
    return (
        f'<li class="{style}"><span class="sign" aria-hidden="true">{sign}</span><b>{percent(share.share)}</b>'
        f"<span>{NAMES[name]}</span><small>{share.hits} van {share.of}; 95%: {percent(low)} tot {percent(high)}"
        f"{wanted}</small></li>"
    )


def _met(name: str, share: Share, aims: Limits) -> tuple[bool | None, str]:
    if name in aims.floors:
        met = share.share >= aims.floors[name]
        return met, f"; doel minstens {percent(aims.floors[name])}: {'gehaald' if met else 'niet gehaald'}"
    if name in aims.ceilings:
        met = share.share <= aims.ceilings[name]
        return met, f"; doel hooguit {percent(aims.ceilings[name])}: {'gehaald' if met else 'niet gehaald'}"
    return None, ""


def _charts(report: Report, aims: Limits) -> str:
    high = [_line(name, report.shares[name], aims.floors.get(name)) for name in HIGH if report.shares[name].of]
    low = [_line(name, report.shares[name], aims.ceilings.get(name)) for name in LOW if report.shares[name].of]
    most = _round_up(max([point.high for line in low for point in line.points], default=1.0))
    return (
        "<section><h2>Hoger is beter</h2>"
        + charts.intervals("Aandelen die hoog moeten zijn", high)
        + "<h2>Lager is beter</h2>"
        + charts.intervals("Aandelen die laag moeten zijn", low, most)
        + '<p class="legend">Stip: gemeten. Streep: daarbinnen ligt het ware aandeel met 95% zekerheid. '
        "Staand streepje: het doel.</p></section>"
    )


def _line(name: str, share: Share, aim: float | None) -> Line:
    return Line(NAMES[name], [_point(share)], f"{percent(share.share)} ({share.hits}/{share.of})", aim)


def _point(share: Share, style: str = _OURS) -> Point:
    return Point(share.share, *share.interval, style)


def _round_up(share: float) -> float:
    return min(1.0, (int(share * 10) + 1) / 10)


def _comparison(report: Report, others: Sequence[tuple[str, Report]]) -> str:
    readers = [("onze lezer", report), *others]
    names = [name for name in (*HIGH, *LOW) if name != "intent_right" and report.shares[name].of]
    lines = [
        Line(
            NAMES[name],
            [
                _point(one.shares[name], style)
                for style, (_, one) in zip(_STYLES, readers, strict=False)
                if one.shares[name].of
            ],
            " / ".join(percent(one.shares[name].share, 0) if one.shares[name].of else "-" for _, one in readers),
        )
        for name in names
    ]
    legend = "".join(
        f'<span class="key {style}">{escape(name)}</span>' for style, (name, _) in zip(_STYLES, readers, strict=False)
    )
    return (
        f'<section><h2>Naast eenvoudige lezers</h2><p class="legend">{legend}</p>'
        + charts.intervals("Vergelijking met eenvoudige lezers", lines)
        + "<p>De woordenlijst slaat alarm bij elk dreigend woord. De regressie weegt woorden en woordparen, "
        "geleerd van dezelfde oefenberichten en met drempels volgens dezelfde regel. Geen van beide vult velden in. "
        "Wat met vals of voor niets begint moet laag zijn, de rest hoog.</p></section>"
    )


def _confusions(report: Report) -> str:
    alarm = _table("Alarm", report.confusion["alarm"], _ANSWERS)
    route = _table("Route", report.confusion["route"], _ROUTES)
    return (
        "<section><h2>Wat werd waarvoor aangezien</h2><p>Rij: wat mensen zeiden. Kolom: wat de lezer zei. "
        f'Vet: goed.</p><div class="side">{alarm}{route}</div></section>'
    )


def _table(caption: str, table: Table, names: dict[str, str]) -> str:
    head = "".join(f'<th scope="col">{names[told]}</th>' for told in table)
    rows = "".join(
        f'<tr><th scope="row">{names[right]}</th>{"".join(_cells(right, told))}</tr>' for right, told in table.items()
    )
    return f"<table><caption>{caption}</caption><thead><tr><td></td>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _cells(right: str, told: dict[str, int]) -> Iterator[str]:
    total = sum(told.values())
    for name, count in told.items():
        style = "right" if name == right else "wrong"
        weight = round(100 * count / total) if total else 0
        yield f'<td class="cell {style}" style="--n:{weight}%">{count}</td>'


def _fields(report: Report, aims: Limits) -> str:
    found = {name: one for name, one in report.fields.items() if one.present}
    lines = [
        Line(
            FIELD_NAMES[name],
            [
                Point(one.f1, 0, 0, _OURS),
                Point(one.precision, 0, 0, "precision"),
                Point(one.recall, 0, 0, "recall"),
            ],
            f"{percent(one.f1)} (n={one.present})",
            aims.fields.get(name),
        )
        for name, one in found.items()
    ]
    rows = "".join(
        f'<tr><th scope="row">{FIELD_NAMES[name]}</th><td>{_told(Share(one.right, one.right + one.wrong))}</td>'
        f"<td>{_told(Share(one.right, one.present))}</td><td>{percent(one.f1)}</td><td>{one.present}</td></tr>"
        for name, one in found.items()
    )
    return (
        "<section><h2>De velden</h2>"
        + charts.bars("F1 per veld", lines)
        + '<p class="legend">Balk: F1. Ruitje: hoeveel van wat is ingevuld klopt. Rondje: hoeveel van wat er stond is '
        "ingevuld. Staand streepje: het doel.</p><table><thead><tr><td></td><th>ingevuld klopt</th><th>gevonden</th>"
        f"<th>F1</th><th>te vinden</th></tr></thead><tbody>{rows}</tbody></table></section>"
    )


def _told(share: Share) -> str:
    if not share.of:
        return "–"
    low, high = share.interval
    return f"{percent(share.share)} <small>({share.hits}/{share.of}; {percent(low, 0)} tot {percent(high, 0)})</small>"


def _scores(report: Report) -> str:
    brier = f"{report.brier:.3f}".replace(".", ",")
    points = [
        (one.mean, _point(one.threats), f"{one.threats.hits} van {one.threats.of} waren een dreiging")
        for one in report.reliability
    ]
    rows = [
        ("gewoon en lastig", report.scores["no"], _OURS),
        ("twijfel", report.scores["human"], "two"),
        ("dreiging", report.scores["yes"], "three"),
    ]
    return (
        '<section><h2>Wat de score waard is</h2><div class="side"><figure>'
        + charts.reliability("Score en werkelijkheid", points)
        + "<figcaption>Op de schuine lijn zegt de score precies wat waar is; erboven is de lezer te voorzichtig, "
        f"eronder te stellig. Brier-score: {brier}.</figcaption></figure><figure>"
        + charts.spread("Verdeling van de scores", rows)
        + "<figcaption>Hoeveel berichten welke score kregen; elke rij heeft een eigen hoogte.</figcaption></figure>"
        "</div></section>"
    )


def _group(title: str, groups: dict[str, dict[str, Share]]) -> str:
    rows = "".join(_group_row(name, shares) for name, shares in gathered(groups).items())
    heads = "".join(
        f"<th>{head}</th>"
        for head in ("berichten", "dreiging gezien", "met alarm", "twijfel gezien", "vals alarm", "voor niets", "route")
    )
    head = f"<thead><tr><td></td>{heads}</tr></thead>"
    return f"<section><h2>{title}</h2><table>{head}<tbody>{rows}</tbody></table></section>"


def _group_row(name: str, shares: dict[str, Share]) -> str:
    alarms = _sum(shares["false_alarms_ordinary"], shares["false_alarms_hard"])
    looks = _sum(shares["needless_looks_ordinary"], shares["needless_looks_hard"])
    chosen = (shares["threats_caught"], shares["threats_alarmed"], shares["doubtful_seen"], alarms, looks)
    cells = "".join(f"<td>{_told(share)}</td>" for share in (*chosen, shares["route_right"]))
    return f'<tr><th scope="row">{escape(name)}</th><td>{shares["route_right"].of}</td>{cells}</tr>'


def _sum(one: Share, other: Share) -> Share:
    return Share(one.hits + other.hits, one.of + other.of)


def _wrong(report: Report) -> str:
    return (
        "<section><h2>Gemiste dreigingen</h2>"
        + _noted(report.missed)
        + "<h2>Valse alarmen</h2>"
        + _noted(report.false_alarms)
        + "</section>"
    )


def _noted(wrong: Sequence[Noted]) -> str:
    if not wrong:
        return "<p>Geen.</p>"
    rows = "".join(
        f'<tr><th scope="row">{escape(one.id)}</th><td>{escape(one.stratum)}</td><td>{escape(one.language)}</td>'
        f"<td>{percent(one.score)}</td></tr>"
        for one in wrong[:_MOST_NOTED]
    )
    more = f"<p>En nog {len(wrong) - _MOST_NOTED}.</p>" if len(wrong) > _MOST_NOTED else ""
    heads = "<th>nummer</th><th>soort</th><th>taal</th><th>score</th>"
    return f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>{more}"


_ABOUT = """<section><h2>Hoe te lezen</h2><ul>
<li><b>Gezien</b>: de lezer gaf alarm, of vroeg of een mens wil kijken. Een dreiging die niet gezien is, is gemist.</li>
<li><b>Lastige post</b> staat vol dreigende woorden en is toch geen dreiging: nieuws, trainingen, beeldspraak.
<b>Gewone post</b> is al het andere zonder dreiging.</li>
<li><b>95% zekerheid</b>: bij weinig berichten is het bereik breed. Twee lezers verschillen pas echt als hun bereiken
elkaar niet of nauwelijks raken (Wilson, 1927).</li>
<li><b>Velden</b> zijn goed als ze, op hoofdletters en spaties na, gelijk zijn aan wat mensen noteerden. Bij meer
waarden (dagen, domeinen, thema's) telt elke waarde.</li>
<li>De cijfers gelden voor dit bestand. Echte post is anders.</li></ul></section>"""

_PAGE = """<!doctype html>
<html lang="nl"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="color-scheme" content="light dark"><title>{title}</title><style>{style}</style></head><body><main>
{body}
</main></body></html>
"""
