"""The mailbox and its listener, against a real Dovecot."""

from __future__ import annotations

import base64
import email
import email.policy
import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import pytest
from imapclient import IMAPClient

from bots.imap import Account, Fetched, LoginRefused, Mailbox, MailLost
from bots.imap_watch import Patience, watch
from bots.microsoft import microsoft_token
from casework.errors import MailError, SettingsError
from tests.servers.dovecot import Dovecot

pytestmark = pytest.mark.dovecot

FAST = Patience(first=0.05, most=0.3, refused=0.2)


def plain(number: int) -> bytes:
    """A small mail as bytes, with a dot and an odd character, to see that nothing is changed."""
    return f"From: a@example.test\r\nSubject: nr {number}\r\n\r\n.regel {number} é\r\n".encode()


def big(*, nested: bool = False) -> bytes:
    """A mail of 300 kB: two texts, and a picture between them; as an attachment to another mail if `nested`."""
    message = EmailMessage(policy=email.policy.SMTP)
    message["From"] = "a@example.test"
    message["Subject"] = "Grote bijlage é"
    message["Message-ID"] = "<big@example.test>"
    message.set_content("Hier is de foto, café.\n")
    message.add_attachment(b"\x89PNG" + b"x" * 220_000, maintype="image", subtype="png", filename="voordeur ü.png")
    message.add_attachment("Nog een tekst.\n", filename="notitie.txt")
    if not nested:
        return message.as_bytes()
    outer = EmailMessage(policy=email.policy.SMTP)
    outer["Subject"] = "Doorgestuurd"
    outer.set_content("Zie de bijlage.\n")
    outer.add_attachment(message)
    return outer.as_bytes()


def texts(raw: bytes) -> list[str]:
    """All texts in a mail, in order."""
    message = email.message_from_bytes(raw, policy=email.policy.default)
    return [part.get_content().strip() for part in message.walk() if part.get_content_maintype() == "text"]


def read_all(account: Account) -> list[Fetched]:
    """Every mail in the folder."""
    with Mailbox(account) as mailbox:
        return list(mailbox.fetch(mailbox.uids()))


def made_anew(dovecot: Dovecot, folder: str) -> int:
    """The validity of the folder after throwing it away and making it again, with one mail."""
    with client(dovecot) as imap:
        imap.delete_folder(folder)
        imap.create_folder(folder)
        imap.append(folder, plain(2))
    with Mailbox(dovecot.account(folder=folder)) as mailbox:
        return mailbox.uidvalidity


def poll(question: Callable[[], object], seconds: float = 10) -> bool:
    """Ask until the answer is yes, or time is up."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if question():
            return True
        time.sleep(0.01)
    return False


class Listener:
    """A watch in a thread, with what it saw."""

    def __init__(self, account: Account, *, mark: bool = False, patience: Patience = FAST) -> None:
        self.seen: list[int] = []
        self.opened = 0
        self.trouble: list[str] = []
        self.stop = threading.Event()
        self._mark = mark
        self._thread = threading.Thread(
            target=watch,
            args=(account, self._on_open, self._on_news, self.stop),
            kwargs={"on_trouble": self.trouble.append, "patience": patience},
        )

    def _on_open(self, mailbox: Mailbox) -> None:
        self._on_news(mailbox)
        self.opened += 1

    def _on_news(self, mailbox: Mailbox) -> None:
        fresh = mailbox.uids(max(self.seen, default=0))
        self.seen += [mail.uid for mail in mailbox.fetch(fresh)]
        if self._mark:
            mailbox.mark(fresh)

    @contextmanager
    def running(self) -> Iterator[Listener]:
        """Listen for as long as the block lasts."""
        self._thread.start()
        try:
            yield self
        finally:
            self.end()

    def end(self) -> float:
        """Stop, and say how many seconds that took."""
        began = time.monotonic()
        self.stop.set()
        self._thread.join(10)
        assert not self._thread.is_alive()
        return time.monotonic() - began


def test_mails_come_in_order_and_byte_for_byte(dovecot: Dovecot) -> None:
    """A hundred and twenty mails, more than two batches, are exactly what was put in, oldest first."""
    raws = [plain(number) for number in range(120)]
    dovecot.put(raws)
    found = read_all(dovecot.account())
    assert [mail.raw for mail in found] == raws
    assert [mail.uid for mail in found] == list(range(1, 121))
    assert all(mail.size == len(mail.raw) and not mail.partial and mail.error is None for mail in found)


def test_the_time_of_a_mail_is_the_mailbox_own_time(dovecot: Dovecot) -> None:
    """The Date header is the sender's to invent; the internal date is not."""
    dovecot.deliver(b"Date: Mon, 1 Jan 2001 00:00:00 +0000\r\n" + plain(1))
    (mail,) = read_all(dovecot.account())
    assert mail.internal_date.tzinfo is UTC
    assert abs(datetime.now(UTC) - mail.internal_date) < timedelta(minutes=1)


def test_only_mails_above_the_known_one_are_named(dovecot: Dovecot) -> None:
    """A server answers `n:*` with its last mail even when that is older; we do not."""
    dovecot.put([plain(1), plain(2), plain(3)])
    with Mailbox(dovecot.account()) as mailbox:
        assert mailbox.uids(above=1) == [2, 3]
        assert mailbox.uids(above=3) == []
        assert mailbox.uids(above=99) == []


def test_an_empty_mailbox_holds_nothing(dovecot: Dovecot) -> None:
    """No mail is not an error."""
    assert read_all(dovecot.account()) == []


def test_long_answers_to_a_search_are_cut_in_windows(dovecot: Dovecot) -> None:
    """A mailbox with more mail than fits in one line of the protocol is searched in pieces."""
    dovecot.put([plain(number) for number in range(30)])
    with Mailbox(dovecot.account(), search_window=7) as mailbox:
        assert mailbox.uids() == list(range(1, 31))
        assert mailbox.uids(above=12) == list(range(13, 31))


def test_reading_does_not_make_mail_read(dovecot: Dovecot) -> None:
    """People who look into the mailbox still see what they have not opened."""
    dovecot.put([plain(1), big()])
    read_all(dovecot.account(size_cap=100_000))
    with client(dovecot) as imap:
        assert imap.search(["UNSEEN"]) == [1, 2]


def test_a_mail_that_the_server_cannot_read_does_not_hide_the_others(dovecot: Dovecot) -> None:
    """One rotten file in the middle comes as an error, its neighbours come whole."""
    dovecot.put([plain(1), plain(2), plain(3)])
    with Mailbox(dovecot.account()) as mailbox:
        assert mailbox.uids() == [1, 2, 3]
        (rotten,) = [path for path in dovecot.maildir.glob("cur/*") if b"nr 2" in path.read_bytes()]
        rotten.chmod(0)
        found = list(mailbox.fetch([1, 2, 3]))
    assert [mail.raw for mail in found] == [plain(1), b"", plain(3)]
    assert found[1].partial
    assert found[1].error


def test_a_mail_that_is_gone_is_told(dovecot: Dovecot) -> None:
    """Somebody deletes a mail between our look and our fetch: it is reported, not passed over."""
    dovecot.put([plain(1), plain(2)])
    with Mailbox(dovecot.account()) as mailbox:
        with client(dovecot) as imap:
            imap.delete_messages([1])
            imap.expunge()
        found = list(mailbox.fetch([1, 2]))
    assert [mail.raw for mail in found] == [b"", plain(2)]
    assert found[0].error == "the server does not give it"


@pytest.mark.parametrize("nested", [False, True])
def test_a_mail_above_the_cap_comes_with_all_texts_and_names(dovecot: Dovecot, *, nested: bool) -> None:
    """The weight stays behind; every word and every file name comes along, also out of a forwarded mail."""
    dovecot.put([plain(1), big(nested=nested), plain(3)])
    first, light, last = read_all(dovecot.account(size_cap=100_000))
    assert (first.partial, light.partial, last.partial) == (False, True, False)
    assert light.size > 300_000
    assert len(light.raw) < 5_000
    assert texts(light.raw) == texts(big(nested=nested))
    message = email.message_from_bytes(light.raw, policy=email.policy.default)
    names = [part.get_filename() for part in message.walk() if part.get_filename()]
    assert names == ["voordeur ü.png", "notitie.txt"]
    assert any(part["Subject"] == "Grote bijlage é" for part in message.walk())
    assert last.raw == plain(3)


def test_a_text_above_the_cap_is_cut(dovecot: Dovecot) -> None:
    """One huge text: the beginning comes, and it says that it is not all."""
    dovecot.put([b"Subject: lang\r\n\r\n" + b"woord en woord\r\n" * 20_000])
    (light,) = read_all(dovecot.account(size_cap=50_000))
    assert light.partial
    assert texts(light.raw)[0].startswith("woord en woord")
    assert 40_000 < len(light.raw) < 60_000


def test_a_mail_too_deep_to_describe_comes_cut(dovecot: Dovecot) -> None:
    """Three hundred multiparts in each other: what cannot be rebuilt is still read from its beginning."""
    heads = [b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (n, n) for n in range(300)]
    dovecot.put([b"Subject: diep\r\nMIME-Version: 1.0\r\n" + b"".join(heads) + b"\r\n" + b"hallo\r\n" * 20_000])
    (light,) = read_all(dovecot.account(size_cap=50_000))
    assert light.partial
    assert light.error is None
    assert b"Subject: diep" in light.raw


def test_mail_is_marked_with_our_keyword(dovecot: Dovecot) -> None:
    """The keyword says to people that it is kept; marking twice is harmless."""
    dovecot.put([plain(1), plain(2)])
    with Mailbox(dovecot.account()) as mailbox:
        assert mailbox.mark([1])
        assert mailbox.mark([1])
        assert mailbox.mark([])
    with client(dovecot) as imap:
        assert imap.search(["KEYWORD", "$Weerbaar"]) == [1]


def test_mail_is_moved_to_a_folder_that_is_made_when_needed(dovecot: Dovecot) -> None:
    """After moving, the mail is in the folder and nowhere else."""
    dovecot.put([plain(1), plain(2)])
    with Mailbox(dovecot.account(after="move", move_to="Verwerkt")) as mailbox:
        assert mailbox.mark([1])
        assert mailbox.uids() == [2]
    with client(dovecot) as imap:
        imap.select_folder("Verwerkt")
        assert imap.fetch(imap.search(), ["BODY.PEEK[]"])[1][b"BODY[]"] == plain(1)


def test_without_move_mail_is_copied_and_taken_away(dovecot: Dovecot) -> None:
    """A server without MOVE but with UIDPLUS gives the same result, and no other deleted mail is touched."""
    dovecot.put([plain(1), plain(2), plain(3)])
    with client(dovecot) as imap:
        imap.add_flags([3], [rb"\Deleted"])
    with Mailbox(dovecot.account(after="move")) as mailbox:
        mailbox._client._cached_capabilities = (b"IMAP4REV1", b"UIDPLUS")
        assert mailbox.mark([1])
        assert mailbox.uids() == [2, 3]


def test_a_mailbox_we_may_only_read_stays_as_it_is(dovecot: Dovecot, caplog: pytest.LogCaptureFixture) -> None:
    """Where the server does not keep our keyword, nothing is marked, and that is said once."""
    dovecot.put([plain(1)])
    with Mailbox(dovecot.account()) as mailbox, caplog.at_level(logging.WARNING):
        mailbox._flags = frozenset({rb"\seen"})
        assert not mailbox.mark([1])
        assert not mailbox.mark([1])
    assert len(caplog.records) == 1


def test_nothing_is_marked_when_nothing_is_wanted(dovecot: Dovecot) -> None:
    """`after = nothing` is obeyed without a complaint."""
    dovecot.put([plain(1)])
    with Mailbox(dovecot.account(after="nothing")) as mailbox:
        assert mailbox.mark([1])
    with client(dovecot) as imap:
        assert imap.search(["UNKEYWORD", "$Weerbaar"]) == [1]


def test_a_folder_made_anew_has_another_validity(dovecot: Dovecot) -> None:
    """The numbers start again, and uidvalidity tells."""
    with client(dovecot) as imap:
        imap.create_folder("Balie")
        imap.append("Balie", plain(1))
    with Mailbox(dovecot.account(folder="Balie")) as mailbox:
        before = mailbox.uidvalidity
    assert poll(lambda: made_anew(dovecot, "Balie") != before)  # Dovecot takes the second as validity
    with Mailbox(dovecot.account(folder="Balie")) as mailbox:
        assert mailbox.uids() == [1]


@pytest.mark.parametrize("security", ["tls", "starttls", "none"])
def test_each_kind_of_line_works(dovecot: Dovecot, security: str) -> None:
    """TLS from the first byte, STARTTLS, and clear text on loopback."""
    dovecot.put([plain(1)])
    port = dovecot.ports.imaps if security == "tls" else dovecot.ports.imap
    assert len(read_all(dovecot.account(security=security, port=port))) == 1


@pytest.mark.parametrize("security", ["tls", "starttls"])
@pytest.mark.parametrize("trust", ["stranger", "system"])
def test_a_certificate_of_a_stranger_is_refused(dovecot: Dovecot, security: str, trust: str) -> None:
    """Neither another authority nor the system's own makes an unknown certificate good."""
    port = dovecot.ports.imaps if security == "tls" else dovecot.ports.imap
    ca_file = dovecot.other_ca_file if trust == "stranger" else None
    with pytest.raises(MailLost, match="certificate refused"):
        read_all(dovecot.account(security=security, port=port, ca_file=ca_file))


def test_a_line_in_the_clear_is_for_this_machine_only() -> None:
    """Passwords do not cross a network unencrypted, whatever the settings say."""
    with pytest.raises(SettingsError, match="loopback"):
        Account("wvb", "mail.example.test", 143, "wvb", "geheim", security="none")


def test_an_account_does_not_show_its_password() -> None:
    """Not even to a log."""
    assert "geheim" not in repr(Account("wvb", "localhost", 993, "wvb", "geheim"))


def test_a_token_opens_the_mailbox(dovecot: Dovecot) -> None:
    """XOAUTH2: the token is asked for at each log-in."""
    dovecot.put([plain(1)])
    assert len(read_all(dovecot.account(auth="xoauth2", password=dovecot.token))) == 1


@pytest.mark.parametrize("wrong", ["password", "accented password", "stale token"])
def test_a_wrong_password_is_called_that(dovecot: Dovecot, wrong: str) -> None:
    """A refusal is not taken for a lost line, and tells nothing secret."""
    accounts = {
        "password": dovecot.account(password="verkeerd"),
        "accented password": dovecot.account(password="vérkeerd"),
        "stale token": dovecot.account(auth="xoauth2", password=lambda: dovecot.token(valid_seconds=-10)),
    }
    with pytest.raises(LoginRefused) as caught:
        read_all(accounts[wrong])
    assert str(caught.value) == "wvb: log-in refused"


def test_a_server_that_is_not_there_is_a_lost_line(dovecot: Dovecot) -> None:
    """Nobody listens on this port."""
    with pytest.raises(MailLost, match="refused"):
        read_all(dovecot.account(port=1))


def test_new_mail_wakes_the_sleeper(dovecot: Dovecot) -> None:
    """A push comes within two seconds; without mail the wait ends by itself."""
    with Mailbox(dovecot.account()) as mailbox:
        assert not mailbox.wait(0.3)
        began = time.monotonic()
        timer = threading.Timer(0.3, dovecot.deliver, [plain(1)])
        timer.start()
        assert mailbox.wait(10)
        assert time.monotonic() - began < 2.3
        timer.join()
        assert mailbox.uids() == [1]


def test_mail_that_came_before_the_wait_counts(dovecot: Dovecot) -> None:
    """What arrives between the look and the wait is not slept through."""
    with Mailbox(dovecot.account()) as mailbox:
        assert mailbox.uids() == []
        dovecot.deliver(plain(1))
        began = time.monotonic()
        assert mailbox.wait(10)
        assert time.monotonic() - began < 2


def test_a_server_without_push_is_asked_each_time(dovecot: Dovecot) -> None:
    """No IDLE: the same promise, at the pace of the poll."""
    with Mailbox(dovecot.account(poll_seconds=0.2)) as mailbox:
        mailbox._client._cached_capabilities = (b"IMAP4REV1",)
        assert not mailbox.wait(0.3)
        dovecot.deliver(plain(1))
        assert mailbox.wait(5)


def test_a_listener_sees_each_mail_once(dovecot: Dovecot) -> None:
    """What was there, and what comes while listening; marking does not disturb it."""
    dovecot.put([plain(1), plain(2)])
    with Listener(dovecot.account(), mark=True).running() as listener:
        assert poll(lambda: listener.opened)
        dovecot.deliver(plain(3))
        assert poll(lambda: len(listener.seen) == 3)
        dovecot.deliver(plain(4))
        assert poll(lambda: len(listener.seen) == 4)
    assert listener.seen == [1, 2, 3, 4]
    assert listener.trouble == []


def test_a_listener_stops_within_a_second(dovecot: Dovecot) -> None:
    """Also in the middle of a long wait."""
    with Listener(dovecot.account()).running() as listener:
        assert poll(lambda: listener.opened)
        dovecot.deliver(plain(1))
        assert poll(lambda: listener.seen)
        assert listener.end() < 1


@pytest.mark.parametrize("how", ["stop", "kill"])
def test_a_listener_survives_the_death_of_the_server(dovecot: Dovecot, how: str) -> None:
    """A restart, gentle or not: it comes back, and nothing is lost or seen twice."""
    dovecot.put([plain(1)])
    with Listener(dovecot.account()).running() as listener:
        assert poll(lambda: listener.seen == [1])
        getattr(dovecot, how)()
        dovecot.put([plain(2)])
        assert poll(lambda: listener.trouble)
        dovecot.start()
        dovecot.deliver(plain(3))
        assert poll(lambda: len(listener.seen) == 3)
    assert listener.seen == [1, 2, 3]
    assert all(text.startswith("wvb: ") for text in listener.trouble)


def test_a_listener_goes_on_asking_after_a_wrong_password(dovecot: Dovecot) -> None:
    """It reports, waits, tries again, and is in as soon as the password is right."""
    words = iter(["fout", "fout", dovecot.password])
    account = dovecot.account(password=lambda: next(words, dovecot.password))
    with Listener(account).running() as listener:
        assert poll(lambda: listener.opened)
    assert listener.trouble == ["wvb: log-in refused"] * 2


def test_a_listener_outlives_what_fails_behind_it(dovecot: Dovecot) -> None:
    """A database that is away, or a plain fault: told by its class alone, and tried again."""
    failures = iter([MailError("ons eigen verhaal"), RuntimeError("mail van Jan")])
    told: list[str] = []
    stop = threading.Event()

    def on_open(mailbox: Mailbox) -> None:
        del mailbox
        if failure := next(failures, None):
            raise failure
        stop.set()

    watch(dovecot.account(), on_open, lambda _: None, stop, on_trouble=told.append, patience=FAST)
    assert told == ["ons eigen verhaal", "wvb: RuntimeError"]


class TokenOffice:
    """Microsoft's token endpoint, as far as msal talks to it."""

    def __init__(self, answer: str) -> None:
        self.answer = answer
        self.asked = 0

    def get(self, url: str, **kwargs: object) -> Answer:
        """The description of the endpoints."""
        del kwargs
        base = url.partition("/v2.0")[0]
        return Answer(
            f'{{"authorization_endpoint": "{base}/a", "token_endpoint": "{base}/t", "issuer": "{base}/v2.0"}}'
        )

    def post(self, url: str, **kwargs: object) -> Answer:
        """A token, or a refusal."""
        del url, kwargs
        self.asked += 1
        return Answer(self.answer)

    def close(self) -> None:
        """Nothing to close."""


class Answer:
    """An answer over HTTP."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.status_code = 200
        self.headers: dict[str, str] = {}

    def raise_for_status(self) -> None:
        """All is well."""


def test_a_microsoft_token_is_asked_for_once() -> None:
    """It is kept until it expires."""
    office = TokenOffice('{"token_type": "Bearer", "expires_in": 3600, "access_token": "abc"}')
    token = microsoft_token("tenant", "client", "geheim", http_client=office)
    assert (token(), token(), office.asked) == ("abc", "abc", 1)


def test_a_refused_microsoft_token_is_a_mail_error() -> None:
    """The error names the reason, and no secret."""
    office = TokenOffice('{"error": "invalid_client", "error_description": "geheim is wrong"}')
    with pytest.raises(MailError, match="invalid_client") as caught:
        microsoft_token("tenant", "client", "geheim", http_client=office)()
    assert "geheim" not in str(caught.value)


@contextmanager
def client(dovecot: Dovecot) -> Iterator[IMAPClient]:
    """Somebody else in the same mailbox."""
    with IMAPClient("127.0.0.1", dovecot.ports.imap, ssl=False, timeout=10) as imap:
        imap.login(dovecot.user, dovecot.password)
        imap.select_folder("INBOX")
        yield imap


def test_base64_cut_in_the_middle_is_still_readable(dovecot: Dovecot) -> None:
    """A text that is cut where no line ends does not break the reading of it."""
    body = base64.encodebytes(b"Ik schrijf een lange brief. " * 5_000)
    dovecot.put([b"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n" + body])
    (light,) = read_all(dovecot.account(size_cap=50_000))
    assert "lange brief" in texts(light.raw)[0]


def test_mail_announced_during_another_command_is_not_waited_for(dovecot: Dovecot) -> None:
    """A server announces each mail once; when that was in the answer to a fetch, the next wait ends at once."""
    dovecot.deliver(_MAIL_TO_FETCH)
    with Mailbox(dovecot.account()) as mailbox:
        uids = mailbox.uids()
        dovecot.deliver(_MAIL_TO_FETCH)
        until = time.monotonic() + 5
        while not mailbox._client._imap.untagged_responses.get("EXISTS") and time.monotonic() < until:
            list(mailbox.fetch(uids))
        began = time.monotonic()
        assert mailbox.wait(5)
        assert time.monotonic() - began < 1
        assert len(mailbox.uids()) == 2


_MAIL_TO_FETCH = b"From: a@b.example\r\nSubject: x\r\n\r\nhoi\r\n"
