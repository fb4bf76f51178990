"""What a message is about: the four domains of the advice, and the kinds of crime named as a concern.

A domain is named ("woningscan"), or the words of the message as a whole speak for it: a man in the garden is Wonen.
"""

from __future__ import annotations

from collections.abc import Iterable

from nlp.form.source import Source, Span
from nlp.form.spotting import Spotter
from nlp.form.weighing import Features, weights
from nlp.text import words

#: What a text is about, by name: the letters the words begin with, and the words.
_Table = tuple[tuple[str, Spotter], ...]
DOMAINS: _Table = (
    (
        "Werk",
        Spotter(
            "werkk|werkp|gemeenteh|stadh|provincieh|raadz|op mijn|spreekk|balie|workp|domein|spreekuur",
            r"\b(?:werkkamer|werkplek|(?:gemeentehuis|stadhuis|provinciehuis|raadzaal) beveilig\w+|op mijn werk|"
            r"spreekkamers?|"
            r"balie|workplace|domein werk|spreekuur)\b",
        ),
    ),
    (
        "Wonen",
        Spotter(
            "wonings|woninga|woon|home|house|huiss|hang|inbraakw|buitenv|videod|alarmi|wenning|veilig|naar |domein|"
            "beveilig|"
            "voor ons|voor mijn|sloten|houten d",
            r"\b(?:woningscan|woningadvies|huisscan|woonadvies|home (?:advice|scan|visit|security)|house (?:scan|"
            r"check)|"
            r"hang- en sluitwerk|inbraakwerend\w*|buitenverlichting|videodeurbel|alarminstallatie|wenning\w*|"
            r"veilig wonen|"
            r"domein wonen|beveiliging van (?:ons|mijn|het|de) (?:huis|woning)|(?:naar|voor) (?:ons|mijn) (?:huis|"
            r"woning)|"
            r"sloten|houten deuren)\b",
        ),
    ),
    (
        "Informatie",
        Spotter(
            "digita|cyber|wachtw|gehackt|hack|wifi|vindb|kadaster|phish|passw|online|persoonlijke inf|domein",
            r"\b(?:digita\w+|cyber\w*|wachtwoord\w*|gehackt|hack\w*|wifi|vindbaar\w*|kadaster\w*|phishing|passwords?|"
            r"online (?:vindba\w+|veilig\w*|gegevens)|persoonlijke informatie|domein informatie)\b",
        ),
    ),
    (
        "Verplaatsen",
        Spotter(
            "onderweg|reizen|dienstauto|woon-werk|route|verplaatsen|commut|travel|driving|domein",
            r"\b(?:onderweg|reizen|dienstauto|woon-werk\w*|route naar|domein verplaatsen|commut\w+|travel\w*|"
            r"driving)\b",
        ),
    ),
)
THEMES: _Table = (
    (
        "agressie en geweld",
        Spotter("agress|aggress|geweld|viol", r"\b(?:agg?ressie\w*|geweld|aggression|violence|geweldd\w+)\b"),
    ),
    (
        "woninginbraak",
        Spotter(
            "woningi|inbr|ingeb|burg|break|leegg",
            r"\b(?:woninginbra\w+|inbra\w+|inbreker\w*|ingebroken|burglar\w*|break-?ins?|leeggehaald)\b",
        ),
    ),
    (
        "woningoverval",
        Spotter("woningo|overval|robb|home", r"\b(?:woningoverval\w*|overval\w*|robber\w*|home invasion)\b"),
    ),
    (
        "cybercrime",
        Spotter(
            "cyber|gehackt|hack|phish|digitale",
            r"\b(?:cyber\w*|gehackt|hack\w*|phishing|digitale veiligheid)\b",
        ),
    ),
    (
        "brandstichting",
        Spotter(
            "brandst|brand g|brandv|in brand|arson",
            r"\b(?:brandsticht\w+|brand gesticht|in brand(?= (?:ge)?st)|in brand steken|arson\w*|brandveilig\w*)\b",
        ),
    ),
)


#: The file with the learned weights, and from which chance on a domain is told that no word names.
WEIGHTS = "domein"
_TOLD_FROM = 0.3
_MOST_WORDS = 150


def domains_of(source: Source) -> dict[str, Span | None]:
    """The domains of a message, with the first place that names one; None when only the words together tell it."""
    words_ = named(DOMAINS, source)
    chances = weights(WEIGHTS).chances(clues(source, words_))
    told: dict[str, Span | None] = {name: words_.get(name) for name, chance in chances.items() if chance >= _TOLD_FROM}
    return told | words_


def clues(source: Source, words_: Iterable[str]) -> Features:
    """What speaks for a domain: the domains that are named, and the words of the message."""
    own = (f"tekst:{word}" for word in words(source.folded)[:_MOST_WORDS])
    return dict.fromkeys((*own, *(f"noemt:{name}" for name in words_)), 1.0)


def named(table: _Table, source: Source) -> dict[str, Span]:
    """The names of a table that a text speaks of, with the first place."""
    found = ((name, words.search(source.folded, source.index)) for name, words in table)
    return {name: match.span() for name, match in found if match}
