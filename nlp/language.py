"""In which language to answer: Dutch, English, Frisian or Papiamentu."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from py3langid.langid import LanguageIdentifier

from nlp.text import fold, words

DEFAULT = "nl"
#: Fewer words than this say too little to leave Dutch.
_FEWEST_WORDS = 5
_EXAMINED = 1_200
_SURE = 0.75
#: What the identifier knows of the languages it may choose between; written by `nlp.learning.languages`.
TABLES = Path(__file__).parent / "reference" / "languages.npz.xz"


def _listed(words_: str) -> frozenset[str]:
    return frozenset(words_.split())


#: No library knows Papiamentu. These words are frequent there and rare in the other languages.
_PAPIAMENTU = _listed(
    "ku pa nos bo su mi ta tin nan bai aki ainda pero danki bon dia kas hende mester ora por favor "
    "polis menasa menasá miedu unda kiko tambe awor awe mañan hopi papia skirbi konseho siguridat di un ke"
)
_PAPIAMENTU_SHARE = 0.4
_ENGLISH = _listed("the i you my is are was and of to he she they we in at for have has been am outside door")
_DUTCH = _listed(
    "de het een ik je jij u wij we en van in op is zijn niet dat die voor met aan te bij mijn heb er om naar kan"
)
#: Words that are Dutch and not Frisian. With this share of them the identifier, which is slow, need not be asked: it
#: is twice what any Frisian example has.
_PLAIN_DUTCH = _listed("het een je jij u wij we van zijn niet die voor met aan bij mijn heb er naar kan")
_PLAIN_DUTCH_SHARE = 0.08
#: Nor with so many English words, such a share of them, and so many times more than Dutch ones: in the examples the
#: identifier then says English always.
_PLAIN_ENGLISH, _PLAIN_ENGLISH_SHARE, _TIMES_DUTCH = 4, 0.15, 3


@lru_cache(maxsize=1)
def _identifier() -> LanguageIdentifier:
    return LanguageIdentifier.from_modelpath(TABLES, norm_probs=True)


def prepare() -> None:
    """Read the identifier into memory, so that the first message does not wait for it."""
    _identifier()


def language_of(text: str) -> str:
    """nl, en, fy or pap. Short or doubtful text is Dutch."""
    start = text[:_EXAMINED]
    found = words(fold(start))
    if len(found) < _FEWEST_WORDS:
        return DEFAULT
    if _share(found, _PAPIAMENTU) >= _PAPIAMENTU_SHARE and _share(found, _DUTCH) < _share(found, _PAPIAMENTU):
        return "pap"
    return _guess(start, found)


def _share(found: list[str], known: frozenset[str]) -> float:
    return sum(word in known for word in found) / len(found)


def _guess(text: str, found: list[str]) -> str:
    english, dutch = _share(found, _ENGLISH), _share(found, _DUTCH)
    if _share(found, _PLAIN_DUTCH) >= _PLAIN_DUTCH_SHARE and english <= dutch:
        return DEFAULT
    if english >= max(_PLAIN_ENGLISH / len(found), _PLAIN_ENGLISH_SHARE, _TIMES_DUTCH * dutch):
        return "en"
    name, chance = _identifier().classify(text)
    if name == "en":
        return "en" if english > dutch else DEFAULT
    return "fy" if name == "fy" and chance >= _SURE else DEFAULT


_SPEAKS_ENGLISH = _listed(
    "the i you my is are was and of to he she they we have has been am what who how why yes please hello hi thanks "
    "thank can could would not don't do no it's that's this that for with number name council please someone about "
    "want need speak english good morning evening afternoon from your me call back sorry meant house home there'd "
    "outside door police safe threat threats threatened alderman councillor mayor request report appointment"
)
_SPEAKS_DUTCH = _DUTCH | _listed(
    "ja nee hoi hallo goed goede goedemorgen goedemiddag goedenavond dag graag mijn naam nummer wil heb geen wel nog "
    "niet wat wie waarom hoe dank bedankt klopt wethouder raadslid burgemeester gemeente bel morgen vandaag ook maar "
    "woon woning scan advies aanvraag bedreigd veilig moet kunnen jullie uw hier daar iets iemand nu sorry"
)
_ENGLISH_LEAD = 2


def turn_language(text: str, current: str) -> str:
    """The language of one turn in a chat; a few words, or words of both, keep the current language."""
    found = words(fold(text))
    english = sum(word in _SPEAKS_ENGLISH and word not in _SPEAKS_DUTCH for word in found)
    dutch = sum(word in _SPEAKS_DUTCH and word not in _SPEAKS_ENGLISH for word in found)
    if english >= dutch + _ENGLISH_LEAD or (
        english and not dutch and len(found) <= _FEWEST_WORDS and english * 2 > len(found)
    ):
        return "en"
    if dutch >= english + _ENGLISH_LEAD:
        longer = language_of(text)
        return longer if longer in ("fy", "pap") else DEFAULT
    return current if len(found) < _FEWEST_WORDS else _kept(language_of(text), current)


def _kept(found: str, current: str) -> str:
    """A guess without words that tell: Dutch is what the guess says when it does not know."""
    return current if found == DEFAULT else found


#: Words of the languages next door that neither Dutch nor English has. Folded.
FOREIGN = _listed(
    "ich werde wird ist nicht und das eine einen mich mir habe bedroht bedrohung drohung gedroht guten tag abend bitte "
    "danke hilfe brauche sind wir fur auf mochte kann vor tur haus meine meinen meinem burgermeister jemand wurde hat "
    "suis menace menacee menaces bonjour bonsoir vous nous est mon une aide merci dans pas avec quelqu'un maison "
    "porte hola estoy amenaza amenazan amenazado amenazada ayuda necesito casa puerta gracias por favor"
)
_FOREIGN_SHARE, _FEWEST_FOREIGN = 0.4, 2


def is_foreign(text: str) -> bool:
    """True for German, French or Spanish: we do not read it, so a person has to."""
    found = words(fold(text))
    strange = sum(word in FOREIGN for word in found)
    return (
        strange >= _FEWEST_FOREIGN
        and strange >= _FOREIGN_SHARE * len(found)
        and _share(found, _PAPIAMENTU) < _share(found, FOREIGN)
    )
