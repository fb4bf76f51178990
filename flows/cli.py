"""`weerbaar`: every command. Heavy libraries load inside the command that needs them, so that `--help` is quick.

Exit codes: 0 all well; 1 something is not as it should be (the text says what); 2 wrong use, settings or input.
"""

from __future__ import annotations

import gc
import getpass
import logging
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from casework.assessment import Route
from casework.corrections import Opinion
from casework.errors import Refusal, SettingsError, WeerbaarError
from flows.commands import staff as cli_staff
from flows.commands.chat import case_say, chat, link_chat, talk
from flows.commands.drill import drill
from flows.commands.oncall import alarm_app, roster_app
from flows.commands.papers import appointment_app, report_app
from flows.commands.prefect import prefect_app
from flows.commands.proof import case_contact, case_dossier, case_proof, journal_app
from flows.commands.retention import case_hold, erase, figures, person_app
from flows.commands.tools import MISUSED, WRONG, AsJson, By, a_runtime, fail, show

if TYPE_CHECKING:
    from nlp.classifier import Classifier

#: For numpy, which looks when it is loaded: a reader's sums are small, and a second thread spins between them.
_ONE_THREAD = ("OPENBLAS_NUM_THREADS", "1")

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="The intake desk of Weerbaar Bestuur: reads mail, alarms on threats, carries the rest through.",
)
case_app = typer.Typer(no_args_is_help=True, help="Look at cases and act on them. For staff: shows personal data.")
keys_app = typer.Typer(no_args_is_help=True, help="The key ring that everything personal is encrypted with.")
app.add_typer(case_app, name="case")
app.add_typer(keys_app, name="keys")
app.add_typer(roster_app, name="roster")
app.add_typer(prefect_app, name="prefect")
roster_app.command("link")(link_chat)
app.add_typer(alarm_app, name="alarm")
app.add_typer(journal_app, name="journal")
app.command("drill")(drill)
case_app.command("proof")(case_proof)
case_app.command("say")(case_say)
case_app.command("contact")(case_contact)
case_app.command("dossier")(case_dossier)
app.add_typer(report_app, name="report")
app.add_typer(appointment_app, name="appointment")
app.add_typer(person_app, name="person")
app.command("erase")(erase)
app.command("figures")(figures)
case_app.command("hold")(case_hold)
app.command()(chat)
app.command()(talk)


def main() -> None:
    """Run the command line; an expected error is one line on stderr and exit code 2 or 1."""
    os.environ.setdefault(*_ONE_THREAD)
    try:
        app()
    except (Refusal, SettingsError) as error:
        fail(str(error), MISUSED)
    except WeerbaarError as error:
        fail(str(error), WRONG)


@app.callback()
def _setup(*, verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Say more on stderr.")] = False) -> None:
    level = logging.DEBUG if verbose else logging.INFO
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(name)s %(levelname)s %(message)s")
    logging.getLogger("weerbaar").setLevel(level)


@app.command()
def demo(
    *,
    leave: Annotated[bool, typer.Option("--exit", help="End after the check instead of waiting for Ctrl-C.")] = False,
    folder: Annotated[
        Path | None, typer.Option(help="Keep the demo's data here instead of in a temporary folder.")
    ] = None,
) -> None:
    """Run the main job on embedded defaults and show what became of each sample mail."""
    from flows.commands.demo import run

    raise typer.Exit(run(leave=leave or not sys.stdin.isatty(), folder=folder))


@app.command()
def listen(
    *,
    once: Annotated[
        bool, typer.Option("--once", help="Take in what lies there now, send what is urgent, end.")
    ] = False,
) -> None:
    """Listen to the mailboxes: keep, read, decide, alarm."""
    from flows.processes import services

    with a_runtime() as runtime:
        if once:
            services.listen_once(runtime, typer.echo)
            return
        services.listen(runtime, services.Stopper().install().event)


@app.command()
def dispatch() -> None:
    """Send letters, watch the promises, and keep Prefect's window up to date."""
    from flows.processes import services
    from flows.window.mirror import start_mirror

    with a_runtime() as runtime:
        stop = services.Stopper().install().event
        if runtime.settings.prefect.enabled:
            start_mirror(runtime, stop)
        services.dispatch(runtime, stop)


@app.command()
def door() -> None:
    """Serve the page on which an alarm is taken over by phone; needs door.public_url."""
    from flows.pages import link_page

    with a_runtime() as runtime:
        link_page.serve(runtime)


@app.command()
def web() -> None:
    """Serve the web chat and the registration form; needs web.public_url."""
    from web.serving import serve

    with a_runtime() as runtime:
        serve(runtime)


@app.command()
def up() -> None:
    """Run everything on this machine, supervised: listener, dispatcher, Prefect server and worker."""
    from flows.processes.machine import run

    with a_runtime() as runtime:
        run(runtime.settings)


@app.command()
def read(
    files: Annotated[
        list[Path] | None, typer.Argument(help="Mails (.eml), or with --jsonl JSON lines; - or none is stdin.")
    ] = None,
    *,
    jsonl: Annotated[bool, typer.Option("--jsonl", help="The input holds a JSON object per line.")] = False,
) -> None:
    """Read messages and print what the desk makes of them. Stores and sends nothing."""
    from flows.commands.reading import read_files
    from flows.settings import load

    chosen, own = files or [Path("-")], load().own_addresses
    raise typer.Exit(
        read_files(chosen, jsonl=jsonl, out=sys.stdout, complain=_complain, reader=_reader(), own_addresses=own)
    )


@app.command("eval")
def evaluate(
    files: Annotated[list[Path], typer.Argument(help="Labelled messages (JSON lines), or folders of them.")],
    *,
    as_json: AsJson = False,
    html: Annotated[Path | None, typer.Option(help="Write a page with charts to this file.")] = None,
    compare: Annotated[bool, typer.Option("--compare", help="Beside a word list and a plain regression.")] = False,
    gate: Annotated[bool, typer.Option("--gate", help="Exit code 1 when a figure is below its floor.")] = False,
) -> None:
    """Measure the reader on messages of which people wrote down what they are. Stores and sends nothing."""
    from flows.commands.evaluating import Options, Other, evaluate
    from flows.settings import load

    others: list[Other] = []
    if compare:
        from flows.commands.comparing import simple_readers

        others = simple_readers()
    options = Options(datetime.now(UTC), as_json, html, gate, load().own_addresses)
    raise typer.Exit(
        evaluate(files, reader=_reader(), others=others, options=options, say=typer.echo, complain=_complain)
    )


@app.command()
def train(
    *,
    with_corrections: Annotated[
        bool, typer.Option("--with-corrections", help="Learn from what people corrected; promote only if safe.")
    ] = False,
    rollback: Annotated[bool, typer.Option("--rollback", help="Put the former model back.")] = False,
    home: Annotated[Path | None, typer.Option(help="Folder for learned models instead of models in data_dir.")] = None,
) -> None:
    """Learn from corrections, or undo that. Running processes read on with their model until they start anew."""
    from flows.settings import load
    from nlp.learning.learned import rollback as put_back

    if with_corrections == rollback:
        fail("choose --with-corrections or --rollback", MISUSED)
    models = home or load().models
    if rollback:
        typer.echo(f"in use from the next start of `weerbaar listen`: {put_back(models).text}")
        return
    from flows.commands.learning import learn

    with a_runtime() as runtime:
        promoted = learn(runtime, models, typer.echo)
    raise typer.Exit(0 if promoted else WRONG)


@app.command()
def reconcile(*, as_json: AsJson = False) -> None:
    """Compare mailboxes and ledger: every mail must be accounted for."""
    from flows.steps.reconcile import reconcile_all

    with a_runtime() as runtime:
        report = reconcile_all(runtime)
    show(report.as_json() if as_json else report.text(), as_json=as_json)
    raise typer.Exit(0 if report.well else WRONG)


@app.command()
def migrate() -> None:
    """Bring the database up to date."""
    from flows.runtime import open_runtime
    from flows.settings import load

    settings = load()
    open_runtime(settings, migrate=True).database.dispose()
    typer.echo("the database is up to date")


@app.command()
def check(
    *,
    live: Annotated[
        bool, typer.Option("--live", help="Do the running parts live, did the test threat arrive?")
    ] = False,
    part: Annotated[str, typer.Option(help="Tell of this part alone; its name as it stands in the list.")] = "",
    as_json: AsJson = False,
) -> None:
    """Check settings, keys, database, mailboxes, SMTP, reader and Prefect: one line each."""
    from flows.commands.checks import check_all
    from flows.settings import load

    wrong = "FOUT" if live else "FAIL"  # the signs of life are in Dutch, for who is called at night
    if live:
        from flows.commands.live import check_live

        with a_runtime() as runtime:
            results = [one for one in check_live(runtime, runtime.clock()) if part in ("", one.part)]
    else:
        results = check_all(load(), part)
    if not results:
        fail(f"there is no part {part}", MISUSED)
    if as_json:
        show([{"part": r.part, "well": r.well, "text": r.text} for r in results], as_json=True)
    else:
        for result in results:
            typer.echo(f"{'ok  ' if result.well else wrong} {result.part}: {result.text}")
    raise typer.Exit(0 if all(result.well for result in results) else WRONG)


@app.command()
def settings() -> None:
    """Print every setting with its default, as docs/settings.md."""
    from flows.commands.setting_docs import markdown

    typer.echo(markdown(), nl=False)


@keys_app.command("new")
def keys_new() -> None:
    """Make a key ring where there is none. Keep a copy in a safe place: without it nothing can be read."""
    from flows.settings import load
    from storage.crypto import KeyRing
    from storage.session import Database

    settings = load()
    path = settings.keys
    if path.exists():
        fail(f"{path} is there already; a second key ring would make everything unreadable", MISUSED)
    path.parent.mkdir(parents=True, exist_ok=True)
    ring = KeyRing.generate()
    database = Database(settings.database_url, ring)
    if database.holds_data():
        fail("the database holds data of another key ring: put that ring back, a new one cannot open it", MISUSED)
    database.dispose()
    ring.save(path)
    typer.echo(f"key ring made: {path}. Keep a copy apart from the database.")


@keys_app.command("rotate")
def keys_rotate() -> None:
    """Add a new key and encrypt everything anew with it; older keys stay readable, running processes follow."""
    from storage.reseal import reseal

    with a_runtime() as runtime:
        ring = runtime.database.keys.rotated()
        ring.save(runtime.settings.keys)
    with a_runtime() as runtime:
        count = reseal(runtime.database, lambda done: typer.echo(f"\r{done} values", nl=False, err=True))
    typer.echo(f"new key in use; {count} values encrypted anew")


@case_app.command("list")
def case_list(
    *,
    everything: Annotated[bool, typer.Option("--all", help="Closed cases too.")] = False,
    limit: Annotated[int, typer.Option(help="At most this many, newest first.")] = 50,
    as_json: AsJson = False,
) -> None:
    """List cases: number, state, since when, what is promised by when. No personal data."""
    from flows.steps.inspect import listing

    with a_runtime() as runtime:
        rows = listing(runtime, everything=everything, limit=limit)
    show(
        [row.as_json() for row in rows] if as_json else "\n".join(row.text() for row in rows) or "geen zaken",
        as_json=as_json,
    )


@case_app.command("show")
def case_show(number: str, *, by: By = "", as_json: AsJson = False) -> None:
    """Show a case with everything in it, decrypted. Each use goes to the case's journal."""
    from flows.steps.inspect import show as show_case

    with a_runtime() as runtime:
        view = show_case(runtime, number.upper(), by or getpass.getuser(), runtime.clock())
    show(view.as_json() if as_json else view.text(), as_json=as_json)


@case_app.command("mail")
def case_mail(
    number: str,
    *,
    by: By = "",
    folder: Annotated[Path, typer.Option(help="Where the files are written.")] = Path(),
) -> None:
    """Write the mails and chat files of a case to files, as they came in. Each use goes to the case's journal."""
    from flows.steps.inspect import raw_mails

    with a_runtime() as runtime:
        mails = raw_mails(runtime, number.upper(), by or getpass.getuser(), runtime.clock())
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, raw in mails:
            path = folder / name
            path.touch(mode=0o600)
            path.write_bytes(raw)
            typer.echo(str(path))
    except OSError as error:
        fail(f"{folder}: {error.strerror}", MISUSED)


@case_app.command("close")
def case_close(
    number: str,
    *,
    by: Annotated[str, typer.Option("--by", help="Your name, for the journal.")],
    reason: Annotated[str, typer.Option(help="Why the case ends.")],
) -> None:
    """Close a case."""
    from flows.steps.answer import close

    with a_runtime() as runtime:
        closed, dropped = close(runtime, number.upper(), by, reason, runtime.clock())
    typer.echo(f"{closed.number} is {closed.state.value}")
    for item in dropped:
        typer.echo(f"  vervallen: {item.reference} ({item.title})")


@case_app.command("answer")
def case_answer(
    reference: Annotated[str, typer.Argument(help="The promise: WVB-2026-0042/contact/1, as `case show` lists it.")],
    outcome: Annotated[str, typer.Argument(help="One of its outcomes.")],
    *,
    by: Annotated[str, typer.Option("--by", help="Your name, for the journal.")],
    remark: Annotated[str, typer.Option(help="What should be remembered.")] = "",
) -> None:
    """Answer a task here instead of in Prefect."""
    from flows.steps.answer import give

    with a_runtime() as runtime:
        give(runtime, reference, outcome, by, remark, runtime.clock())
    typer.echo(f"{reference}: {outcome}")


def _reader() -> Classifier:
    """The reader as this desk has it: with the model that was learned here, if there is one."""
    from flows.settings import load
    from nlp.classifier import Classifier
    from nlp.learning.learned import in_use

    reader = Classifier.load(in_use(load().models).home)
    gc.freeze()  # it stays: looking through it for garbage would now and then hold up a message for 80 ms
    return reader


@case_app.command("correct")
def case_correct(
    number: Annotated[str, typer.Argument(help="The case, or for mail without a case its number in the ledger.")],
    *,
    verdict: Annotated[Opinion, typer.Option(help="What you make of what the reader said.")],
    reason: Annotated[str, typer.Option(help="Why.")],
    by: By,
    route: Annotated[Route | None, typer.Option(help="The right route, with other-route or no-threat.")] = None,
    message: Annotated[int | None, typer.Option(help="Which message, when the case has several.")] = None,
) -> None:
    """Say what a message really is, so that the reader can learn. Changes nothing about the case."""
    from flows.steps.correct import correct

    with a_runtime() as runtime:
        done = correct(
            runtime,
            number.upper(),
            verdict,
            reason=reason,
            by=by,
            now=runtime.clock(),
            route=route,
            message=message,
        )
    typer.echo(f"bericht {done.message}: {verdict.value}")
    if done.unalarmed:
        typer.echo(
            "Let op: er is geen alarm gegeven. Bel zelf, en beantwoord de taak van de zaak met: dreiging", err=True
        )


for _command in (cli_staff.new, cli_staff.edit, cli_staff.end, cli_staff.merge, cli_staff.college, cli_staff.handover):
    case_app.command()(_command)


def _complain(text: str) -> None:
    typer.echo(text, err=True)
