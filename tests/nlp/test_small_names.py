"""Names typed without capitals, last names by themselves, and which of two names stays."""

from __future__ import annotations

from datetime import datetime

import pytest

from casework.assessment import Fields
from casework.conversation import Conversation, Heard, Need, merged
from nlp.chat.answers import hear
from nlp.form.dates import AMSTERDAM

AT = datetime(2026, 5, 20, 10, 0, tzinfo=AMSTERDAM)


def _hear(text: str, asked: Need | None = None) -> Heard:
    return hear(text, asked, AT)


def _after(*turns: str, asked: Need | None = None) -> Conversation:
    """The state after turns of which the last answers `asked`."""
    state = Conversation()
    for place, text in enumerate(turns, 1):
        state = merged(state, _hear(text, asked if place == len(turns) else None), Fields())
    return state


@pytest.mark.parametrize(
    ("text", "asked", "name"),
    [
        ("het gaat om yara bennink, raadslid. bel mij 038 421 55 66", Need.PHONE, "yara bennink"),
        ("ik meld burgemeester joris van den akkerveen aan", None, "joris van den akkerveen"),
        ("aanvraag staat op sofie terwindt, statenlid", Need.PHONE, "sofie terwindt"),
        ("wethouder almere hier (bjorn hessels). graag een scan", None, "bjorn hessels"),
        ("wim snel. raadslid losser", None, "wim snel"),
        ("geert oude nijhuis heet hij", Need.PHONE, "geert oude nijhuis"),
        ("zo. roelie huizenga-bolt, ja met een streepje", Need.PHONE, "roelie huizenga-bolt"),
        ("mijn naam is tjitske hoogeveld nul zes veertig", Need.PHONE, "tjitske hoogeveld"),
        ("ik bin aukje wynia en sit yn de ried", None, "aukje wynia"),
        ("po, pauline verschuur. 06 47 33 10 92", Need.PERSON, "pauline verschuur"),
        ("Goeie, mei Jeltsje Dykstra, ik sit yn de ried", None, "Jeltsje Dykstra"),
        ("Karel Pinto Ferrera", Need.PHONE, "Karel Pinto Ferrera"),
        ("raadslid, ede, kersvers van de band", Need.PHONE, None),
        ("06 24 71 80 59, sorry voor mijn trage vingers en tikfouten", Need.PHONE, None),
        ("ik heb jaren met aannemers gewerkt", Need.CONFIRM, None),
        ("met zessen. helmen op. ze staan voor de poort", Need.THREATENED, None),
        ("jo habets heet ie", Need.PHONE, "jo habets"),
        ("joke habets hiet ze", Need.PHONE, "joke habets"),
        ("sjraar janssen, zo heit ik", Need.PERSON, "sjraar janssen"),
        ("goeienaovend samen, ik ben wethouder in Venray", None, None),
        ("ey goeienaovond", None, None),
        ("goejemorge allemaal", None, None),
        ("det klop allemaol", Need.CONFIRM, None),
        ("rob goedhart, raadslid", None, "rob goedhart"),
        ("ze heet Corrie Bakhuis haar nr is 0621 60 47 39", Need.SAFE, "Corrie Bakhuis"),
    ],
)
def test_a_name_in_small_letters_is_told_from_other_words(text: str, asked: Need | None, name: str | None) -> None:
    """Rare words that follow each other are no name, unless the words around them make them one."""
    assert _hear(text, asked).fields.person == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Wethouder Kromstaf, Medemblik", "Kromstaf"),
        ("Mevrouw Veldman, gedeputeerde Groningen", "Veldman"),
        ("Voor raadslid dhr. Post, gemeente Ede", "Post"),
        ("Wit hier, raadslid Houten", "Wit"),
        ("West, wethouder te Goes", "West"),
        ("Ik ben statenlid in Limburg. Van Elf.", "Van Elf"),
        ("Raadslid in Ede. P. Best. Ik houd het kort", "P. Best"),
        ("Goedemiddag, raadslid in Ede", None),
        ("Wethouder Ommen", None),
    ],
)
def test_a_last_name_stands_beside_an_office(text: str, name: str | None) -> None:
    """An honour or an office makes a word a name, a town stays a town."""
    assert _hear(text).fields.person == name


@pytest.mark.parametrize(
    ("turns", "name"),
    [
        (("raadslid Henk Dommel", "ach, onderbouwers getimmerd heb ik"), "Henk Dommel"),
        (("scan sorry typo raadslid ede, klikfout zwabber", "Bart Teunissen. tel 06 4490 1826"), "Bart Teunissen"),
        (("raadslid Ad Buijs", "naam is Buijsen niet Buijs, autocorrect"), "Ad Buijsen"),
        (("Gedeputeerde in Zeeland, Van Dam.", "Margot van Dam. Preventief"), "Margot van Dam"),
        (("raadslid Jan Vis", "Moet ik mijn partner ook opgeven? Die heet Lars"), "Jan Vis"),
        (("mijn moeder is burgemeester van Ede", "ik heet Floor, mama heet Marit Spaans-Vos."), "Marit Spaans-Vos"),
    ],
)
def test_the_surest_name_stays(turns: tuple[str, ...], name: str) -> None:
    """One with capitals goes before a guess from small letters; halves become one, and a last name may be corrected."""
    assert _after(*turns, asked=Need.PHONE).fields.person == name


def test_a_first_and_a_last_name_in_two_turns_become_one() -> None:
    """Each typed small and by itself; what is said later beside other words does not."""
    state = _after("raadslid ede", "noa", asked=Need.PHONE)
    state = merged(state, _hear("vreeken", Need.CONFIRM), Fields())
    assert state.fields.person == "noa vreeken"
    assert merged(state, _hear("zwabberdeurtje", Need.CONFIRM), Fields()).fields.person == "noa vreeken"
