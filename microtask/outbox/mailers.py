"""The two ways to send a mail: through an SMTP server, or, for development, into a file."""

import os
import smtplib
import ssl
from contextlib import AbstractContextManager, suppress
from email.message import EmailMessage
from email.utils import format_datetime, formataddr
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self
from urllib.parse import unquote, urlsplit

from microtask.outbox.actions import ClaimedMail

TIMEOUT_SECONDS = 20.0
FILE = "file:"
PORTS = {"smtp": 587, "smtps": 465, "smtp+plain": 25}


class NotSentError(Exception):
    """An attempt that failed: `failure` is a word of code, and `for_good` whether another would fail as well."""

    def __init__(self, failure: str, *, for_good: bool = False):
        self.failure = failure
        self.for_good = for_good
        super().__init__(failure)


class Mailer(AbstractContextManager["Mailer"], Protocol):
    """Sends mails for as long as its block lasts."""

    def send(self, mail: ClaimedMail) -> None:
        """Hand one mail over. Raises `NotSentError`."""


def make_mailer(url: str, *, sender: str, name: str) -> Mailer:
    """The mailer that `url` names (as `MICROTASK_MAIL` in `config/example.env`); mail comes from `name <sender>`."""
    if not url:
        return NoMailer()
    if url.startswith(FILE):
        return FileMailer(Path(url.removeprefix(FILE)))
    return SmtpMailer(url, sender=sender, name=name)


class NoMailer:
    """Where no mail server is set: every mail is refused, so that none waits for ever."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def send(self, mail: ClaimedMail) -> None:  # noqa: ARG002 (whichever it is)
        """Refuse it."""
        raise NotSentError("no_mail_server", for_good=True)


class FileMailer:
    """Adds mails to a file that its owner alone may read: only for development, since they hold links to sign in."""

    def __init__(self, path: Path):
        self._path = path

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def send(self, mail: ClaimedMail) -> None:
        """Add its subject and text, and not whom it is for. Raises `NotSentError`."""
        text = f"--- mail {mail.id}: {mail.subject}\n\n{mail.body}\n---\n"
        try:
            # One write at the file's end is whole, however many workers add to it.
            file = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW, 0o600)
            try:
                os.write(file, text.encode())
            finally:
                os.close(file)
        except OSError as error:
            raise NotSentError("no_mail_file") from error


class SmtpMailer:
    """Sends through one connection, opened for the first mail and opened anew where it was lost."""

    def __init__(self, url: str, *, sender: str, name: str):
        self._parts = urlsplit(url)
        self._sender = sender
        self._name = name
        self._server: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._hang_up()

    def send(self, mail: ClaimedMail) -> None:
        """Hand it over to the server. Raises `NotSentError`."""
        message = compose(mail, sender=self._sender, name=self._name)
        try:
            if self._server is None:
                self._server = self._connect()
            self._server.send_message(message, from_addr=self._sender, to_addrs=[mail.to])
        except (smtplib.SMTPException, OSError) as error:
            self._hang_up()
            raise _explain(error) from None  # the cause holds the address

    def _connect(self) -> smtplib.SMTP:
        scheme, host = self._parts.scheme, str(self._parts.hostname)
        port = self._parts.port or PORTS[scheme]
        safe = ssl.create_default_context()
        if scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=TIMEOUT_SECONDS, context=safe)
        else:
            server = smtplib.SMTP(host, port, timeout=TIMEOUT_SECONDS)
        try:
            if scheme == "smtp":
                server.starttls(context=safe)  # a server that does not offer it is refused
            if self._parts.username:
                server.login(unquote(self._parts.username), unquote(self._parts.password or ""))
        except BaseException:
            server.close()
            raise
        return server

    def _hang_up(self) -> None:
        if self._server is not None:
            with suppress(smtplib.SMTPException, OSError):
                self._server.quit()
            self._server.close()
            self._server = None


def compose(mail: ClaimedMail, *, sender: str, name: str) -> EmailMessage:
    """The message as it goes out: plain text; the same `Message-ID` in every attempt, so that a twin can be told."""
    message = EmailMessage()
    message["From"] = formataddr((name, sender))
    message["To"] = mail.to
    message["Subject"] = mail.subject
    message["Date"] = format_datetime(mail.created_at)
    message["Message-ID"] = f"<{mail.id}.{int(mail.created_at.timestamp())}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no automatic replies
    if mail.unsubscribe:
        message["List-Unsubscribe"] = f"<{mail.unsubscribe}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(mail.body)
    return message


def _explain(error: Exception) -> NotSentError:
    """What went wrong, in a word; that a server refuses this one mail for good is what its code of 500 to 599 says."""
    code = None
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code = next((refusal[0] for refusal in error.recipients.values()), None)
    elif isinstance(error, smtplib.SMTPResponseException):
        code = error.smtp_code
    about_the_mail = isinstance(error, smtplib.SMTPRecipientsRefused | smtplib.SMTPDataError)
    for_good = isinstance(error, smtplib.SMTPNotSupportedError) and "SMTPUTF8" in str(error)
    if about_the_mail and code is not None and 500 <= code <= 599:
        for_good = True
    word = type(error).__name__
    return NotSentError(word if code is None else f"{word} {code}", for_good=for_good)
