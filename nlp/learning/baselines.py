"""Two plain readers to compare ours with: a list of words, and TF-IDF with logistic regression.

Both are as good as such readers get with our own means: the words are those of our phrases, the regression learns from
the train split and gets its thresholds on the tune split by the same rule as our model.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from casework.assessment import Alarm, Assessment, Route
from nlp.corpus import Row
from nlp.learning.training import thresholds
from nlp.measuring.figures import Judged
from nlp.text import fold, read_message
from nlp.threat.phrases import PhraseBook, Strength

#: Sections of loose words that a list of threatening words would hold.
_THREATENING = frozenset({"middel", "geweld", "het woord dreiging"})
_SAID = frozenset({Strength.YES, Strength.CLAIM})
_BARE = re.compile(r"[\w*'|]+")


def keywords(book: PhraseBook) -> list[str]:
    """The bare words of the phrases that speak of threats: those that stand on a line of their own."""
    chosen = [entry for entry in book.entries if entry.strength in _SAID or entry.name in _THREATENING]
    found = {
        word for entry in chosen if _BARE.fullmatch(entry.pattern.phrase) for word in entry.pattern.phrase.split("|")
    }
    return sorted(found - {""})


class KeywordReader:
    """An alarm when one of the words stands anywhere in the message, else none."""

    version = "woordenlijst"
    untold = frozenset({"route_right", "intent_right"})

    def __init__(self, words: Iterable[str]) -> None:
        patterns = [re.escape(fold(word).replace("_", " ")).replace(r"\*", r"\w*") for word in words]
        self._any = re.compile(rf"\b(?:{'|'.join(patterns)})\b")

    def judge(self, rows: Sequence[Row]) -> list[Judged]:
        """What the list makes of rows."""
        return [(row, self._assess(row)) for row in rows]

    def _assess(self, row: Row) -> Assessment:
        found = self._any.search(read_message(row.message).folded) is not None
        return Assessment(
            Alarm.YES if found else Alarm.NO,
            Route.THREAT if found else Route.OTHER,
            float(found),
            language=row.language,
        )


class RegressionReader:
    """TF-IDF of words and word pairs with logistic regression: one for the alarm, one for the route."""

    version = "TF-IDF en logistische regressie"
    untold = frozenset({"intent_right"})

    def __init__(self, train: Sequence[Row], tune: Sequence[Row]) -> None:
        self._table = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2)
        learned = self._table.fit_transform(_texts(train))
        self._alarm = LogisticRegression(C=10, class_weight="balanced", max_iter=300)
        self._alarm.fit(learned, [row.alarm is Alarm.YES for row in train])
        self._route = LogisticRegression(C=10, class_weight="balanced", max_iter=300)
        self._route.fit(learned, [row.route.value for row in train])
        self._limits = thresholds(self._raw(tune), tune, np.zeros(len(tune), dtype=int))

    def judge(self, rows: Sequence[Row]) -> list[Judged]:
        """What the regression makes of rows."""
        if not rows:
            return []
        raw = self._raw(rows).T
        routes = self._route.predict(self._table.transform(_texts(rows)))
        judged = zip(rows, self._limits.deep_chance(*raw[:3]), self._limits.surety(list(raw)), routes, strict=True)
        return [(row, self._assessment(row, float(chance), sure, str(route))) for row, chance, sure, route in judged]

    def _raw(self, rows: Sequence[Row]) -> NDArray[np.float64]:
        """Its one score stands for all."""
        raw = np.asarray(self._alarm.decision_function(self._table.transform(_texts(rows))), dtype="float64")
        return np.column_stack([raw] * 5)

    def _assessment(self, row: Row, chance: float, sure: float, route: str) -> Assessment:
        alarm = Alarm.HUMAN if chance >= self._limits.human else Alarm.NO
        if alarm is Alarm.HUMAN and sure >= self._limits.yes:
            alarm = Alarm.YES
        return Assessment(alarm, Route.THREAT if alarm is Alarm.YES else Route(route), chance, language=row.language)


def _texts(rows: Sequence[Row]) -> list[str]:
    return [read_message(row.message).folded for row in rows]
