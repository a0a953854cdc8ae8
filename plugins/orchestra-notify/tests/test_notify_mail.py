"""Email, to a real server on this machine."""

import socket
import ssl
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import trustme
from orchestra_notify.held import Note
from orchestra_notify.limit import MOST_HANGING
from orchestra_notify.mail import Mail, MailFailed, MailRefused
from orchestra_notify.settings import Email, read_settings
from orchestra_notify.testing import MailServer
from orchestra_notify.writing import Writer, Written

from orchestra_dsl.plugin.problems import BadPlugin

AT = datetime(2026, 11, 29, 10, tzinfo=UTC)


def written(text: str = "Please look.", subject: str | None = "New work", user: str = "ann") -> Written:
    """A message about one notification."""
    note = Note(key=f"r1/notify.1/2/0/{user}", subject=subject, text=text, at=AT, run="r1", step="fixing.fix")
    return Writer(None).write(user, [note], ZoneInfo("UTC"), AT)


def mail(port: int, folder: Path = Path(), **others: Any) -> Mail:
    """The way by mail to a server on this machine."""
    values = {"host": "127.0.0.1", "port": port, "security": "none", "sender": "Orchestra <orchestra@example.com>"}
    return Mail(Email(**{**values, "address": "{user}@example.com", **others}), folder)


@pytest.fixture
def server() -> Iterator[MailServer]:
    with MailServer(lambda address: "550 no such user" if address.startswith("zoe@") else None) as running:
        yield running


def test_a_message_has_text_and_html_and_says_from_whom_and_to_whom(server: MailServer) -> None:
    mail(server.port).send(written("Grüße & <b>bold</b>\n\nNext."), {}, 20)
    (got,) = server.received
    assert (got["From"], got["To"], got["Subject"]) == (
        "Orchestra <orchestra@example.com>",
        "ann@example.com",
        "New work",
    )
    assert (got["Auto-Submitted"], got["Date"]) == ("auto-generated", "Sun, 29 Nov 2026 10:00:00 +0000")
    text, html = got.get_body(("plain",)), got.get_body(("html",))
    assert text is not None
    assert html is not None
    assert text.get_content().split("\r\n") == ["Grüße & <b>bold</b>", "", "Next.", ""]
    assert "Grüße &amp; &lt;b&gt;bold&lt;/b&gt;</p>" in html.get_content(), "what a process says is no markup"
    assert "run r1, fixing.fix" in html.get_content()


def test_the_same_message_has_the_same_id_however_often_it_is_sent(server: MailServer) -> None:
    way = mail(server.port)
    for user in ("ann", "ann", "bob"):
        way.send(written(user=user), {}, 20)
    first, second, other = (str(each["Message-ID"]) for each in server.received)
    assert first == second != other
    assert first.endswith("@example.com>")


def test_an_address_of_preferences_goes_before_the_pattern(server: MailServer) -> None:
    mail(server.port).send(written(), {"email": "Ann <a.n@example.org>"}, 20)
    assert server.received[0]["To"] == "Ann <a.n@example.org>"


def test_no_text_can_add_a_header_or_end_the_message(server: MailServer) -> None:
    text = "one\r\n.\r\nMAIL FROM:<x@example.com>\r\n.leading dot"
    mail(server.port).send(written(text, "Hello\r\nBcc: eve@example.com"), {}, 20)
    (got,) = server.received
    assert (got["Subject"], got["Bcc"]) == ("Hello Bcc: eve@example.com", None)
    body = got.get_body(("plain",))
    assert body is not None
    assert body.get_content().split("\r\n") == ["one", ".", "MAIL FROM:<x@example.com>", ".leading dot", ""]


@pytest.mark.parametrize("address", ["", "ann", "ann@", "a b@example.com", "ann@example.com\r\nBcc: eve@example.com"])
def test_what_is_no_address_is_said(server: MailServer, address: str) -> None:
    with pytest.raises(BadPlugin, match="is no address of mail"):
        mail(server.port).send(written(), {"email": address}, 20)
    assert server.received == []


def test_who_has_no_address_is_named() -> None:
    with pytest.raises(BadPlugin, match="ann has no address of mail"):
        mail(1, address=None).send(written(), {}, 20)


def test_a_refused_address_is_of_the_message_and_not_of_the_server(server: MailServer) -> None:
    way = mail(server.port)
    with pytest.raises(MailRefused, match=r"takes no mail for zoe@example.com: 550 no such user") as found:
        way.send(written(user="zoe"), {}, 20)
    assert not way.tells_of_server(found.value)


def test_a_server_that_is_not_there_is_named(server: MailServer) -> None:
    server.stop()
    way = mail(server.port)
    with pytest.raises(MailFailed, match=rf"127\.0\.0\.1:{server.port} cannot be reached: .*refused") as found:
        way.send(written(), {}, 20)
    assert way.tells_of_server(found.value)


@pytest.fixture
def authority(tmp_path: Path) -> trustme.CA:
    """Who certifies the server, in a file."""
    made = trustme.CA()
    made.cert_pem.write_to_path(str(tmp_path / "authority.pem"))
    return made


@pytest.fixture
def secure(authority: trustme.CA) -> Iterator[MailServer]:
    """A server that speaks STARTTLS and wants a password."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    with MailServer(certificate=context, users={"orchestra": "open sesame"}) as running:
        yield running


def test_it_logs_in_by_a_password_from_the_environment_over_a_connection_that_is_secure(
    secure: MailServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    login = {"security": "starttls", "authority": "authority.pem", "user": "orchestra"}
    way = mail(secure.port, tmp_path, **login, password={"env": "SMTP_OF_THE_TEST"})
    with pytest.raises(BadPlugin, match="the environment variable SMTP_OF_THE_TEST, which is not set"):
        way.send(written(), {}, 20)
    monkeypatch.setenv("SMTP_OF_THE_TEST", "open sesame")
    way.send(written(), {}, 20)
    assert len(secure.received) == 1
    monkeypatch.setenv("SMTP_OF_THE_TEST", "close sesame")
    with pytest.raises(MailFailed, match="535") as found:
        way.send(written(), {}, 20)
    assert "close sesame" not in str(found.value)


def test_a_connection_may_be_secure_from_its_start_on(authority: trustme.CA, tmp_path: Path) -> None:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    with MailServer(certificate=context, from_start=True) as server:
        mail(server.port, tmp_path, security="tls", authority="authority.pem").send(written(), {}, 20)
        assert len(server.received) == 1
        with pytest.raises(MailFailed, match="certificate verify failed"):
            mail(server.port, tmp_path, security="tls").send(written(), {}, 20)


def test_a_server_whom_nobody_certifies_gets_nothing(secure: MailServer, tmp_path: Path) -> None:
    login = {"security": "starttls", "user": "orchestra", "password": "open sesame"}
    with pytest.raises(MailFailed, match="certificate verify failed"):
        mail(secure.port, tmp_path, **login).send(written(), {}, 20)
    with pytest.raises(BadPlugin, match="the certificate of the authority cannot be read"):
        mail(secure.port, tmp_path, **login, authority="nowhere.pem").send(written(), {}, 20)
    assert secure.received == []


def test_a_password_never_goes_over_a_connection_that_anybody_can_read() -> None:
    email = {"host": "h", "sender": "a@b.c", "security": "none", "user": "u", "password": "p"}
    with pytest.raises(BadPlugin, match="would send a password that anybody on the way can read"):
        read_settings({"email": email})


class Trickling:
    """A server that says a letter now and then, and never comes to an end: no single wait is long."""

    def __init__(self) -> None:
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = int(self.socket.getsockname()[1])
        self.over = threading.Event()
        self.threads = [threading.Thread(target=self._serve, daemon=True)]
        self.threads[0].start()

    def _serve(self) -> None:
        while not self.over.is_set():
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._trickle, args=(connection,), daemon=True)
            self.threads.append(thread)
            thread.start()

    def _trickle(self, connection: socket.socket) -> None:
        with connection:
            connection.sendall(b"220 hello\r\n")
            try:
                while not self.over.wait(0.01):
                    connection.sendall(b"2")
            except OSError:
                return

    def close(self) -> None:
        """End it, and all that it waits for."""
        self.over.set()
        self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()
        for thread in self.threads:
            thread.join(60)


def test_the_limit_is_on_the_whole_and_ends_the_connection() -> None:
    trickling = Trickling()
    way = mail(trickling.port)
    try:
        for _ in range(MOST_HANGING + 2):  # each of them ends, so none is left hanging
            with pytest.raises(TimeoutError, match=r"has not taken a message within 0\.05 seconds") as found:
                way.send(written(), {}, 0.05)
            assert way.tells_of_server(found.value)
            deadline = time.monotonic() + 60
            while way._limit._hanging:
                assert time.monotonic() < deadline, "it still hangs"
                time.sleep(0.005)
    finally:
        trickling.close()


def test_a_server_that_says_nothing_at_all_has_not_taken_the_message_either(monkeypatch: pytest.MonkeyPatch) -> None:
    """The wait for one answer can end a moment before the time of the whole: that is said in the same words."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        way = mail(silent.getsockname()[1])
        monkeypatch.setattr(way._limit, "call", lambda _seconds, work, _stop: work())
        with pytest.raises(TimeoutError, match=r"has not taken a message within 0\.05 seconds") as found:
            way.send(written(), {}, 0.05)
        assert way.tells_of_server(found.value)
