"""The model card, in plain Dutch, written from the metrics."""

from __future__ import annotations

from typing import Any

Shares = dict[str, dict[str, Any]]

#: The figures of the card, and their names above the columns of its table.
_COLUMNS = {
    "threats_caught": "gezien",
    "threats_alarmed": "alarm",
    "doubtful_seen": "twijfel gezien",
    "false_alarms_ordinary": "vals alarm gewoon",
    "false_alarms_hard": "vals alarm moeilijk",
    "needless_looks_ordinary": "voor niets gewoon",
    "needless_looks_hard": "voor niets moeilijk",
    "route_right": "route",
    "intent_right": "bedoeling",
}
#: Strata are many and small; metrics.json has them.
_GROUPS = ("kind", "language", "channel", "author")


def card(metrics: dict[str, Any]) -> str:
    """The model card."""
    test, limits, aims = metrics["test"], metrics["thresholds"], metrics["aims"]
    groups = [(name, one) for by in _GROUPS for name, one in test["groups"][by].items()]
    return _CARD.format(
        **{name: _of(test["shares"][name]) for name in _COLUMNS},
        tune_caught=_of(metrics["tune"]["shares"]["threats_caught"]),
        tune_alarmed=_of(metrics["tune"]["shares"]["threats_alarmed"]),
        rows=test["rows"],
        test_authors=", ".join(test["groups"]["author"]),
        tune_rows=metrics["tune"]["rows"],
        tune_authors=", ".join(metrics["tune"]["groups"]["author"]),
        train_rows=metrics["train_rows"],
        count=len(metrics["authors"]),
        authors=", ".join(metrics["authors"]),
        train=metrics["train"],
        dialogues=metrics["dialogues"],
        model=metrics["model"],
        human=limits["human"],
        yes=limits["yes"],
        aim_caught=aims["caught"],
        aim_alarms=aims["false_alarms"],
        aim_hard=aims["false_alarms_hard"],
        columns=" | ".join(_COLUMNS.values()),
        groups="\n".join(_line(name, one) for name, one in groups),
    )


def _line(name: str, shares: Shares) -> str:
    return f"| {name} | {' | '.join(_short(shares[column]) for column in _COLUMNS)} |"


def _of(share: dict[str, Any]) -> str:
    """So many of so many, and where the truth lies with 95% certainty."""
    if not share["of"]:
        return "0 van 0"
    return f"{share['hits']} van {share['of']} ({share['share']:.1%}; {share['low']:.1%} tot {share['high']:.1%})"


def _short(share: dict[str, Any]) -> str:
    return f"{share['hits']}/{share['of']}" if share["of"] else ""


_CARD = """# Modelkaart: de lezer van Weerbaar

Wat het is: zinnen die mensen hebben opgeschreven (`nlp/phrases`) vormen de vloer. Daarbovenop een lineair tekstmodel
(woorden, reeksen van twee en drie woorden en stukjes woord, gewogen naar hoe zeldzaam ze zijn; spaCy). Het kijkt naar
het hele bericht en naar de ergste zin met de zinnen eromheen. Vindt dat model het niet heel onwaarschijnlijk dat er een
dreiging in staat, dan leest een tweede mee dat de woorden in hun verband leest: een transformer van twaalf lagen
(`nlp/transformer`, begonnen als multilingual-e5-small), die het begin van het bericht ziet en wat er rond de ergste zin
staat. Of ze samen zeker genoeg zijn voor een alarm, wordt nog eens gewogen met wat dreigingen onderscheidt van
onschuldige berichten die erop lijken. De modellen mogen een alarm alleen **verhogen**,
nooit verlagen. Een mens bevestigt altijd.

Waarvoor niet: het oordeelt niet of een dreiging ernstig of waarschijnlijk is. Dat doen politie en OM.

## Gemaakt van

- {train_rows} met de hand geschreven berichten en stukken gesprek van {count} auteurs ({authors}), sha256 `{train}`
  (berichten) en `{dialogues}` (gesprekken)
- gewichten van beide: sha256 `{model}`
- drempels: mens vanaf {human}, alarm vanaf {yes}; gekozen op {tune_rows} berichten van de stemauteurs
  ({tune_authors}) met modellen die hen niet kenden (daarna leerde het model ook van hen): zinnen en model samen
  moeten {aim_caught} van hun dreigingen zien, en zo veel mogelijk daarvan alarm geven bij vals alarm op hooguit
  {aim_alarms} van hun gewone en {aim_hard} van hun moeilijke onschuldige berichten. Op die berichten: gezien
  {tune_caught}, alarm {tune_alarmed}.

## Cijfers op {rows} berichten van andere auteurs ({test_authors})

Niemand heeft deze berichten gelezen om zinnen, model of drempels te maken; de cijfers zijn bij elke bouw wel gezien.
Tussen haakjes: waar het ware cijfer met 95% zekerheid ligt.

- dreigingen gezien (alarm of mens kijkt): **{threats_caught}**
- dreigingen met alarm: {threats_alarmed}
- twijfelgevallen waar een mens kijkt: {doubtful_seen}
- vals alarm op gewone berichten: {false_alarms_ordinary}
- vals alarm op onschuldige berichten vol dreigende woorden: {false_alarms_hard}
- voor niets een mens, gewone berichten: {needless_looks_ordinary}
- voor niets een mens, onschuldig vol dreigende woorden: {needless_looks_hard}
- route goed: {route_right}
- bedoeling in een lopende zaak goed: {intent_right}

| soort, taal, kanaal, auteur | {columns} |
|---|---|---|---|---|---|---|---|---|---|
{groups}

Per stratum (kleine samen) en per veld: `metrics.json`.

## Beperkingen

Dit zijn weinig auteurs: echte mail is anders. Fries en Papiaments zijn dun en niet nagelezen door mensen die er mee
opgroeiden. Wat alleen op een foto staat leest de lezer niet; dan kijkt een mens. De modellen kennen woorden en hun
verband, geen wereld: een verkapte dreiging zonder een enkel dreigend woord is het moeilijkst, en een onschuldig bericht
dat op een enkel zinsdeel na een dreiging is ("... van de snoeischaarservice") geeft vals alarm. Kijk in de tabel.
Wie een zin in `nlp/phrases` verandert, verandert ook wat het lineaire model ziet: train opnieuw.
"""
