"""The counting is right, and the page that shows it is safe to open."""

from __future__ import annotations

from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from casework.assessment import Address, Alarm, Assessment, Fields, Route
from casework.errors import ReadingError
from nlp import corpus
from nlp.corpus import Row
from nlp.learning.baselines import KeywordReader, keywords
from nlp.measuring import gate
from nlp.measuring.field_figures import field_figures
from nlp.measuring.figures import Judged, Report, Share, gathered, report
from nlp.measuring.page import page
from nlp.threat.phrases import PhraseBook

NOW = datetime(2026, 11, 24, 8, 30, tzinfo=UTC)
YES, HUMAN, NO = Alarm.YES, Alarm.HUMAN, Alarm.NO


def _row(alarm: Alarm, stratum: str = "ord_other", **changes: Any) -> Row:
    data = {
        "id": "x-1", "author": "x", "channel": "email", "lang": "nl", "received": "2026-11-24T09:30:00+01:00",
        "body": "Er lag een kogel op de mat.", "alarm": alarm.value, "route": "other", "stratum": stratum,
    }  # fmt: skip
    return corpus.row(data | changes)


def _judged(alarm: Alarm, told: Alarm, stratum: str = "ord_other", score: float = 0.5, **changes: Any) -> Judged:
    return _row(alarm, stratum, **changes), Assessment(told, Route.OTHER, score)


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    [(0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (50, 100, 0.4038, 0.5962), (1, 29, 0.0061, 0.1718), (0, 0, 0.0, 1.0)],
)
def test_intervals_are_those_of_wilson(hits: int, of: int, low: float, high: float) -> None:
    """Values as worked out by hand from the formula; of nothing everything is possible."""
    assert Share(hits, of).interval == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


def test_every_answer_is_counted_where_it_belongs() -> None:
    """Ordinary and hard are told apart, a human look is no alarm, and what was missed is named."""
    judged = [
        _judged(YES, YES, "threat_acute"), _judged(YES, HUMAN, "threat_acute"), _judged(YES, NO, "threat_x", id="weg"),
        _judged(HUMAN, NO, "unclear"), _judged(NO, YES, "neg_news", id="vals"), _judged(NO, HUMAN, "neg-news"),
        _judged(NO, NO, "hn-nieuws"), _judged(NO, HUMAN), _judged(NO, NO, "prev_x", intent="withdraw"),
    ]  # fmt: skip
    found = report(judged, "v")
    assert {name: (share.hits, share.of) for name, share in found.shares.items()} == {
        "threats_caught": (2, 3),
        "threats_alarmed": (1, 3),
        "doubtful_seen": (0, 1),
        "false_alarms_ordinary": (0, 2),
        "false_alarms_hard": (1, 3),
        "needless_looks_ordinary": (1, 2),
        "needless_looks_hard": (1, 3),
        "route_right": (9, 9),
        "intent_right": (0, 1),
    }
    assert [one.id for one in (*found.missed, *found.false_alarms)] == ["weg", "vals"]
    assert found.confusion["alarm"]["yes"] == {"no": 1, "human": 1, "yes": 1}
    assert set(found.groups["stratum"]) >= {"neg_news", "hn_nieuws"}
    assert found.groups["kind"]["neg"]["false_alarms_hard"] == Share(1, 2)


def test_small_groups_are_shown_together_and_nothing_is_lost() -> None:
    """The sum over the groups stays the number of messages."""
    judged = [_judged(NO, NO, f"ord_{number}") for number in range(4)] + [_judged(NO, NO)] * 6
    groups = gathered(report(judged, "v").groups["stratum"])
    assert sum(shares["route_right"].of for shares in groups.values()) == 10
    assert list(groups) == ["ord_other", "4 kleine samen"]


def test_the_score_is_held_against_what_was_true() -> None:
    """Per tenth of the score; the highest score falls in the last."""
    judged = [_judged(YES, YES, score=1.0), _judged(NO, YES, score=0.95), _judged(NO, NO, score=0.0)]
    first, last = report(judged, "v").reliability
    assert (first.start, first.threats) == (0.0, Share(0, 1))
    assert (last.end, last.mean, last.threats) == (1.0, pytest.approx(0.975), Share(1, 2))
    assert report(judged, "v").brier == pytest.approx(0.95**2 / 3)


@pytest.mark.parametrize(
    ("name", "noted", "told", "right_wrong_missed"),
    [
        ("phone", {"phone": "+31655502719"}, Fields(phone="+31655502719"), (1, 0, 0)),
        ("phone", {"phone": "+31655502719"}, Fields(phone="+31655502710"), (0, 1, 1)),
        ("phone", {"phone": None}, Fields(phone="+31655502710"), (0, 1, 0)),
        ("person", {"person": "Ada  de WIT"}, Fields(person="ada de Wit"), (1, 0, 0)),
        ("organisation", {"organisation": "Gemeente Goes"}, Fields(organisation="Goes"), (1, 0, 0)),
        ("pkvw", {"pkvw": False}, Fields(pkvw=False), (1, 0, 0)),
        ("pkvw", {"pkvw": False}, Fields(pkvw=None), (0, 0, 1)),
        ("themes", {"themes": ["agressie_en_geweld"]}, Fields(themes=("agressie en geweld",)), (1, 0, 0)),
        ("moving", {"moving": False}, Fields(moving=False), (0, 0, 0)),
        ("moving", {"moving": True}, Fields(moving=True), (1, 0, 0)),
        ("themes", {"themes": ["a", "b"]}, Fields(themes=("b", "c")), (1, 1, 1)),
        (
            "availability",
            {"availability": ["2026-01-05T10:00:00+01:00"]},
            Fields(availability=("2026-01-05T09:00:00+00:00",)),
            (1, 0, 0),
        ),
        ("address.postcode", {"address": {"postcode": "4461 zz"}}, Fields(address=Address(None, "4461ZZ")), (1, 0, 0)),
        ("address.city", {"address": None}, Fields(address=Address("Laan 1", None, "Goes")), (0, 1, 0)),
    ],
)
def test_fields_are_compared_by_what_they_mean(
    name: str, noted: dict[str, Any], told: Fields, right_wrong_missed: tuple[int, int, int]
) -> None:
    """A wrong value where there was one is both wrong and missed; no is an answer to PKVW."""
    found = field_figures([(noted, told)])[name]
    assert (found.right, found.wrong, found.missed) == right_wrong_missed


class _Page(HTMLParser):
    """Collects the elements and attributes of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs


def _page(found: Report) -> str:
    return page("<b>toets", found, gate.load()[1], [("lijst & co", found)], NOW)


def test_the_page_asks_nothing_of_the_outside_and_runs_nothing() -> None:
    """It may be opened, mailed and printed; names from the file are shown, never obeyed."""
    found = report([_judged(YES, NO, "<script>alert(1)</script>", id='"><img src=x>')] * 6, "v")
    text = _page(found)
    parsed = _Page(text)
    assert not {"script", "img", "link", "iframe", "object"} & set(parsed.tags)
    assert not [name for name, _ in parsed.attributes if name in {"src", "href"} or name.startswith("on")]
    assert "url(" not in text
    assert "&lt;b&gt;toets" in text
    assert parsed.tags.count("svg") >= 5


def test_the_page_holds_no_word_of_a_message() -> None:
    """A labelled file may hold real mail."""
    assert "kogel" not in _page(report([_judged(YES, NO, "threat_x"), _judged(NO, YES)], "v"))


def test_the_page_can_be_made_of_very_little() -> None:
    """One message, of which nothing but the route can be told."""
    assert "route goed" in _page(report([_judged(NO, NO)], "v"))


def test_the_gate_names_figures_that_exist() -> None:
    """A name that is spelt wrong would guard nothing."""
    empty = report([], "v")
    for limits in gate.load():
        assert {*limits.floors, *limits.ceilings} <= set(empty.shares)
        assert set(limits.fields) <= set(empty.fields)


def test_the_gate_breaks_on_what_is_worse_and_only_on_that() -> None:
    """Also for fields; what is not in the file breaks nothing."""
    limits = gate.Limits({"threats_caught": 0.9}, {"false_alarms_hard": 0.1}, {"phone": 0.5})
    bad = [_judged(YES, NO), _judged(NO, YES, "neg_x", fields={"phone": "+31655502719"})]
    assert [line.split(":")[0] for line in limits.broken(report(bad, "v"))] == [
        "threats_caught",
        "false_alarms_hard",
        "F1 phone",
    ]
    assert limits.broken(report([_judged(YES, HUMAN), _judged(NO, NO)], "v")) == []


def test_a_gate_that_cannot_be_read_says_so(tmp_path: Path) -> None:
    """No gate is not an open gate."""
    path = tmp_path / "gate.toml"
    path.write_text("[gate.floors]\nthreats_caught = 'veel'\n")
    with pytest.raises(ReadingError, match=r"gate\.toml"):
        gate.load(path)


def test_the_word_list_shouts_at_its_words() -> None:
    """It is what many would build first: no context, every part counts."""
    reader = KeywordReader(keywords(PhraseBook.load()))
    rows = [_row(NO, body=body) for body in ("Er lag een Kogel.", "kogelvrij nieuws", "Graag een woningscan.")]
    assert [told.alarm for _, told in reader.judge(rows)] == [YES, NO, NO]
