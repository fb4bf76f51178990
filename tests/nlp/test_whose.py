"""Whose function is named."""

from __future__ import annotations

import pytest

from casework.messages import Part, PartKind
from casework.people import Function
from nlp.form.fields import known_of, read_fields
from nlp.form.whose import named
from nlp.text import read_message
from tests.nlp.conftest import Write

OMMEN = "k.vos@ommen.example"
HOME = "els@thuispost.example"


@pytest.mark.parametrize(
    ("body", "name", "email", "function"),
    [
        ("De griffier zei dat ik u moest mailen. Er lag een strop op mijn stoep.", "Kees Vos", OMMEN, None),
        ("Ik was wethouder, nu ben ik burgemeester van Ommen.", "Kees Vos", OMMEN, Function.BURGEMEESTER),
        ("Er stond iemand in de tuin. Mijn vrouw zit in de raad van Ommen.", "Els Vos", HOME, Function.RAADSLID),
        ("my husband is in council in Almere and he says nothing", None, None, Function.RAADSLID),
        ("Een op de drie wethouders kreeg ermee te maken.", None, None, None),
        ("I'm the husband of the deputy for water in Noord-Brabant.", "Mike", HOME, Function.GEDEPUTEERDE),
        ("De weth, Ommen, wil graag een scan.", "Secretariaat", "secretariaat@ommen.example", Function.WETHOUDER),
        ("Waterschap Vechtstromen hier, namens ons lid van het dagelijks bestuur.", "Jan Vos",
         "j.vos@vechtstromen.example", Function.WATERSCHAPSBESTUURDER),
    ],
)  # fmt: skip
def test_the_surest_function_is_told(
    write: Write, body: str, name: str | None, email: str | None, function: Function | None
) -> None:
    """A colleague's and a former one are not; a seat without a title is."""
    message = write(body, name=name, email=email)
    assert read_fields(message, read_message(message), caribbean=False).fields.function is function


def test_every_function_is_weighed_once(write: Write) -> None:
    """With its first place and the words around all its places; what is only forwarded has no place."""
    message = write(
        "Ik ben wethouder. De andere wethouder ook.", parts=(Part(PartKind.FORWARDED, "Aan de burgemeester"),)
    )
    told = {one.function: one for one in named(known_of(message, read_message(message)))}
    assert set(told) == {Function.WETHOUDER, Function.BURGEMEESTER}
    assert told[Function.WETHOUDER].span == (7, 16)
    assert {"voor0:ben", "voor0:andere"} <= told[Function.WETHOUDER].features.keys()
    assert told[Function.BURGEMEESTER].span is None
