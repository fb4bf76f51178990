"""`weerbaar chat`: try the conversation in the terminal, or measure it over JSON lines."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.commands.tools import MISUSED, By, a_runtime, fail

if TYPE_CHECKING:
    from flows.settings import Settings
    from nlp.classifier import Classifier


class ChatChannel(StrEnum):
    """Through which door somebody chats."""

    WEB = "web"
    TELEGRAM = "telegram"


def chat(
    files: Annotated[
        list[Path] | None, typer.Argument(help="With --jsonl: dialogues, a JSON object per line; - is stdin.")
    ] = None,
    *,
    jsonl: Annotated[bool, typer.Option("--jsonl", help="Play dialogues from a file or stdin.")] = False,
    channel: Annotated[ChatChannel, typer.Option(help="telegram: a way to call back only.")] = ChatChannel.WEB,
    evaluate: Annotated[bool, typer.Option("--eval", help="Play dialogues with known answers and count.")] = False,
    language: Annotated[str, typer.Option("--lang", help="Begin in nl or en; fy and pap get Dutch.")] = "nl",
) -> None:
    """Talk with the desk in the terminal. A dry run: stores and sends nothing."""
    from flows.commands import chatting
    from flows.settings import load

    if files and not (jsonl or evaluate):
        fail("a file goes with --jsonl or --eval", MISUSED)
    if language not in chatting.LANGUAGES:
        fail(f"--lang {language} is none of {', '.join(chatting.LANGUAGES)}", MISUSED)
    settings = load()
    reader, facts = _reader(), chat_facts(settings)
    scope = chatting.SCOPES[channel.value]
    if evaluate:
        _measure(files or [], reader, facts)
        return
    if not jsonl:
        chatting.run_terminal(reader, scope, language, facts, _typed, typer.echo)
        return
    raise typer.Exit(chatting.run_files(files or [Path("-")], reader, scope, facts, sys.stdout, _complain))


def _complain(text: str) -> None:
    typer.echo(text, err=True)


def talk() -> None:
    """Serve the chat channels that are set (Telegram), in one process; needs telegram.token."""
    from flows.processes import talk as service

    with a_runtime() as runtime:
        service.talk(runtime)


def link_chat(person: Annotated[str, typer.Argument(help="Somebody of the roster, by key or name.")]) -> None:
    """Mail somebody a code to link a Telegram chat, for calls with buttons."""
    from flows.steps.chat_updates import invite

    with a_runtime() as runtime:
        count = invite(runtime, person, runtime.clock())
    typer.echo(f"{count} mail met een koppelcode staat klaar")


def case_say(
    number: str,
    text: Annotated[str | None, typer.Argument(help="What to say; without it, or with -, standard input.")] = None,
    *,
    by: By,
) -> None:
    """Write into the chat of a case; the person sees that a colleague writes."""
    from flows.steps.colleague import write_into

    words = sys.stdin.read() if text in (None, "-") else str(text)
    with a_runtime() as runtime:
        turn = write_into(runtime, number.upper(), words, by, runtime.clock())
    typer.echo(f"{number}: bericht {turn} staat in de chat")


def _measure(files: list[Path], reader: Classifier, facts: dict[str, dict[str, str]]) -> None:
    from flows.commands.chat_figures import dialogue_files, measure

    missing = [str(file) for file in files if not file.exists()]
    if missing or not files:
        fail(f"no such file: {', '.join(missing)}" if missing else "name a file or folder to measure", MISUSED)
    dialogues = dialogue_files(files)
    if not dialogues:
        fail("there is no dialogue (.jsonl) to measure", MISUSED)
    tallies, wrong = measure(dialogues, reader, facts)
    for name, tally in tallies.items():
        typer.echo(f"{name:<58} {tally.text()}")
    for line in wrong:
        typer.echo(line, err=True)


def chat_facts(settings: Settings) -> dict[str, dict[str, str]]:
    """What the texts may say in a dry run, by language."""
    desk = settings.desk
    numbers = {
        "emergency_number": desk.emergency,
        "emergency_caribbean": desk.emergency_caribbean,
        "police_phone": desk.police_phone,
        "support_phone": desk.support_phone,
        "desk_phone": desk.phone,
        "contact_days": str(settings.terms.contact_working_days),
        "case_number": "WVB-0000-0000",
    }
    dutch = {"deadline": "over drie werkdagen", "status": "uw zaak is in behandeling"}
    english = {"deadline": "in three working days", "status": "your case is in progress"}
    return {"nl": numbers | dutch, "en": numbers | english}


def _reader() -> Classifier:
    from flows.settings import load
    from nlp.classifier import Classifier
    from nlp.learning.learned import in_use

    return Classifier.load(in_use(load().models).home)


def _typed() -> str | None:
    try:
        return input("< ")
    except EOFError:
        return None
