"""The office's mail server: its setting, and letters handed to it one after the other."""

from __future__ import annotations

import os
import smtplib
import ssl
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from mppgeo.base.language import mark
from mppgeo.base.said import Refusal
from mppgeo.records.people import check_address

SMTP_URL = "MPPGEO_SMTP_URL"
"""Setting: address of the mail server."""
MAIL_FROM = "MPPGEO_MAIL_FROM"
"""Setting: the address that letters are from."""

NO_SMTP = mark(
    "{name}: this is not the address of a mail server, such as smtp+starttls://user:password@mail.example.go.id:587."
)
OPEN_PASSWORD = mark(
    "{name}: a password would be sent unencrypted; write smtp+starttls:// or smtps:// in front."
)
NO_SENDER = mark("{name}: {value} is not an e-mail address in plain letters, without blanks.")
NOT_SET = mark("No mail can be sent: {name} is not set (docs/administration.md).")
NO_SERVER = mark("The mail server {host} cannot be used: {reason}.")

_PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
_NEAR = {"localhost", "127.0.0.1", "::1"}
_PATIENCE = 30.0
"""Seconds that the mail server has for each answer."""
_SHOWN = 200
"""Letters of what the server says that are told."""


class MailRefused(Refusal):
    """No mail can be sent at all."""


@dataclass(frozen=True)
class Server:
    """A mail server as the setting names it.

    Attributes
    ----------
    scheme : ``smtp`` (unencrypted), ``smtp+starttls`` or ``smtps``.
    user, password : "" = it asks for none.
    """

    scheme: str
    host: str
    port: int
    user: str = ""
    password: str = ""


def read_server(value: str) -> Server:
    """The mail server of an address such as ``smtps://user:password@mail.example.go.id``.

    Raises
    ------
    MailRefused : it is none, or would send a password unencrypted.
    """
    try:
        parts = urlsplit(value)
        port = parts.port or _PORTS.get(parts.scheme, 0)
        rest = parts.path.strip("/") or parts.query or parts.fragment
        host = parts.hostname
    except ValueError:
        raise MailRefused(NO_SMTP, name=SMTP_URL) from None
    if parts.scheme not in _PORTS or not host or rest or not value.isprintable():
        raise MailRefused(NO_SMTP, name=SMTP_URL)
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    if user and parts.scheme == "smtp" and host not in _NEAR:
        raise MailRefused(OPEN_PASSWORD, name=SMTP_URL)
    return Server(parts.scheme, host, port, user, password)


def find_server() -> Server | None:
    """The mail server of the setting; None where it is not set.

    Raises
    ------
    MailRefused : the setting cannot be used.
    """
    value = os.environ.get(SMTP_URL, "").strip()
    return read_server(value) if value else None


def find_sender() -> str:
    """The address that letters are from.

    Raises
    ------
    MailRefused : the setting is missing or no address.
    """
    value = os.environ.get(MAIL_FROM, "").strip()
    if not value:
        raise MailRefused(NOT_SET, name=MAIL_FROM)
    try:
        return check_address(value)
    except ValueError:
        raise MailRefused(NO_SENDER, name=MAIL_FROM, value=ascii(value)) from None


@dataclass(frozen=True)
class Sent:
    """A letter handed to the server, or why it was not; ``reason`` "" = it was."""

    letter: EmailMessage
    reason: str = ""


def send_letters(server: Server, letters: Iterable[EmailMessage]) -> Iterator[Sent]:
    """Hand letters to a mail server; one that it refuses does not keep the others back.

    Raises
    ------
    MailRefused : the server cannot be reached, or refuses who we are.
    """
    connection = None
    try:
        for letter in letters:
            connection = connection or _connect(server)
            try:
                connection.send_message(letter)
            except smtplib.SMTPRecipientsRefused as error:
                [(code, said)] = error.recipients.values()
                yield Sent(letter, _tell_answer(code, said))
            except smtplib.SMTPResponseException as error:
                yield Sent(letter, _tell_answer(error.smtp_code, error.smtp_error))
            except (smtplib.SMTPException, OSError) as error:
                # The line is broken; the next letter gets another.
                _close(connection)
                connection = None
                yield Sent(letter, _tell_failure(error))
            else:
                yield Sent(letter)
    finally:
        if connection:
            _close(connection)


def _connect(server: Server) -> smtplib.SMTP:
    try:
        context = ssl.create_default_context()
        if server.scheme == "smtps":
            connection: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host, server.port, timeout=_PATIENCE, context=context
            )
        else:
            connection = smtplib.SMTP(server.host, server.port, timeout=_PATIENCE)
    except (smtplib.SMTPException, OSError) as error:
        raise MailRefused(NO_SERVER, host=server.host, reason=_tell_failure(error)) from None
    try:
        if server.scheme == "smtp+starttls":
            connection.starttls(context=context)
        if server.user:
            connection.login(server.user, server.password)
    except (smtplib.SMTPException, OSError) as error:
        _close(connection)
        raise MailRefused(NO_SERVER, host=server.host, reason=_tell_failure(error)) from None
    return connection


def _close(connection: smtplib.SMTP) -> None:
    with suppress(smtplib.SMTPException, OSError):
        connection.quit()
    connection.close()


def _tell_failure(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return _tell_answer(error.smtp_code, error.smtp_error)
    return _clean(getattr(error, "strerror", None) or str(error) or type(error).__name__)


def _tell_answer(code: int, said: bytes | str) -> str:
    text = said.decode(errors="replace") if isinstance(said, bytes) else said
    return _clean(f"{code} {text}")


def _clean(text: str) -> str:
    """What a server says, in one short line."""
    plain = " ".join("".join(c if c.isprintable() else " " for c in text).split()).rstrip(".")
    return plain if len(plain) <= _SHOWN else plain[:_SHOWN] + "…"
