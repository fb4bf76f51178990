"""New, quoted, forwarded, signature: each line in some part, nothing lost."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bots.quotes import split
from casework.messages import Part, PartKind

OWN = frozenset({"wvb@desk.example"})
NEW, QUOTED, FORWARDED, SIGNATURE = PartKind.NEW, PartKind.QUOTED, PartKind.FORWARDED, PartKind.SIGNATURE


def kinds(parts: list[Part]) -> list[PartKind]:
    return [part.kind for part in parts]


def of_kind(parts: list[Part], kind: PartKind) -> str:
    return "\n".join(part.text for part in parts if part.kind is kind)


INTRODUCTIONS = [
    "Op ma 2 jun 2025 om 10:00 schreef Weerbaar <wvb@desk.example>:",
    "Op ma 2 jun 2025 om 10:00 schreef Weerbaar <\nwvb@desk.example>:",
    "Op 2 juni 2025 om 10:00 heeft Weerbaar <wvb@desk.example> het volgende geschreven:",
    "Op 2-6-2025 om 10:00 schreef Weerbaar:",
    "Op 02-06-2025 10:00 CEST schreef Weerbaar <wvb@desk.example>:",
    "Weerbaar schreef op 2025-06-02 10:00:",
    "Weerbaar <wvb@desk.example> heeft op 2 juni 2025 om 10:00 geschreven:",
    "On Mon, Jun 2, 2025 at 10:00 AM Desk <wvb@desk.example> wrote:",
    "On Mon, Jun 2, 2025 at 10:00 AM Desk\n<wvb@desk.example> wrote:",
    'Citeren "Weerbaar" <wvb@desk.example>:',
    "-------- Weerbaar schreef --------",
]


@pytest.mark.parametrize("introduction", INTRODUCTIONS)
def test_a_reply_above_a_quote_is_new(introduction: str) -> None:
    """The introduction and the marked lines are quoted, whichever program wrote them."""
    parts = split(f"Dat is goed.\n\n{introduction}\n\n> Wij bellen u.\n> Tot dan.\n")
    assert kinds(parts) == [NEW, QUOTED]
    assert parts[0].text == "Dat is goed."
    assert "Wij bellen u." in parts[1].text


@pytest.mark.parametrize("introduction", INTRODUCTIONS[:5])
def test_a_quote_without_marks_runs_to_the_end(introduction: str) -> None:
    """Some programs mark nothing."""
    parts = split(f"Dat is goed.\n\n{introduction}\n\nWij bellen u.\nTot dan.")
    assert kinds(parts) == [NEW, QUOTED]


BLOCKS = [
    "Van: {who}\nVerzonden: maandag 2 juni 2025 10:00\nAan: Griffie\nOnderwerp: post",
    "Van: {who}\nDatum: maandag 2 juni 2025 om 10:00\nAan: Griffie\nOnderwerp: post",
    "*Van:* {who}\n*Verzonden:* maandag 2 juni 2025 10:00\n*Aan:* Griffie\n*Onderwerp:* post",
    "________________________________\nVan: {who}\nVerzonden: maandag 2 juni 2025\nAan: Griffie\nOnderwerp: post",
    "-----Oorspronkelijk bericht-----\nVan: {who}\nVerzonden: maandag 2 juni 2025\nAan: Griffie\nOnderwerp: post",
    "-------- Oorspronkelijk bericht --------\nVan: {who}\nDatum: 02-06-25 10:00\nAan: Griffie\nOnderwerp: post",
    "----Origineel Bericht----\nVan : {who}\nDatum : 02/06/2025 - 10:00\nAan : griffie\nOnderwerp : post",
    "-------- Oorspronkelijke bericht --------\nOnderwerp: post\nDatum: 2025-06-02 10:00\nVan: {who}\nNaar: griffie",
    "From: {who}\nSent: Monday, June 2, 2025 10:00 AM\nTo: Griffie\nSubject: post",
    "-----Original Message-----\nFrom: {who}\nSent: Monday, June 2, 2025\nTo: Griffie\nSubject: post",
]


@pytest.mark.parametrize("block", BLOCKS)
def test_a_block_of_headers_is_a_reply_when_it_quotes_us_and_a_forward_when_it_does_not(block: str) -> None:
    """Or when the mail itself says to be a reply."""
    stranger = f"Ter info.\n\n{block.format(who='X <x@elders.example>')}\n\nWij komen eraan.\n"
    ours = f"Ter info.\n\n{block.format(who='Desk <WVB@desk.example>')}\n\nWij bellen u.\n"
    assert kinds(split(stranger, own_addresses=OWN)) == [NEW, FORWARDED]
    assert kinds(split(ours, own_addresses=OWN)) == [NEW, QUOTED]
    assert kinds(split(stranger, own_addresses=OWN, is_reply=True)) == [NEW, QUOTED]


@pytest.mark.parametrize(
    "mark",
    [
        "Begin doorgestuurd bericht:",
        "Begin forwarded message:",
        "---------- Forwarded message ---------",
        "---------- Doorgestuurd bericht ---------",
        "-------- Doorgestuurd bericht --------",
    ],
)
@pytest.mark.parametrize("prefix", ["", "> "])
def test_a_forward_is_forwarded_whatever_the_subject_says(mark: str, prefix: str) -> None:
    """A threat passed on is evidence, not old mail."""
    text = f"Wat moet ik hiermee?\n\n{mark}\n\n{prefix}Van: x@elders.example\n{prefix}Wij komen eraan.\n"
    parts = split(text, own_addresses=OWN, is_reply=True)
    assert kinds(parts) == [NEW, FORWARDED]
    assert "Wij komen eraan." in parts[1].text


def test_answers_between_and_below_quoted_lines_are_new() -> None:
    """Also a threat quoted on top and explained below."""
    parts = split("> Ik weet je te vinden.\n\nDit kreeg ik gisteren.\n\n> En je kinderen.\n\nWat nu?")
    assert kinds(parts) == [QUOTED, NEW, QUOTED, NEW]


@pytest.mark.parametrize(
    "closing",
    [
        "Met vriendelijke groet,",
        "Met vriendelijke groeten",
        "Vriendelijke groet,",
        "Hartelijke groeten,",
        "Groet,",
        "Groetjes,",
        "Mvg,",
        "M.v.g.",
        "Hoogachtend,",
        "Met hartelijke groet,",
        "Kind regards,",
        "Best regards",
        "Regards,",
        "Groet, Jan",
    ],
)
def test_a_closing_and_its_name_block_are_the_signature(closing: str) -> None:
    """Name, function, organisation, telephone, web."""
    block = "Jan Jansen\nSenior adviseur veiligheid\nGemeente Voorbeeld\n\nT 06-12345678 | www.gemeente.example"
    parts = split(f"Graag een gesprek.\n\n{closing}\n\n{block}")
    assert kinds(parts) == [NEW, SIGNATURE]
    assert parts[0].text == "Graag een gesprek."


@pytest.mark.parametrize(
    "after",
    [
        "PS Hij weet waar ik woon.",
        "P.S. bel snel",
        "Ik vergat nog te zeggen dat er gisteren weer een auto voor de deur stond",
        "Hij weet waar ik woon.",
    ],
)
def test_prose_after_a_closing_is_new(after: str) -> None:
    """The worst often comes last."""
    parts = split(f"Graag een gesprek.\n\nGroet,\nJan Jansen\n\n{after}\n")
    assert kinds(parts) == [NEW, SIGNATURE, NEW]
    assert parts[2].text == after


@pytest.mark.parametrize(
    "line",
    [
        "Verstuurd vanaf mijn iPhone",
        "Verzonden vanaf mijn Galaxy",
        "Verzonden met Outlook voor iOS",
        "Sent from my iPad",
        "Verzonden via Outlook voor Android<https://aka.ms/x>",
        "Verstuurd met Proton Mail",
        "Outlook voor iOS downloaden",
    ],
)
def test_what_a_telephone_adds_is_the_signature(line: str) -> None:
    """At the end, or above the quote."""
    assert kinds(split(f"Ja.\n\n{line}\n")) == [NEW, SIGNATURE]
    assert kinds(split(f"Ja.\n\n{line}\n\nOp 2 juni 2025 om 10:00 schreef X <x@y.example>:\n> Nee\n")) == [
        NEW,
        SIGNATURE,
        QUOTED,
    ]


def test_the_mark_of_a_signature_ends_the_text() -> None:
    """Two dashes and a blank, and a disclaimer of many words behind it."""
    parts = split(
        "Ja.\n\n-- \nJan\n\nDit bericht is vertrouwelijk en alleen bestemd voor de geadresseerde van dit bericht."
    )
    assert kinds(parts) == [NEW, SIGNATURE]


@pytest.mark.parametrize(
    "prose",
    [
        "Op 3 juni 2025 schreef hij mij:\nik weet je te vinden",
        "Hij schreef:\nik weet je te vinden",
        "Van: zijn kant hoorde ik niets meer.",
        "Het bericht dat hij schreef was duidelijk.",
        "Op het gemeentehuis kreeg ik dit:\nje gaat eraan",
        "Ik kreeg een doorgestuurd bericht van de griffie.",
        "Met vriendelijke groet en een mes in de deur, zo eindigde de brief die ik kreeg.",
        "Verstuurd vanaf mijn iPhone\nstond eronder, dus hij heeft een iPhone.",
        "- punt een\n- punt twee",
        "Forwarded message",
    ],
)
def test_prose_that_resembles_a_marker_stays_new(prose: str) -> None:
    """When in doubt a line is new."""
    assert kinds(split(f"Beste,\n\n{prose}\n\nWat nu?")) == [NEW]


WORDS = st.sampled_from(
    [
        "Op ma 2 jun 2025 om 10:00 schreef X <x@y.example>:",
        "> oud",
        "Van: x@y.example",
        "Verzonden: ma",
        "Aan: z",
        "Onderwerp: q",
        "-- ",
        "Groet,",
        "Jan",
        "",
        "-----Oorspronkelijk bericht-----",
        "Begin doorgestuurd bericht:",
        "Verstuurd vanaf mijn iPhone",
        "ik word bedreigd.",
        "PS let op",
        "________________________________",
        "schreef:",
        ">",
        "Dit is vertrouwelijk",
    ]
)


@given(st.lists(WORDS | st.text(alphabet=st.characters(exclude_characters="\n\r"), max_size=30), max_size=25))
@settings(max_examples=150, deadline=None)
def test_every_line_ends_up_in_a_part_in_order(lines: list[str]) -> None:
    """Nothing is dropped, doubled or moved."""
    kept = [line for part in split("\n".join(lines)) for line in part.text.split("\n") if line.strip()]
    assert kept == [line for line in lines if line.strip()]


def test_lines_beyond_the_cap_are_new() -> None:
    """Unlabelled, not lost."""
    parts = split("> x\n" * 20_000 + "> staart")
    assert kinds(parts) == [QUOTED, NEW]
    assert parts[1].text == "> staart"


@pytest.mark.parametrize(
    "fields",
    [
        "Van: Henk\nOnderwerp: jij",
        "Van: Henk\nAan: wethouder\nOnderwerp: jij",
        "Onderwerp: jij\nVan: Henk",
        "From: Henk\nSubject: you",
        "*Van:* Henk\n*Onderwerp:* jij",
    ],
)
def test_a_block_copied_by_hand_below_own_words_is_what_somebody_else_wrote(fields: str) -> None:
    """Also without a date and an address; and at the top when the subject says that it is a forward."""
    assert kinds(split(f"Ter info.\n\n{fields}\n\nik weet je te vinden")) == [NEW, FORWARDED]
    assert kinds(split(f"{fields}\n\nik weet je te vinden", is_forward=True)) == [FORWARDED]
    assert kinds(split(f"{fields}\n\nik word bedreigd")) == [NEW]


@pytest.mark.parametrize(
    "text",
    [
        "Wij verhuizen.\nVan: Kerkstraat 1\nNaar: Dorpsstraat 4\nVanaf mei.",
        "Ik kan dinsdag.\nVan: 10:00\nTot: 12:00",
        "Mijn vraag.\n\nOnderwerp: woningscan\nKan dat in mei?",
        "Het formulier.\nVan:\nOnderwerp: scan\nKan dat?",
    ],
)
def test_fields_of_another_kind_are_the_writers_own(text: str) -> None:
    """A move, hours and a form have no sender and subject together."""
    assert kinds(split(text)) == [NEW]
