"""A private, real Dovecot for tests: IMAP, IMAPS and LMTP on free loopback ports, with its own state and its own CA.

Runs as root and as an ordinary user. Needs Debian's dovecot-imapd and dovecot-lmtpd.
"""

from __future__ import annotations

import base64
import grp
import hmac
import itertools
import json
import os
import pwd
import shutil
import signal
import smtplib
import socket
import ssl
import subprocess
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import psutil
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from bots.imap import Account

USER = "wvb@example.test"
PASSWORD = "geheim"
ISSUER = "https://login.example.test"
_TOKEN_KEY = b"a test key that guards nothing at all"
_START_SECONDS = 10

_CONFIG = """\
base_dir = {dir}/run
state_dir = {dir}/state
log_path = {dir}/dovecot.log
instance_name = weerbaar-test
protocols = imap lmtp
listen = 127.0.0.1
disable_plaintext_auth = no
auth_mechanisms = plain login xoauth2
ssl = yes
ssl_cert = <{dir}/cert.pem
ssl_key = <{dir}/key.pem
default_internal_user = {internal}
default_internal_group = {internal_group}
default_login_user = {login}
first_valid_uid = 0
last_valid_uid = 0
mail_home = {dir}/mail/%u
mail_location = maildir:~/Maildir
mailbox_idle_check_interval = 1 secs
lda_mailbox_autocreate = yes
mail_max_userip_connections = 50
passdb {{
  driver = passwd-file
  args = scheme=PLAIN username_format=%u {dir}/users
}}
passdb {{
  driver = oauth2
  mechanisms = xoauth2
  args = {dir}/oauth2.conf.ext
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={dir}/mail/%u allow_all_users=yes
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = {imaps}
    ssl = yes
  }}
}}
service lmtp {{
  inet_listener lmtp {{
    address = 127.0.0.1
    port = {lmtp}
  }}
}}
auth_failure_delay = 0
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
namespace inbox {{
  inbox = yes
  separator = /
}}
"""

_OAUTH2 = """\
introspection_mode = local
local_validation_key_dict = fs:posix:prefix={dir}/keys/
username_attribute = email
issuers = {issuer}
"""


@dataclass(frozen=True, slots=True)
class Ports:
    """Where the server listens."""

    imap: int
    imaps: int
    lmtp: int


class Dovecot:
    """A server of our own. `ca_file` is the certificate to trust; `other_ca_file` is a stranger's."""

    user = USER
    password = PASSWORD

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.ca_file = folder / "ca.pem"
        self.other_ca_file = folder / "other-ca.pem"
        self.ports = Ports(*_free_ports(3))
        self._process: subprocess.Popen[bytes] | None = None
        self._names = itertools.count(1)
        _write_certificates(folder)
        self._write_config()

    @property
    def maildir(self) -> Path:
        """The folder on disk of the mailbox."""
        return self.folder / "mail" / USER / "Maildir"

    def account(self, **changes: object) -> Account:
        """An account on this server: TLS with our CA, unless changed."""
        defaults: dict[str, object] = {
            "name": "wvb",
            "host": "localhost",
            "port": self.ports.imaps,
            "user": USER,
            "password": PASSWORD,
            "ca_file": self.ca_file,
        }
        return Account(**(defaults | changes))  # type: ignore[arg-type]

    def start(self) -> None:
        """Start and wait until it answers."""
        with (self.folder / "stderr.log").open("ab") as errors:
            self._process = subprocess.Popen(
                [_program("dovecot"), "-F", "-c", str(self.folder / "dovecot.conf")],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=errors,
                start_new_session=True,
            )
        self._wait_until_up()

    def stop(self) -> None:
        """Stop as an administrator would."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """Stop as a power cut would: the master and everything it started, at once."""
        self._end(signal.SIGKILL)

    def restart(self) -> None:
        """Stop, and start on the same ports."""
        self.stop()
        self.start()

    def deliver(self, raw: bytes, *, user: str = USER) -> None:
        """Hand over a mail as a mail server does (LMTP)."""
        with smtplib.LMTP("127.0.0.1", self.ports.lmtp) as lmtp:
            lmtp.sendmail("sender@example.test", [user], raw)

    def put(self, raws: Iterable[bytes], at: datetime | None = None) -> None:
        """Put mails into the mailbox by renaming files; quick, and in this order. `at`: when they came in."""
        self._make_maildir()
        for raw in raws:
            name = f"{int(time.time())}.M{next(self._names):09d}P{os.getpid()}.test"
            (self.maildir / "tmp" / name).write_bytes(raw)
            self._own(self.maildir / "tmp" / name)
            if at is not None:
                os.utime(self.maildir / "tmp" / name, (at.timestamp(), at.timestamp()))
            (self.maildir / "tmp" / name).rename(self.maildir / "new" / name)

    def empty(self) -> None:
        """Forget all mail; the server stays up."""
        shutil.rmtree(self.folder / "mail" / USER, ignore_errors=True)

    def token(self, *, user: str = USER, valid_seconds: int = 3600) -> str:
        """A signed token (HS256) for XOAUTH2."""
        now = int(time.time())
        claims = {"iss": ISSUER, "sub": user, "email": user, "iat": now - 5, "exp": now + valid_seconds}
        head = f"{_part({'alg': 'HS256', 'typ': 'JWT', 'kid': 'default'})}.{_part(claims)}"
        return f"{head}.{_base64(hmac.digest(_TOKEN_KEY, head.encode(), 'sha256'))}"

    def server_context(self) -> ssl.SSLContext:
        """For another server that wants to show the same certificate."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.folder / "cert.pem", self.folder / "key.pem")
        return context

    def log(self) -> str:
        """What the server wrote."""
        path = self.folder / "dovecot.log"
        return path.read_text(errors="replace") if path.exists() else ""

    def _write_config(self) -> None:
        names = _users()
        values = {"dir": self.folder, "imap": self.ports.imap, "imaps": self.ports.imaps, "lmtp": self.ports.lmtp}
        (self.folder / "dovecot.conf").write_text(_CONFIG.format(**values, **names))
        (self.folder / "oauth2.conf.ext").write_text(_OAUTH2.format(dir=self.folder, issuer=ISSUER))
        (self.folder / "users").write_text(f"{USER}:{{PLAIN}}{PASSWORD}::::::\n")
        key = self.folder / "keys" / "default" / "HS256" / "default"
        key.parent.mkdir(parents=True)
        key.write_bytes(base64.b64encode(_TOKEN_KEY))
        (self.folder / "mail").mkdir()
        self._own(self.folder / "mail")

    def _make_maildir(self) -> None:
        folders = [self.maildir / name for name in ("tmp", "new", "cur")]
        for folder in folders:
            folder.mkdir(parents=True, exist_ok=True)
        for path in (self.maildir.parent, self.maildir, *folders):  # all else is Dovecot's own
            self._own(path)

    def _own(self, path: Path) -> None:
        if os.geteuid() == 0:
            shutil.chown(path, "mail", "mail")

    def _wait_until_up(self) -> None:
        until = time.monotonic() + _START_SECONDS
        while not all(_answers(port) for port in (self.ports.imap, self.ports.imaps, self.ports.lmtp)):
            assert self._process is not None
            if self._process.poll() is not None or time.monotonic() > until:
                errors = (self.folder / "stderr.log").read_text()
                self.kill()
                pytest.fail(f"dovecot did not start:\n{errors}\n{self.log()[-2000:]}")
            time.sleep(0.02)

    def _end(self, how: signal.Signals) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        family = _family(process.pid)
        if how is signal.SIGKILL:
            for member in family:
                _signal(member, how)
        else:
            process.send_signal(how)
        process.wait(_START_SECONDS)
        _, alive = psutil.wait_procs(family, timeout=1)
        for member in alive:
            _signal(member, signal.SIGKILL)


@pytest.fixture(scope="session")
def dovecot_server() -> Iterator[Dovecot]:
    """One server for all tests; use `dovecot`, which starts each test with an empty mailbox."""
    _need("dovecot", "dovecot-imapd")
    _need("lmtp", "dovecot-lmtpd")
    folder = Path(tempfile.mkdtemp(prefix="weerbaar-dovecot-"))  # short: paths of sockets have at most 107 characters
    folder.chmod(0o755)
    server = Dovecot(folder)
    try:
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def dovecot(dovecot_server: Dovecot) -> Dovecot:
    """A running Dovecot with an empty mailbox."""
    if dovecot_server._process is None:
        dovecot_server.start()
    dovecot_server.empty()
    return dovecot_server


def _need(program: str, package: str) -> None:
    if _program(program) and Path(_program(program)).exists():
        return
    what = f"{program} is missing; install it: apt-get install {package}"
    if os.environ.get("WEERBAAR_TESTS_MAY_SKIP") == "1":
        pytest.skip(what)
    pytest.fail(f"{what} (or set WEERBAAR_TESTS_MAY_SKIP=1 to skip)")


def _program(name: str) -> str:
    """Debian keeps the server in /usr/sbin and its parts in /usr/lib/dovecot; neither need be on PATH."""
    places = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/lib/dovecot", "/usr/libexec/dovecot"])
    return shutil.which(name, path=places) or ""


def _users() -> dict[str, object]:
    if os.geteuid() == 0:
        uid, gid = pwd.getpwnam("mail")[2:4]
        return {"internal": "dovecot", "internal_group": "dovecot", "login": "dovenull", "uid": uid, "gid": gid}
    me, uid, gid = pwd.getpwuid(os.geteuid()).pw_name, os.geteuid(), os.getegid()
    return {"internal": me, "internal_group": grp.getgrgid(gid).gr_name, "login": me, "uid": uid, "gid": gid}


def _free_ports(count: int) -> list[int]:
    lines = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [line.getsockname()[1] for line in lines]
    for line in lines:
        line.close()
    return ports


def _answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def _family(pid: int) -> list[psutil.Process]:
    try:
        parent = psutil.Process(pid)
        return [parent, *parent.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def _signal(process: psutil.Process, how: signal.Signals) -> None:
    try:
        process.send_signal(how)
    except psutil.NoSuchProcess:
        return


def _part(value: dict[str, object]) -> str:
    return _base64(json.dumps(value).encode())


def _base64(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def _write_certificates(folder: Path) -> None:
    """Two authorities; the server's certificate is of the first."""
    for name in ("ca", "other-ca"):
        key = ec.generate_private_key(ec.SECP256R1())
        authority = _certificate(f"{name} of the tests", key.public_key(), f"{name} of the tests", key, is_ca=True)
        _write_pem(folder / f"{name}.pem", authority)
        if name == "ca":
            own = ec.generate_private_key(ec.SECP256R1())
            _write_pem(folder / "cert.pem", _certificate("localhost", own.public_key(), f"{name} of the tests", key))
            _write_key(folder / "key.pem", own)


def _certificate(
    name: str,
    public: ec.EllipticCurvePublicKey,
    issuer: str,
    key: ec.EllipticCurvePrivateKey,
    *,
    is_ca: bool = False,
) -> x509.Certificate:
    now = datetime.now(UTC)
    names = [x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))]
    usage = x509.KeyUsage(
        digital_signature=True, content_commitment=False, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=is_ca, crl_sign=is_ca, encipher_only=False, decipher_only=False,
    )  # fmt: skip
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=2))
        .add_extension(x509.BasicConstraints(ca=is_ca, path_length=None), critical=True)
        .add_extension(usage, critical=True)
    )
    if not is_ca:
        builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
    return builder.sign(key, hashes.SHA256())


def _write_pem(path: Path, certificate: x509.Certificate) -> None:
    path.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))


def _write_key(path: Path, key: ec.EllipticCurvePrivateKey) -> None:
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    path.chmod(0o600)
