"""Dutch words for the numbers up to a hundred, as people type them: with and without the diaeresis."""

from __future__ import annotations

ONES = ("nul", "een", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen")
_TEENS = ("tien", "elf", "twaalf", "dertien", "veertien", "vijftien", "zestien", "zeventien", "achttien", "negentien")
_TENS = ("twintig", "dertig", "veertig", "vijftig", "zestig", "zeventig", "tachtig", "negentig")

#: "nul" to "negenennegentig" -> its number.
VALUE = (
    {word: number for number, word in enumerate((*ONES, *_TEENS))}
    | {word: 10 * number for number, word in enumerate(_TENS, 2)}
    | {
        f"{one}{joint}{ten}": 10 * tens + ones
        for ones, one in enumerate(ONES)
        if ones
        for tens, ten in enumerate(_TENS, 2)
        for joint in ("en", "\u00ebn")
    }
    | {"\u00e9\u00e9n": 1}
)


def up_to(most: int) -> dict[str, int]:
    """The words for one up to and with `most` in plain letters, as they stand in a folded text."""
    return {word: number for word, number in VALUE.items() if 1 <= number <= most and word.isascii()}
