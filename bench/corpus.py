"""Mails to measure with: the same bytes for the same seed, in the mix that a desk gets. Not for judging the reader.

0.8 to about 40 kB, one in five with an attachment, three character sets, plain, HTML and both, replies with history.
"""

from __future__ import annotations

import random
from email.message import EmailMessage

_SENTENCES = (
    "Graag hoor ik wanneer de adviseur langs kan komen.",
    "Ik ben sinds dit voorjaar wethouder en mijn voorganger wees mij op u.",
    "De bestuurssecretaresse stemt de agenda met u af.",
    "Onze gemeentesecretaris vroeg mij dit bij u te melden.",
    "Er is geen aanleiding, wij doen dit uit voorzorg.",
    "Het gaat om een hoekwoning met een achterom en een schuur.",
    "In de week van het reces ben ik niet bereikbaar.",
    "Wij gaan in het najaar verhuizen en willen het daarvoor geregeld hebben.",
    "Kunt u bevestigen dat u dit bericht hebt ontvangen?",
    "De camera's van de vorige bewoner hangen er nog, maar werken niet meer.",
    "Voor de coördinatie met de politie is één vast aanspreekpunt prettig.",
    "Het adviesrapport heb ik nog niet gezien; ligt het bij de BVA?",
    "De griffier denkt graag mee over de vorm van het gesprek.",
    "Een reünie van oud-collega's noemde uw dienst met ere.",
    "Ik reis veel met het openbaar vervoer tussen huis en provinciehuis.",
    "Uw brief van vorige week was duidelijk, dank daarvoor.",
    "Mijn partner wil graag bij het gesprek aanwezig zijn.",
    "Het waterschap vergoedt de maatregelen, zo begrijp ik.",
    "De sloten zijn drie jaar geleden vervangen.",
    "Laat het mij weten als u nog iets van mij nodig hebt.",
)
_SUBJECTS = (
    "Woningscan",
    "Veiligheidsadvies",
    "Afspraak",
    "Vraag over het adviesrapport",
    "Re: Uw aanvraag",
    "Gegevens",
)
_CHARSETS = ("utf-8", "utf-8", "iso-8859-1", "windows-1252")
_WITH_ATTACHMENT, _HTML, _HISTORY, _AUTOMATIC = 0.2, 0.4, 0.3, 0.03


def mail(number: int, seed: int = 1) -> bytes:
    """Mail `number` of series `seed`; its token `K<seed>-<number>` stands in subject and text."""
    chance = random.Random(f"{seed}/{number}")  # noqa: S311 - repeatable, not secret
    token = f"K{seed}-{number:06d}"
    message = EmailMessage()
    message["From"] = f"Melder {number} <melder{number}@gemeente{number % 340}.example>"
    message["To"] = "wvb@example.test"
    message["Subject"] = f"{chance.choice(_SUBJECTS)} {token}"
    message["Date"] = f"Mon, 02 Nov 2026 {chance.randrange(24):02d}:{chance.randrange(60):02d}:00 +0100"
    message["Message-ID"] = f"<{token}@bench.example>"
    if chance.random() < _AUTOMATIC:
        message["Auto-Submitted"] = "auto-replied"
    _fill(message, chance, token)
    return message.as_bytes()


def mails(count: int, seed: int = 1, first: int = 0) -> list[bytes]:
    """`count` mails of a series."""
    return [mail(number, seed) for number in range(first, first + count)]


def _fill(message: EmailMessage, chance: random.Random, token: str) -> None:
    text = _text(chance, token)
    charset = chance.choice(_CHARSETS)
    message.set_content(text, charset=charset)
    if chance.random() < _HTML:
        paragraphs = "".join(f"<p>{part}</p>" for part in text.split("\n\n"))
        message.add_alternative(f"<html><body>{paragraphs}</body></html>", subtype="html", charset=charset)
    if chance.random() < _WITH_ATTACHMENT:
        body = chance.randbytes(chance.randrange(1_000, 25_000))
        message.add_attachment(body, maintype="application", subtype="octet-stream", filename=f"bijlage {token}.bin")


def _text(chance: random.Random, token: str) -> str:
    paragraphs = [" ".join(chance.choices(_SENTENCES, k=chance.randrange(2, 7))) for _ in range(chance.randrange(1, 9))]
    paragraphs.append(f"Kenmerk {token}.")
    text = "\n\n".join(["Geachte heer, mevrouw,", *paragraphs, "Met vriendelijke groet,\nMelder"])
    if chance.random() < _HISTORY:
        quoted = "\n".join(f"> {line}" for line in chance.choices(_SENTENCES, k=6))
        text += f"\n\nOp ma 2 nov 2026 om 10:00 schreef Desk <wvb@example.test>:\n{quoted}\n"
    return text
