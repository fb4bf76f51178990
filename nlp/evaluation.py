"""How good the reader is on examples it has never seen: figures per stratum, and the model card.

The only place that reads the test examples besides `nlp.training`, which hands them over after everything is decided.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

from casework.assessment import Alarm, Assessment, Route
from nlp.classifier import Classifier
from nlp.corpus import Row

Judged = tuple[Row, Assessment]


def evaluate(classifier: Classifier, rows: Sequence[Row]) -> dict[str, Any]:
    """Figures of a classifier on rows: counts, never percentages of few."""
    judged = [(row, classifier.assess(row.message)) for row in rows]
    return {
        "rows": len(rows),
        "authors": sorted({row.author for row in rows}),
        "alarm": alarm_figures(judged),
        "per_kind": _per(judged, lambda row: re.split(r"[_-]", row.stratum)[0]),
        "per_stratum": _per(judged, lambda row: row.stratum),
        "per_author": _per(judged, lambda row: row.author),
        "per_language": _per(judged, lambda row: row.language),
        "route_right": sum(row.route is told.route for row, told in judged),
        "intent_right": sum(told.intent == row.intent for row, told in judged if row.route is Route.RUNNING_CASE),
        "intent_rows": sum(row.route is Route.RUNNING_CASE for row, _ in judged),
        "fields": field_figures(judged),
    }


def alarm_figures(judged: Sequence[Judged]) -> dict[str, int]:
    """Counts of right and wrong decisions. `caught`: a human looks or the alarm sounds."""
    threats = [told.alarm for row, told in judged if row.alarm is Alarm.YES]
    doubtful = [told.alarm for row, told in judged if row.alarm is Alarm.HUMAN]
    ordinary = [told.alarm for row, told in judged if row.alarm is Alarm.NO]
    return {
        "threats": len(threats),
        "threats_caught": sum(alarm is not Alarm.NO for alarm in threats),
        "threats_alarmed": threats.count(Alarm.YES),
        "doubtful": len(doubtful),
        "doubtful_seen": sum(alarm is not Alarm.NO for alarm in doubtful),
        "ordinary": len(ordinary),
        "false_alarms": ordinary.count(Alarm.YES),
        "needless_looks": ordinary.count(Alarm.HUMAN),
    }


def _per(judged: Sequence[Judged], of: Callable[[Row], str]) -> dict[str, dict[str, int]]:
    groups: dict[str, list[Judged]] = defaultdict(list)
    for row, told in judged:
        groups[of(row)].append((row, told))
    return {name: alarm_figures(groups[name]) for name in sorted(groups)}


def field_figures(judged: Sequence[Judged]) -> dict[str, dict[str, int]]:
    """Per field: how often it was to be found, found right, and told wrongly or needlessly."""
    return {
        name: _field(judged, name)
        for name in ("sender_kind", "function", "person", "organisation", "phone", "moving", "pkvw")
    }


def _field(judged: Sequence[Judged], name: str) -> dict[str, int]:
    pairs = [(_plain(row.fields.get(name)), _plain(getattr(told.fields, name))) for row, told in judged]
    return {
        "present": sum(bool(right) for right, _ in pairs),
        "right": sum(right == told for right, told in pairs if right),
        "wrong": sum(bool(told) and right != told for right, told in pairs),
    }


def _plain(value: object) -> object:
    return (
        str(getattr(value, "value", value)).lower()
        if value is not None and value != "" and value is not False
        else None
    )


def card(metrics: dict[str, Any]) -> str:
    """The model card, in plain Dutch."""
    test = metrics["test"]
    figures = test["alarm"]
    groups = {**test["per_kind"], **test["per_language"], **test["per_author"]}
    strata = "\n".join(_line(name, one) for name, one in groups.items())
    return _CARD.format(
        **figures,
        rows=test["rows"],
        test_authors=", ".join(test["authors"]),
        train_rows=metrics["train_rows"],
        count=len(metrics["authors"]),
        authors=", ".join(metrics["authors"]),
        train=metrics["train"],
        model=metrics["model"],
        human=metrics["thresholds"]["human"],
        yes=metrics["thresholds"]["yes"],
        route_right=test["route_right"],
        intent_right=test["intent_right"],
        intent_rows=test["intent_rows"],
        aim_caught=metrics["aims"]["caught"],
        aim_alarms=metrics["aims"]["false_alarms"],
        strata=strata,
    )


def _line(name: str, one: dict[str, int]) -> str:
    return (
        f"| {name} | {one['threats_caught']}/{one['threats']} | {one['threats_alarmed']}/{one['threats']} "
        f"| {one['doubtful_seen']}/{one['doubtful']} | {one['false_alarms']}/{one['ordinary']} "
        f"| {one['needless_looks']}/{one['ordinary']} |"
    )


_CARD = """# Modelkaart: de lezer van Weerbaar

Wat het is: zinnen die mensen hebben opgeschreven (`nlp/phrases`) vormen de vloer. Daarbovenop een klein lineair
tekstmodel (woorden, woordparen en stukjes woord; spaCy). Het model mag een alarm alleen **verhogen**, nooit verlagen.
Een mens bevestigt altijd.

Waarvoor niet: het oordeelt niet of een dreiging ernstig of waarschijnlijk is. Dat doen politie en OM.

## Gemaakt van

- {train_rows} met de hand geschreven berichten van {count} auteurs ({authors}), sha256 `{train}`
- gewichten: sha256 `{model}`
- drempels: mens vanaf {human}, alarm vanaf {yes}; gekozen op de berichten van de stemauteurs (`tune`), die het model
  niet kende: zinnen en model samen moeten {aim_caught} van hun dreigingen zien, en hooguit {aim_alarms} van de
  rest mag het model alarm laten geven.

## Cijfers op {rows} berichten van andere auteurs ({test_authors})

Deze berichten zijn nooit gebruikt om zinnen, model of drempels te kiezen. De cijfers zijn bij elke bouw opnieuw
berekend; er is niets gekozen omdat het hier beter uitkwam. Per soort: `metrics.json`.

- dreigingen gezien (alarm of mens kijkt): **{threats_caught} van {threats}**
- dreigingen met alarm: {threats_alarmed} van {threats}
- twijfelgevallen waar een mens kijkt: {doubtful_seen} van {doubtful}
- vals alarm: {false_alarms} van {ordinary} gewone berichten
- voor niets een mens: {needless_looks} van {ordinary} gewone berichten
- route goed: {route_right} van {rows}; bedoeling in een lopende zaak goed: {intent_right} van {intent_rows}

| soort, taal, auteur | gezien | alarm | twijfel gezien | vals alarm | voor niets |
|---|---|---|---|---|---|
{strata}

## Beperkingen

Dit zijn weinig auteurs: echte mail is anders. Fries en Papiaments zijn dun en niet nagelezen door mensen die er mee
opgroeiden. Wat alleen op een foto staat leest de lezer niet; dan kijkt een mens. Verkapte dreiging zonder een enkel
dreigend woord is het moeilijkst: kijk in de tabel.
"""
