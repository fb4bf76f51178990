"""The command line, as a user meets it."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from flows.commands.checks import check_all
from flows.settings import Settings, TelegramSettings
from storage import inbox, journal
from storage.crypto import KeyRing
from storage.inbox import Arrival
from storage.session import Database
from tests.forked import weerbaar

ROOT = Path(__file__).resolve().parents[2]
WEERBAAR = Path(sys.executable).with_name("weerbaar")

READ_KEYS = {
    "id", "subject", "from_email", "from_name", "language", "new_text", "other_parts", "attachments", "automatic",
    "in_reply_to", "alarm", "route", "also", "intent", "score", "evidence", "spans", "fields",
}  # fmt: skip
FIELD_KEYS = {
    "sender_kind", "function", "person", "organisation", "phone", "address", "moving", "pkvw", "domains", "themes",
    "availability",
}  # fmt: skip


def _answers(done: subprocess.CompletedProcess[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in done.stdout.splitlines()]


_COUNT_THREADS = """
import os, sys
from flows import cli
sys.argv = ["weerbaar", "read"]
try:
    cli.main()
except SystemExit:
    print(len(os.listdir("/proc/self/task")))
"""


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="threads are counted as Linux shows them")
def test_a_reader_reads_with_one_thread() -> None:
    """No second thread spins between sums that are too small for two."""
    without = {name: value for name, value in os.environ.items() if name != "OPENBLAS_NUM_THREADS"}
    done = subprocess.run(
        [sys.executable, "-c", _COUNT_THREADS],
        input="",
        env=without,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines()[-1] == "1"


@pytest.mark.parametrize(
    "command",
    ["", "demo", "listen", "dispatch", "up", "read", "eval", "train", "reconcile", "migrate", "check", "settings",
     "keys new", "keys rotate", "case list", "case show", "case mail", "case close", "case answer",
     "case correct", "report add", "report show", "report send", "report decide", "report password",
     "report withdraw",
     "appointment propose", "appointment agree", "appointment cancel", "appointment list", "person export",
     "person erase", "case hold", "erase", "figures"],
)  # fmt: skip
def test_every_command_explains_itself(command: str, tmp_path: Path) -> None:
    """`--help` everywhere, without any setting."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("WEERBAAR_")}
    done = subprocess.run(
        [WEERBAAR, *command.split(), "--help"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "Usage" in done.stdout


def test_reading_lines_gives_a_line_for_each_and_names_bad_ones(tmp_path: Path) -> None:
    """The contract of `weerbaar read --jsonl`: good lines are answered, bad ones named, exit code 2."""
    lines = [
        json.dumps({"id": "a", "channel": "email", "subject": "Scan", "sender_email": "x@y.example", "body": "Graag."}),
        "geen json",
        json.dumps({"id": "b", "channel": "chat", "body": "er lag een kogel in de brievenbus", "subject": None}),
        json.dumps({"id": "c", "channel": "fax", "body": "x"}),
        json.dumps({"body": "zonder id"}),
        json.dumps({"id": 7}),
    ]
    done = weerbaar("read", "--jsonl", folder=tmp_path, given="\n".join(lines))
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 2
    assert [answer["id"] for answer in answers] == ["a", "b", 7]
    assert all(set(answer) == READ_KEYS and set(answer["fields"]) == FIELD_KEYS for answer in answers)
    assert [answer["alarm"] for answer in answers] == ["no", "yes", "human"]
    assert [number for number in (2, 4, 5) if f"line {number}" in done.stderr] == [2, 4, 5]
    assert not list(tmp_path.iterdir())


def test_reading_mails_gives_their_file_names_as_id(tmp_path: Path) -> None:
    """A forwarded threat is seen in its part."""
    mail = ROOT / "examples" / "mails" / "06-doorgestuurd.eml"
    done = weerbaar("read", str(mail), folder=tmp_path)
    (answer,) = [json.loads(line) for line in done.stdout.splitlines()]
    assert (answer["id"], answer["alarm"], answer["route"]) == (mail.name, "yes", "threat")
    assert {item["part"] for item in answer["evidence"]} == {"forwarded"}
    assert done.returncode == 0


def test_no_line_stops_the_others(tmp_path: Path) -> None:
    """What is wrong with a line is named by number and kind, never with its words."""
    lines = [
        r'{"id":"\ud800","subject":"\udc00 x","sender_name":"\ud800","body":"half \ud83d teken","note":"\ud800"}',
        '{"id":"diep","body":' + "[" * 100_000,
        '{"id":"begin","received":"0001-01-01T00:00:00+14:00","body":"morgen kan ik, of op 10 januari"}',
        '{"id":"eind","received":"9999-12-31T23:59:59-14:00","body":"over 4 weken of 1 maart"}',
        '{"id":' + "9" * 5_000 + "}",
        '{"id":1e999,"body":"geheim"}',
        '{"id":"laatst","body":"Graag een woningscan."}',
    ]
    done = weerbaar("read", "--jsonl", folder=tmp_path, given="\n".join(lines))
    answers = {answer["id"]: answer for answer in _answers(done)}
    complaints = done.stderr.splitlines()
    assert done.returncode == 2
    assert list(answers) == ["\ud800", "begin", "eind", "laatst"]
    assert (answers["\ud800"]["subject"], answers["\ud800"]["new_text"]) == ("\ufffd x", "half \ufffd teken")
    assert [answers[name]["fields"]["availability"] for name in ("begin", "eind")] == [[], []]
    assert complaints[0] == "-, line 2: cannot be answered (RecursionError)"
    assert [text.partition(":")[0] for text in complaints] == [f"-, line {number}" for number in (2, 5, 6)]
    assert "geheim" not in done.stderr


def test_ids_come_back_as_they_were_given(tmp_path: Path) -> None:
    """A number stays a number, text stays text; what is neither is no id."""
    given = ["7", '"7"', "-1", "1.5", '"é"', '""', "123456789012345678901", "true", "null", "[1]", "NaN"]
    done = weerbaar("read", "--jsonl", folder=tmp_path, given="\n".join(f'{{"id": {item}}}' for item in given))
    ids = [answer["id"] for answer in _answers(done)]
    assert ids == [7, "7", -1, 1.5, "é", "", 123456789012345678901]
    assert done.returncode == 2
    assert [number for number in range(1, 12) if f"line {number}:" in done.stderr] == [8, 9, 10, 11]


def test_a_byte_order_mark_and_broken_bytes_do_no_harm(tmp_path: Path) -> None:
    """Windows programs write the mark; in a file and on stdin, whatever character set the terminal speaks."""
    raw = b'\xef\xbb\xbf{"id":"\xc3\xa9\xe2\x82\xac","body":"kogel \xff"}\n'
    (tmp_path / "in.jsonl").write_bytes(raw)
    done = weerbaar("read", "--jsonl", "in.jsonl", "-", folder=tmp_path, given=raw, PYTHONIOENCODING="ascii")
    assert (done.returncode, done.stderr) == (0, "")
    assert [(answer["id"], answer["new_text"]) for answer in _answers(done)] == [("é€", "kogel \ufffd")] * 2


@pytest.mark.parametrize("subject", ["RE: uw aanvraag", "uw aanvraag"])
def test_an_answer_to_the_desk_is_no_forward(subject: str, tmp_path: Path) -> None:
    """As a line and as a mail, by the address in the settings: nobody has to look at a yes to a proposal."""
    block = "Van: Weerbaar <{}>\nVerzonden: maandag 23 november 2026 10:00\nAan: Jan\nOnderwerp: uw aanvraag"
    body = f"Prima, dinsdag is goed.\n\n{block}\n\nSchikt dinsdag 1 december om 10.00 uur?"
    (tmp_path / "weerbaar.toml").write_text('[desk]\naddress = "balie@desk.example"\n')
    desk, stranger = body.format("Balie@desk.example"), body.format("iemand@elders.example")
    lines = [{"id": n, "subject": subject, "body": text} for n, text in enumerate((desk, stranger))]
    (tmp_path / "a.eml").write_text(f"Subject: {subject}\n\n{desk}")
    answers = _answers(weerbaar("read", "--jsonl", folder=tmp_path, given="\n".join(map(json.dumps, lines))))
    answers += _answers(weerbaar("read", "a.eml", folder=tmp_path))
    other = "quoted" if subject.startswith("RE") else "forwarded"
    assert [[part["part"] for part in one["other_parts"]] for one in answers] == [["quoted"], [other], ["quoted"]]
    assert [answers[number]["alarm"] for number in (0, 2)] == ["no", "no"]


def test_lines_of_machines_are_known_as_such(tmp_path: Path) -> None:
    """An automatic answer on the email channel is one, in a chat it is not."""
    line = {"id": "email", "subject": "Automatisch antwoord: vraag", "body": "Ik ben met vakantie."}
    given = f"{json.dumps(line)}\n{json.dumps(line | {'id': 'chat', 'channel': 'chat'})}\n"
    answers = _answers(weerbaar("read", "--jsonl", folder=tmp_path, given=given))
    assert [(answer["id"], answer["automatic"]) for answer in answers] == [("email", "auto_reply"), ("chat", None)]


def test_tomorrow_in_a_mail_is_the_day_after_it_came_in(tmp_path: Path) -> None:
    """By the last server's stamp, else by the writer's date; not by the day the file is read."""
    dated = b"Date: Mon, 9 Mar 2026 22:00:00 +0100\n"
    stamped = b"Received: by mx.example; Tue, 10 Mar 2026 09:00:00 +0100\n" + dated
    rest = b"From: jan@gemeente.example\nSubject: Afspraak\n\nMorgen om 10.00 uur kan ik.\n"
    (tmp_path / "stempel.eml").write_bytes(stamped + rest)
    (tmp_path / "datum.eml").write_bytes(dated + rest)
    answers = _answers(weerbaar("read", "stempel.eml", "datum.eml", folder=tmp_path))
    assert [answer["fields"]["availability"] for answer in answers] == [
        ["2026-03-11T10:00:00+01:00"],
        ["2026-03-10T10:00:00+01:00"],
    ]


@pytest.mark.parametrize("options", [[], ["--jsonl"]])
def test_a_file_that_cannot_be_read_is_named(options: list[str], tmp_path: Path) -> None:
    """Missing, a directory, or failing halfway: the other files are answered and the exit code says so."""
    (tmp_path / "map").mkdir()
    (tmp_path / "goed").write_text('{"id": "goed", "body": "Graag."}')
    done = weerbaar("read", *options, "weg", "map", "/proc/self/mem", "goed", folder=tmp_path)
    assert done.returncode == 2
    assert [answer["id"] for answer in _answers(done)] == ["goed"]
    assert done.stderr.splitlines() == [
        "weg: cannot be read (No such file or directory)",
        "map: cannot be read (Is a directory)",
        "/proc/self/mem: cannot be read (Input/output error)",
    ]


def test_without_a_key_ring_nothing_starts(tmp_path: Path) -> None:
    """One line that says what to do, no traceback."""
    done = weerbaar("case", "list", folder=tmp_path)
    assert done.returncode == 2
    assert "weerbaar keys new" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_wrong_setting_is_named(tmp_path: Path) -> None:
    """Also when it would send passwords in clear over a network."""
    (tmp_path / "weerbaar.toml").write_text('[smtp]\nhost = "mail.example.org"\nsecurity = "none"\n')
    assert "loopback" in weerbaar("check", folder=tmp_path).stderr
    (tmp_path / "weerbaar.toml").write_text('[smtp]\nhoost = "x"\n')
    done = weerbaar("check", folder=tmp_path)
    assert done.returncode == 2
    assert done.stderr == "weerbaar: weerbaar.toml: smtp.hoost: no such setting\n"


def test_a_setting_that_is_too_small_or_too_large_is_told_its_bounds(tmp_path: Path) -> None:
    """As they stand on the page of the settings, too."""
    (tmp_path / "weerbaar.toml").write_text("[web]\nidle_minutes = 2\n[retention]\nhour = 24\n")
    done = weerbaar("check", folder=tmp_path)
    assert done.returncode == 2
    assert "web.idle_minutes: must be at least 5, not 2" in done.stderr
    assert "retention.hour: must be at most 23, not 24" in done.stderr
    rows = weerbaar("settings", folder=Path.cwd()).stdout.splitlines()
    (told,) = (row for row in rows if row.startswith("| `idle_minutes`"))
    assert told.endswith("(at least 5) |")


def test_a_bell_that_cannot_be_rung_is_named_by_its_number_and_never_shown(tmp_path: Path) -> None:
    """A slip in such an address would else come to light at the first alarm."""
    (tmp_path / "weerbaar.toml").write_text(
        '[desk]\nduty_notify = ["json://127.0.0.1/a", "smss://t0ken@example.org"]\n'
    )
    done = weerbaar("check", folder=tmp_path)
    assert done.returncode == 1
    assert "number 2 of 2" in done.stdout
    assert "t0ken" not in done.stdout + done.stderr


def test_a_password_in_the_address_of_the_database_is_not_shown() -> None:
    """Settings are logged and printed by others than us."""
    shown = repr(Settings(database="postgresql://desk:geheim@db.example/weerbaar"))
    assert "geheim" not in shown


def test_keys_are_made_once_and_the_database_is_migrated(tmp_path: Path) -> None:
    """From nothing to a working database; a second key ring is refused."""
    assert weerbaar("keys", "new", folder=tmp_path).returncode == 0
    assert weerbaar("keys", "new", folder=tmp_path).returncode == 2
    assert "migrate" in weerbaar("case", "list", folder=tmp_path).stderr
    assert weerbaar("migrate", folder=tmp_path).returncode == 0
    assert weerbaar("case", "list", "--json", folder=tmp_path).stdout.strip() == "[]"
    assert weerbaar("case", "list", folder=tmp_path).stdout.strip() == "geen zaken"
    assert weerbaar("keys", "rotate", folder=tmp_path).returncode == 0
    assert weerbaar("case", "list", "--json", folder=tmp_path).stdout.strip() == "[]"
    checked = weerbaar("check", "--json", folder=tmp_path)
    assert checked.returncode == 1
    parts = {item["part"]: item["well"] for item in json.loads(checked.stdout)}
    assert parts["keys and database"]
    told = {item["part"]: item["text"] for item in json.loads(checked.stdout)}
    assert "shipped model" in told["reader"]
    assert told["keys and database"] == "0 mails wait; letters: none"
    reader = weerbaar("check", "--part", "reader", folder=tmp_path)
    assert (reader.returncode, reader.stdout.count("\n")) == (0, 1)
    assert weerbaar("check", "--part", "smtp", folder=tmp_path).stdout.startswith("FAIL smtp: ")
    assert not parts["duty"]


def test_a_part_behind_a_database_that_is_away_says_that(tmp_path: Path) -> None:
    """Not that there is no such part: what is wrong is the database, also for who watches by the exit code."""
    told = weerbaar("check", "--part", "smtp", folder=tmp_path)
    assert told.returncode == 1
    assert told.stdout.startswith("FAIL keys and database: ")
    assert told.stdout.count("\n") == 1
    known = weerbaar("check", "--part", "settings", folder=tmp_path)
    assert (known.returncode, known.stdout.count("\n")) == (0, 1)


def test_a_check_of_one_part_asks_no_other(tmp_path: Path) -> None:
    """Who watches one part each minute does not log in to the mail server as often."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        other.setblocking(False)
        url = f"http://127.0.0.1:{other.getsockname()[1]}"
        settings = Settings(data_dir=tmp_path, telegram=TelegramSettings(token=SecretStr("1:A"), api_url=url))
        assert [one.part for one in check_all(settings, "settings")] == ["settings"]
        with pytest.raises(BlockingIOError):
            other.accept()


def test_a_second_key_ring_beside_data_is_refused(tmp_path: Path) -> None:
    """And a ring that does not fit the database starts nothing."""
    weerbaar("keys", "new", folder=tmp_path)
    weerbaar("migrate", folder=tmp_path)
    ring = tmp_path / "var" / "keys.json"
    database = Database(f"sqlite:///{tmp_path}/var/weerbaar.sqlite3", KeyRing.load(ring))
    with database.begin() as tx:
        now = datetime.now(UTC)
        journal.note(tx, None, "proef", "iets", "tester", now)
        inbox.keep(tx, [(Arrival("wvb", "INBOX", 1, 1, now, 4), b"mail")], now)
    database.dispose()
    ring.unlink()
    assert weerbaar("keys", "new", folder=tmp_path).returncode == 2
    KeyRing.generate().save(ring)
    done = weerbaar("case", "list", folder=tmp_path)
    assert done.returncode == 2
    assert "does not fit" in done.stderr


def test_a_mailbox_that_cannot_be_opened_is_named_in_the_comparison(tmp_path: Path) -> None:
    """For a person and for a machine; the exit code says that not all is accounted for."""
    config = '[[mailboxes]]\nhost = "127.0.0.1"\nport = 1\nsecurity = "none"\nuser = "u"\npassword = "p"\n'
    (tmp_path / "weerbaar.toml").write_text(config)
    assert weerbaar("keys", "new", folder=tmp_path).returncode == 0
    assert weerbaar("migrate", folder=tmp_path).returncode == 0
    done = weerbaar("reconcile", "--json", folder=tmp_path)
    (box,) = json.loads(done.stdout)["mailboxes"]
    assert (done.returncode, box["mails"], done.stderr) == (1, 0, "")
    assert box["fault"] == "Connection refused"
    assert "wvb INBOX: Connection refused" in weerbaar("reconcile", folder=tmp_path).stdout
