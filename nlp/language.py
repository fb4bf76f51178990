"""In which language to answer: Dutch, English, Frisian or Papiamentu."""

from __future__ import annotations

from functools import lru_cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from nlp.text import fold, words

DEFAULT = "nl"
#: Fewer words than this say too little to leave Dutch.
_FEWEST_WORDS = 5
_EXAMINED = 1_200
_SURE = 0.75
#: Languages the identifier may choose between.
_CHOICES = ["nl", "en", "fy"]


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


@lru_cache(maxsize=1)
def _identifier() -> LanguageIdentifier:
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(_CHOICES)
    return identifier


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
    if _share(found, _PLAIN_DUTCH) >= _PLAIN_DUTCH_SHARE and _share(found, _ENGLISH) <= _share(found, _DUTCH):
        return DEFAULT
    name, chance = _identifier().classify(text)
    if name == "en":
        return "en" if _share(found, _ENGLISH) > _share(found, _DUTCH) else DEFAULT
    return "fy" if name == "fy" and chance >= _SURE else DEFAULT
