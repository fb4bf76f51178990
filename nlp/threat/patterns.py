"""The little language of the phrase files: one phrase a line, as a person would say it.

``bedreig*``        a word that begins with these letters; ``*bom`` one that ends with them
``je|jou|jouw``     one of these words; ``_`` stands for a space inside an alternative: ``naar_huis|thuis``
``[heel]``          a word that may be missing
``...``             at most five words, whatever they are
``<n>``             a number
``^``               before the first word: here the sentence or a quote begins, or a comma stands before it
``$``               behind the last word: here the sentence or the quote ends, or a comma follows
``!van|door``       behind the last word: none of these words follows

Matching ignores case and accents, and never runs over the end of a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from nlp.text import fold

#: As wide as what stays open where letters stood apart (`nlp.threat.disguise`) or abuse stood (`nlp.threat.asides`).
_GAP = r"[^\w\n]{1,40}"
_ANY = rf"(?:\w{{1,40}}{_GAP}){{0,5}}?"
#: A word of a phrase is looked up whole, or when it grows (``bedreig*``) by its first letters.
_KEY = 4
_BEGIN, _END, _NOT = "^", "$", "!"
#: What may stand behind the last word of a sentence: "de volgende!!", but not "de volgende op de lijst".
_CLOSED = r"(?=[^\w\n]{0,60}(?:\n|$)|[ ]{0,60}(?:[,;:.!?)]|[\"'](?!\w)|- ))"
#: What may stand before its first word, besides the beginning of the line, and how far back it is looked for.
_OPENING = frozenset(",;:.!?(\"'>*-")
_BEFORE = 60


@dataclass(frozen=True)
class Pattern:
    """A phrase ready to be looked for.

    `keys` are keys of words (see `keys_of`) of which one must be in the line; empty: try always. `needs` are
    such sets for every word of the phrase that can be looked up. `inside`: the phrase may begin
    in the middle of a word. `first`: only where a sentence begins.
    """

    phrase: str
    expression: str
    keys: frozenset[str]
    needs: tuple[frozenset[str], ...] = ()
    inside: bool = False
    first: bool = False

    @cached_property
    def regex(self) -> re.Pattern[str]:
        """Made when a line first has the words for it: most phrases are never looked for."""
        return re.compile(self.expression)

    def find(self, folded: str, start: int = 0, end: int | None = None, most: int = 50) -> list[tuple[int, int]]:
        """Where the phrase stands in a line of a folded text, at most `most` times. A match begins where a word begins.

        Looking behind is done here and not in the pattern: a pattern that begins with plain letters is much faster.
        """
        stop = len(folded) if end is None else end
        spans: list[tuple[int, int]] = []
        found = self.regex.search(folded, start, stop)
        while found and len(spans) < most:
            first, last = found.span()
            whole = self.inside or first == 0 or not folded[first - 1].isalnum()
            whole = whole and (not self.first or _opens(folded, first))
            if whole:
                spans.append((first, last))
            found = self.regex.search(folded, last if whole else first + 1, stop)
        return spans


def keys_of(words: Iterable[str]) -> set[str]:
    """By what the words of a line are looked up: each word itself, and ``bedr*`` for what begins so."""
    present = set(words)
    return present | {f"{word[:_KEY]}*" for word in present}


def compile_phrase(phrase: str) -> Pattern:
    """A line of a phrase file as a pattern. Raises ValueError when it says nothing, or begins or ends with a gap."""
    tokens = "_".join(map(fold, phrase.split("_"))).split()  # `fold` would take "_" for a space
    first = tokens[:1] == [_BEGIN]
    tokens, behind = _behind(tokens[first:])
    if not tokens or any(token[0] in ".[" for token in (tokens[0], tokens[-1])):
        raise ValueError(f"a phrase begins and ends with a word: {phrase!r}")
    inside = tokens[0].startswith("*")
    needs = _needs(tokens)
    tokens[0] = tokens[0].removeprefix("*")
    regex = "".join(map(_piece, tokens[:-1])) + _word(tokens[-1]) + r"(?!\w)" + behind
    return Pattern(phrase, regex, _most_telling(needs), needs, inside, first)


def _behind(tokens: list[str]) -> tuple[list[str], str]:
    """The words of a phrase, and the expression for what may or may not stand behind them."""
    last = tokens[-1] if tokens else ""
    if last == _END:
        return tokens[:-1], _CLOSED
    if last.startswith(_NOT):
        return tokens[:-1], rf"(?!{_GAP}{_word(last.removeprefix(_NOT))}(?!\w))"
    return tokens, ""


def _opens(folded: str, first: int) -> bool:
    """True when a sentence, a quote or what comes behind a comma begins here."""
    for place in range(first - 1, max(-1, first - _BEFORE), -1):
        sign = folded[place]
        if sign == "\n" or sign in _OPENING:
            return True
        if sign.isalnum():
            return False
    return first <= _BEFORE


def _piece(token: str) -> str:
    """A token and the gap behind it."""
    if token.startswith("..."):
        return _ANY
    return f"(?:{_word(token[1:-1])}{_GAP})?" if token.startswith("[") else _word(token) + _GAP


def _word(token: str) -> str:
    alternatives = [_alternative(one) for one in token.split("|")]
    return alternatives[0] if len(alternatives) == 1 else f"(?:{'|'.join(alternatives)})"


def _alternative(one: str) -> str:
    return re.escape(one).replace("_", _GAP).replace(r"\*", r"\w{0,40}").replace("<n>", r"\d{1,6}")


def _needs(tokens: list[str]) -> tuple[frozenset[str], ...]:
    sets = [_token_keys(token) for token in tokens if token[0] not in ".["]
    return tuple(keys for keys in sets if keys)


def _most_telling(needs: tuple[frozenset[str], ...]) -> frozenset[str]:
    """The keys of the word that says most: the one whose shortest key is longest."""
    return max(needs, key=lambda keys: (min(map(len, keys)), -len(keys), max(keys)), default=frozenset())


def _token_keys(token: str) -> frozenset[str]:
    keys = [_key_of(one.split("_", maxsplit=1)[0]) for one in token.split("|")]
    return frozenset(keys) if all(keys) else frozenset()


def _key_of(word: str) -> str:
    """Empty when any word may begin so, such as ``*bom``, ``<n>`` and ``mes*``."""
    bare = re.split(r"\W", word, maxsplit=1)[0]
    if word[len(bare) : len(bare) + 1] not in ("*", "<"):
        return bare
    return f"{bare[:_KEY]}*" if len(bare) >= _KEY else ""
