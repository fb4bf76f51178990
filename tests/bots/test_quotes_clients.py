"""Whole Dutch mails as the usual programs write them: exactly the person's own words are new.

Each case is (program, text, own words); the text of the quote is always about `oude tekst`.
"""

import pytest

from bots.markup import html_text
from bots.quotes import split
from casework.messages import Part, PartKind

OWN = frozenset({"wvb@desk.example"})
DESK = "Weerbaar Bestuur <wvb@desk.example>"


def new_of(parts: list[Part]) -> str:
    return "\n".join(part.text for part in parts if part.kind is PartKind.NEW)


def folded(text: str) -> str:
    return " ".join(text.split())


CASES = [
    (
        "Outlook voor Windows",
        (
            "Dinsdag past mij.\n"
            "\n"
            "Met vriendelijke groet,\n"
            "Jan Jansen\n"
            "Gemeente Voorbeeld\n"
            "\n"
            "Van: Weerbaar Bestuur <wvb@desk.example>\n"
            "Verzonden: maandag 2 november 2026 10:00\n"
            "Aan: Jan Jansen <jan@gemeente.example>\n"
            "Onderwerp: RE: gesprek\n"
            "\n"
            "Beste Jan,\n"
            "oude tekst\n"
        ),
        "Dinsdag past mij.",
    ),
    (
        "Outlook op het web",
        (
            "Dinsdag past mij.\n"
            "________________________________\n"
            "Van: Weerbaar Bestuur <wvb@desk.example>\n"
            "Verzonden: maandag 2 november 2026 10:00\n"
            "Aan: Jan Jansen\n"
            "Onderwerp: Re: gesprek\n"
            "\n"
            "oude tekst"
        ),
        "Dinsdag past mij.",
    ),
    (
        "Outlook voor Mac",
        (
            "Dinsdag past mij.\n"
            "\n"
            "Van: Weerbaar Bestuur <wvb@desk.example>\n"
            "Datum: maandag, 2 november 2026 om 10:00\n"
            "Aan: Jan <jan@gemeente.example>\n"
            "Onderwerp: Re: gesprek\n"
            "oude tekst"
        ),
        "Dinsdag past mij.",
    ),
    (
        "Outlook in het Engels",
        (
            "Tuesday is fine.\n"
            "\n"
            "From: Weerbaar Bestuur <wvb@desk.example>\n"
            "Sent: Monday, November 2, 2026 10:00 AM\n"
            "To: Jan Jansen\n"
            "Cc: Griffie\n"
            "Subject: RE: gesprek\n"
            "\n"
            "oude tekst"
        ),
        "Tuesday is fine.",
    ),
    (
        "Outlook voor iOS",
        (
            "Bel me maar.\n"
            "\n"
            "Outlook voor iOS<https://aka.ms/xyz> downloaden\n"
            "________________________________\n"
            "Van: Weerbaar Bestuur <wvb@desk.example>\n"
            "Verzonden: maandag 2 november 2026 10:00\n"
            "Aan: Jan\n"
            "Onderwerp: gesprek\n"
            "\n"
            "oude tekst"
        ),
        "Bel me maar.",
    ),
    (
        "Outlook voor Android",
        (
            "Bel me maar.\n"
            "\n"
            "Verzonden vanuit Outlook voor Android<https://aka.ms/xyz>\n"
            "\n"
            "Van: Weerbaar Bestuur <wvb@desk.example>\n"
            "Verzonden: maandag 2 november 2026 10:00\n"
            "Aan: Jan\n"
            "Onderwerp: gesprek\n"
            "\n"
            "oude tekst"
        ),
        "Bel me maar.",
    ),
    (
        "oude Outlook",
        (
            "Is goed.\n"
            "\n"
            "-----Oorspronkelijk bericht-----\n"
            "Van: Weerbaar Bestuur <wvb@desk.example>\n"
            "Verzonden: maandag 2 november 2026 10:00\n"
            "Aan: Jan\n"
            "Onderwerp: gesprek\n"
            "\n"
            "oude tekst"
        ),
        "Is goed.",
    ),
    (
        "Gmail op de computer",
        (
            "Ja, graag.\n"
            "\n"
            "Op ma 2 nov 2026 om 10:00 schreef Weerbaar Bestuur <wvb@desk.example>:\n"
            "\n"
            "> oude tekst\n"
            ">\n"
            "> meer\n"
        ),
        "Ja, graag.",
    ),
    (
        "Gmail-app, adres op de volgende regel",
        (
            "Ja, graag.\n"
            "\n"
            "Op ma 2 nov 2026 10:00 schreef Weerbaar Bestuur van het CCV <\n"
            "wvb@desk.example>:\n"
            "\n"
            "> oude tekst\n"
        ),
        "Ja, graag.",
    ),
    (
        "Gmail, onder de vraag geantwoord",
        (
            "Op ma 2 nov 2026 om 10:00 schreef Weerbaar Bestuur <wvb@desk.example>:\n"
            "\n"
            "> oude tekst\n"
            "> Wanneer kunt u?\n"
            "\n"
            "Dinsdag om tien uur.\n"
        ),
        "Dinsdag om tien uur.",
    ),
    (
        "Gmail, tussen de vragen geantwoord",
        (
            "Dank voor uw bericht.\n"
            "\n"
            "Op ma 2 nov 2026 om 10:00 schreef Weerbaar Bestuur <wvb@desk.example>:\n"
            "> oude tekst\n"
            "> Wanneer kunt u?\n"
            "Dinsdag.\n"
            "> Waar wilt u spreken?\n"
            "Thuis, ik durf de straat niet op.\n"
            "> Groet\n"
        ),
        "Dank voor uw bericht. Dinsdag. Thuis, ik durf de straat niet op.",
    ),
    (
        "Gmail, afgebroken regels zonder teken",
        (
            "Ja.\n"
            "\n"
            "Op ma 2 nov 2026 om 10:00 schreef Weerbaar Bestuur <wvb@desk.example>:\n"
            "> oude tekst van een zin die zo lang is dat het programma hem ergens moest\n"
            "afbreken zonder teken.\n"
            "> Wij bellen u.\n"
        ),
        "Ja.",
    ),
    (
        "Apple Mail",
        (
            "Klopt.\n"
            "\n"
            "> Op 2 nov 2026, om 10:00 heeft Weerbaar <wvb@desk.example> het volgende geschreven:\n"
            "> \n"
            "> oude tekst\n"
        ),
        "Klopt.",
    ),
    (
        "iPhone",
        (
            "Klopt.\n"
            "\n"
            "Verstuurd vanaf mijn iPhone\n"
            "\n"
            "> Op 2 nov 2026 om 10:00 heeft Weerbaar <wvb@desk.example> het volgende geschreven:\n"
            "> \n"
            "> \ufeffoude tekst\n"
        ),
        "Klopt.",
    ),
    (
        "iPhone, zonder tekens",
        (
            "Klopt.\n"
            "Verstuurd vanaf mijn iPhone\n"
            "\n"
            "Op 2 nov 2026 om 10:00 heeft Weerbaar <wvb@desk.example> het volgende geschreven:\n"
            "\n"
            "\ufeffoude tekst\n"
        ),
        "Klopt.",
    ),
    (
        "Thunderbird",
        (
            "Zie onder.\n"
            "\n"
            "Op 2-11-2026 om 10:00 schreef Weerbaar Bestuur:\n"
            "> oude tekst\n"
            ">\n"
            ">> nog ouder\n"
            "\n"
            "-- \n"
            "Jan Jansen\n"
        ),
        "Zie onder.",
    ),
    (
        "Thunderbird, onder de vraag geantwoord",
        (
            "Op 02-11-2026 10:00, Weerbaar Bestuur schreef:\n"
            "> oude tekst\n"
            "\n"
            "Dat is goed.\n"
            "Tot dinsdag.\n"
            "\n"
            "-- \n"
            "Jan\n"
            "06-12345678\n"
        ),
        "Dat is goed. Tot dinsdag.",
    ),
    (
        "Roundcube",
        ("Prima.\n\nWeerbaar Bestuur schreef op 2026-11-02 10:00:\n\n> oude tekst\n"),
        "Prima.",
    ),
    (
        "nieuwe Roundcube",
        ("Prima.\n\nOp 2026-11-02 10:00 schreef Weerbaar Bestuur:\n\n> oude tekst\n\nNog iets: hij stond er weer.\n"),
        "Prima. Nog iets: hij stond er weer.",
    ),
    (
        "Vlaamse webmail",
        ("Prima.\n\nWeerbaar Bestuur heeft geschreven op 02.11.2026 10:00:\n\n> oude tekst\n"),
        "Prima.",
    ),
    (
        "Horde",
        ("Prima.\n\nCiteren Weerbaar Bestuur <wvb@desk.example>:\n\n> oude tekst\n"),
        "Prima.",
    ),
    (
        "Ziggo webmail",
        ("Goed.\n\n> Op 02-11-2026 10:00 CET schreef Weerbaar Bestuur <wvb@desk.example>:\n> \n> \n> oude tekst\n"),
        "Goed.",
    ),
    (
        "Ziggo webmail, zonder tekens",
        ("Goed.\nOp 02-11-2026 10:00 CET schreef Weerbaar Bestuur <wvb@desk.example>:\n\n\noude tekst\n"),
        "Goed.",
    ),
    (
        "KPN webmail",
        (
            "Goed.\n"
            "\n"
            "----Origineel Bericht----\n"
            "Van : Weerbaar Bestuur <wvb@desk.example>\n"
            "Datum : 02/11/2026 - 10:00 (CET)\n"
            "Aan : jan@kpn.example\n"
            "Onderwerp : gesprek\n"
            "\n"
            "oude tekst\n"
        ),
        "Goed.",
    ),
    (
        "KPN webmail (Zimbra)",
        (
            "Goed.\n"
            "\n"
            'Van: "Weerbaar" <wvb@desk.example>\n'
            'Aan: "jan" <jan@kpn.example>\n'
            "Verzonden: Maandag 2 november 2026 10:00:00\n"
            "Onderwerp: gesprek\n"
            "\n"
            "oude tekst\n"
        ),
        "Goed.",
    ),
    (
        "Samsung",
        (
            "Oké.\n"
            "\n"
            "Verzonden vanaf mijn Galaxy\n"
            "\n"
            "\n"
            "-------- Oorspronkelijk bericht --------\n"
            "Van: Weerbaar Bestuur <wvb@desk.example>\n"
            "Datum: 02-11-2026 10:00 (GMT+01:00)\n"
            "Aan: jan@gemeente.example\n"
            "Onderwerp: gesprek\n"
            "\n"
            "oude tekst"
        ),
        "Oké.",
    ),
    (
        "GroupWise",
        ("Goed.\n\n>>> Weerbaar Bestuur <wvb@desk.example> 2-11-2026 10:00 >>>\nBeste Jan,\noude tekst\n"),
        "Goed.",
    ),
    (
        "Zoho",
        ("Goed.\n\n---- Op ma, 02 nov 2026 10:00:00 +0100 wvb@desk.example schreef ----\n\n> oude tekst\n"),
        "Goed.",
    ),
    (
        "Yahoo",
        (
            "Goed.\n"
            "\n"
            "    Op maandag 2 november 2026 om 10:00:00 CET schreef Weerbaar Bestuur <wvb@desk.example>:  \n"
            " \n"
            " oude tekst\n"
        ),
        "Goed.",
    ),
    (
        "Proton",
        (
            "Goed.\n"
            "\n"
            "Verzonden met Proton Mail beveiligde e-mail.\n"
            "\n"
            "Op maandag 2 november 2026 om 10:00, schreef Weerbaar Bestuur <wvb@desk.example>:\n"
            "\n"
            "> oude tekst\n"
        ),
        "Goed.",
    ),
    (
        "een pagina zonder regeleinden",
        ("Dinsdag past mij. Op ma 2 nov 2026 om 10:00 schreef Weerbaar Bestuur <wvb@desk.example>:\n> oude tekst\n"),
        "Dinsdag past mij.",
    ),
    (
        "Yandex",
        ('Goed.\n\n02.11.2026, 10:00, "Weerbaar" <wvb@desk.example>:\n\noude tekst\n'),
        "Goed.",
    ),
]


@pytest.mark.parametrize(("program", "text", "own"), CASES, ids=[case[0] for case in CASES])
def test_the_own_words_are_new_and_the_old_ones_are_not(program: str, text: str, own: str) -> None:
    """Whichever program wrote the mail; and no line is dropped."""
    parts = split(text, own_addresses=OWN)
    assert folded(new_of(parts)) == own, program
    assert any("oude tekst" in part.text for part in parts if part.kind is PartKind.QUOTED)


PAGES = [
    (
        "Gmail",
        (
            '<div dir="ltr">Ja, graag.</div><br><div class="gmail_quote"><div class="gmail_attr">Op '
            "ma 2 nov 2026 om 10:00 schreef Weerbaar &lt;<a "
            'href="mailto:wvb@desk.example">wvb@desk.example</a>&gt;:<br></div><blockquote '
            'class="gmail_quote"><div>oude tekst</div></blockquote></div>'
        ),
    ),
    (
        "Outlook",
        (
            '<p class="MsoNormal">Ja, graag.</p><div style="border-top:solid 1pt"><p><b>Van:</b> '
            "Weerbaar &lt;wvb@desk.example&gt;<br><b>Verzonden:</b> maandag 2 november 2026 "
            "10:00<br><b>Aan:</b> Jan<br><b>Onderwerp:</b> RE: gesprek</p></div><p>oude tekst</p>"
        ),
    ),
    (
        "Apple Mail",
        (
            '<div>Ja, graag.</div><div><br><blockquote type="cite"><div>Op 2 nov 2026, om 10:00 heeft'
            " Weerbaar &lt;wvb@desk.example&gt; het volgende geschreven:</div><br><div>oude "
            "tekst</div></blockquote></div>"
        ),
    ),
]


@pytest.mark.parametrize(("program", "page"), PAGES, ids=[case[0] for case in PAGES])
def test_pages_are_split_as_plain_mail_is(program: str, page: str) -> None:
    """The same programs, without a plain version."""
    parts = split(html_text(page), own_addresses=OWN)
    assert folded(new_of(parts)) == "Ja, graag.", program
    assert any("oude tekst" in part.text for part in parts if part.kind is PartKind.QUOTED)


HEADED = (
    f"Van: {DESK}\nVerzonden: maandag 2 november 2026 10:00\nAan: Jan\nOnderwerp: gesprek\n\n"
    "Bent u bedreigd?\nJa, door de man van vorige week.\nWaar was dat?\nVoor mijn huis.\n\n"
    "Van: Jan <jan@gemeente.example>\nVerzonden: zondag 1 november 2026 10:00\nAan: Desk\nOnderwerp: gesprek\n\nouder\n"
)


@pytest.mark.parametrize(
    "announcement",
    [
        "Zie mijn antwoorden hieronder in rood.",
        "Ik heb mijn reactie tussen de tekst gezet.",
        "Mijn antwoorden staan in het rood.",
        "In rood mijn antwoord.",
        "Ik heb in je mail gereageerd, in blauw.",
        "See my comments below in red.",
        "My answers are inline.",
    ],
)
def test_announced_answers_within_a_quote_are_new(announcement: str) -> None:
    """Nothing tells them from the quote; the older history is a quote all the same."""
    new = new_of(split(f"{announcement}\n\n{HEADED}", own_addresses=OWN, is_reply=True))
    assert "Ja, door de man van vorige week." in new
    assert "Voor mijn huis." in new
    assert "Verzonden: maandag" not in new
    assert "ouder" not in new


@pytest.mark.parametrize(
    "text",
    [
        "Zie hieronder.",
        "Ik wacht op uw antwoord. Het staat hieronder.",
        "Hij is rood.",
        "Ik wil antwoord over de rode auto.",
    ],
)
def test_pointing_at_a_quote_announces_nothing(text: str) -> None:
    """`Zie hieronder` stands above most forwards."""
    assert new_of(split(f"{text}\n\n{HEADED}", own_addresses=OWN, is_reply=True)) == text


def test_announced_answers_in_marked_lines_are_new_on_the_first_level_only() -> None:
    """Answers in colour inside a marked quote carry its marks in plain text; unmarked ones between them do not."""
    intro = f"Mijn antwoorden staan in rood.\n\nOp ma 2 nov 2026 om 10:00 schreef {DESK}:\n"
    within = new_of(split(f"{intro}> Bent u bedreigd?\n> Ja, gisteren.\n>> ouder\n"))
    assert "Ja, gisteren." in within
    assert "ouder" not in within
    assert "Bent u" not in new_of(split(f"{intro}> Bent u bedreigd?\nJa, gisteren.\n> Groet\n"))


@pytest.mark.parametrize(
    "answer",
    [
        "Ja.",
        "ja, dat klopt",
        "Dinsdag om tien uur",
        "ik durf niet",
        "klopt, hij stond er weer",
    ],
)
@pytest.mark.parametrize(
    "question",
    [
        "> Kunt u komen?",
        "> Wij vragen ons af of u dinsdag kunt komen voor een lang gesprek met ons?",
        "> Wij vragen ons af of u dinsdag kunt komen voor een lang gesprek met ons.",
        "> Bent u ooit bedreigd",
    ],
)
def test_an_answer_right_below_a_question_is_not_the_tail_of_a_broken_line(question: str, answer: str) -> None:
    """The sentence above it has ended, or the answer begins as answers do."""
    assert new_of(split(f"{question}\n{answer}\n> En waar?\n")) == answer


@pytest.mark.parametrize("answer", ["ja, dat klopt", "ik durf niet", "klopt, hij stond er weer", "nooit"])
def test_an_answer_right_below_a_long_line_without_an_end_is_new(answer: str) -> None:
    """What begins as an answer is not the tail of the line above it."""
    question = "> Wij vragen ons af of u dinsdag kunt komen voor een lang gesprek met de man"
    assert new_of(split(f"{question}\n{answer}\n> En waar?\n")) == answer
    assert new_of(split(f"{question}\nvan de gemeente\n> En waar?\n")) == ""


def test_words_of_the_quote_said_again_between_its_lines_belong_to_it() -> None:
    """A program that breaks lines twice leaves such rests; a person who answers says something else."""
    quote = "> Dinsdag komt onze adviseur rond tien uur.\n> Past dat?"
    assert new_of(split(f"Ja.\n\n{quote}\nonze adviseur rond tien uur.\n> Groet\n")) == "Ja."
    assert new_of(split(f"Ja.\n\n{quote}\nonze hond bijt.\n> Groet\n")) == "Ja.\nonze hond bijt."


def test_the_end_of_a_broken_link_belongs_to_the_quote() -> None:
    """Programs break long links without a mark."""
    assert new_of(split("Ja.\n> Zie hier (https://www.voorbeeld.example/a\nb=1)\n> en bel ons\n")) == "Ja."
    assert new_of(split("Ja.\n> Zie hier\n(https://www.voorbeeld.example/a) >\n> en bel ons\n")) == "Ja."


def test_raw_header_fields_are_a_forward_without_a_sender() -> None:
    """Nobody types seconds and a zone; a date alone in a story is none."""
    fields = "Date: Mon, 02 Nov 2026 10:00:00 +0100\nTo: jan@gemeente.example\n\noude tekst"
    assert [part.kind for part in split(f"Zie dit.\n\n{fields}")] == [PartKind.NEW, PartKind.FORWARDED]
    assert new_of(split("Datum: 2 november\nAan: jan@gemeente.example\n\nHij was er weer.")).endswith("weer.")


def test_zoho_introduces_without_a_colon() -> None:
    """And marks nothing below it."""
    text = "Goed.\n\nOp ma, 2 nov 2026 10:00:00 +0100 Desk <wvb@desk.example> schreef\n\noude tekst"
    assert new_of(split(text)) == "Goed."


@pytest.mark.parametrize(
    "opening",
    [
        "-----Weerbaar schreef: -----",
        "-----Weerbaar Bestuur <wvb@desk.example> schreef: -----",
        "-----Weerbaar wrote: -----",
    ],
)
def test_notes_introduces_between_rules(opening: str) -> None:
    """With the fields of the header below it."""
    fields = "Aan: jan@gemeente.example\nVan: Weerbaar\nDatum: 02-11-2026 10:00\nOnderwerp: gesprek"
    assert new_of(split(f"Dinsdag past mij.\n\n{opening}\n{fields}\n\noude tekst")) == "Dinsdag past mij."
    assert new_of(split("-----Hij schreef: -----\nik weet je te vinden\nWat nu?")).endswith("Wat nu?")


def test_after_thousands_of_candidates_a_quote_is_new() -> None:
    """The reader stops looking; in doubt a line is new."""
    text = "Op maandag\n" * 3_000 + "Op ma 2 nov 2026 om 10:00 schreef X <x@y.example>:\noude tekst"
    assert [part.kind for part in split(text)] == [PartKind.NEW]


@pytest.mark.parametrize(
    "text",
    [
        "Op 3 juni om 10:00 kreeg ik post van jan@elders.example. Daar schreef Jan op 4 juni:\nje gaat eraan",
        "Op 3 juni 2026 om 10:00 schreef hij mij:\nik weet je te vinden\nWat nu?",
        "Op 3 juni om 10:00 stond hij er. Hij schreef op 4 juni 2026:\nje gaat eraan\nWat nu?",
        "Aan: het CCV\nVan: wethouder Jansen\nDatum: 3 juni 2026\nBetreft: dreiging\n\nIk word bedreigd.",
        "Van: Jan Jansen\nAan: het CCV\nOnderwerp: dreiging\nDatum: 3 juni\n\nIk word bedreigd.",
        "| Datum | Wat |\n| 3 juni | baksteen door de ruit |\nWat nu?",
        ">>> LEES DIT <<<\nik weet je te vinden",
        "Om 10:00 mailde Jan aan mij <jan@gemeente.example>:\nje gaat eraan",
        "Zo stuurde hij om 10:00 aan <jan@gemeente.example>:\nje gaat eraan",
    ],
)
def test_a_story_a_letter_and_a_table_are_no_quote(text: str) -> None:
    """All of it is what the person has to say."""
    assert new_of(split(text)) == text


@pytest.mark.parametrize(
    "text", ["a\n> b\n" * 6_000, "Van: a\n" * 20_000, "Groet,\n" * 20_000, "Op ma 2 jun\n" * 20_000]
)
def test_hostile_repetition_keeps_every_line(text: str) -> None:
    """Also when the number of looks is used up."""
    assert "\n".join(part.text for part in split(text)).split("\n") == text.rstrip("\n").split("\n")
