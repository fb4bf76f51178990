"""The words of the chat: the same texts and facts in each language, and the number to call first under a threat."""

from __future__ import annotations

import pytest

from bots.dialogue import Say
from bots.speaking import render, shown_phone, texts
from casework.conversation import TABLE, Need, Topic
from casework.errors import SettingsError
from casework.people import Function

FACTS = {"emergency_number": "112", "case_number": "WVB-2026-0001"}


def test_both_languages_have_the_same_texts_with_the_same_facts() -> None:
    """Nothing is promised in one that the other does not say."""
    facts = [{name: set(text.get_identifiers()) for name, text in texts(language).items()} for language in ("nl", "en")]
    assert facts[0] == facts[1]


def test_everything_that_is_asked_has_a_reason() -> None:
    """Who asks why gets an answer."""
    for need in {row.need for row in TABLE} | {Need.TOPIC, Need.THREATENED}:
        assert need is Need.CONFIRM or f"ask_{need.value}" in texts("nl"), need
        assert f"why_{need.value}" in texts("nl"), need


def test_every_topic_and_function_has_words() -> None:
    """The summary shows them."""
    assert {f"word_topic_{topic.value}" for topic in Topic} <= set(texts("nl"))
    assert {f"word_function_{function.value}" for function in Function} <= set(texts("en"))


def test_the_first_text_says_that_it_is_a_machine() -> None:
    """AI Act, article 50."""
    for language, word in (("nl", "computerprogramma"), ("en", "computer program")):
        assert word in texts(language)["hello"].template
        assert word in texts(language)["machine"].template


def test_under_a_threat_the_first_words_are_the_emergency_number() -> None:
    """Before anything else, in each language."""
    assert render([Say("emergency")], "nl", FACTS)[0].text.startswith("Bel 112")
    assert render([Say("emergency")], "en", FACTS)[0].text.startswith("Call 112")


def test_frisian_and_papiamentu_get_dutch() -> None:
    """We write two languages well rather than four badly."""
    assert render([Say("bye")], "fy", FACTS) == render([Say("bye")], "nl", FACTS)


def test_a_missing_fact_is_an_error_and_no_hole_in_the_text() -> None:
    """The text names what is missing."""
    with pytest.raises(SettingsError, match="desk_phone"):
        render([Say("stop")], "nl", FACTS)


def test_a_number_is_shown_as_people_write_it() -> None:
    """So that a wrong digit is seen."""
    assert shown_phone("+31612345678") == "06-12345678"
    assert shown_phone("+31527123456") == "0527123456"
    assert shown_phone("+5994163344") == "+5994163344"


def test_moments_are_shown_with_the_part_of_the_day_in_the_words_of_the_person() -> None:
    """Behind the day that we made of them."""
    facts = (("moments", "2026-12-09"), ("moment_words", "woensdagochtend"))
    (reply,) = render([Say("summary", facts)], "nl", FACTS)
    assert 'woensdag 9 dec ("woensdagochtend")' in reply.text
