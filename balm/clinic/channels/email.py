"""An alert as an e-mail, by the mail server of the settings."""

from __future__ import annotations

import socket
from smtplib import SMTP, SMTPException

from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.core.mail.backends.smtp import EmailBackend
from django.core.validators import validate_email

from balm.clinic.channels import DEADLINE, Message, NotSent, cut
from balm.clinic.models import Route

_BODY = """\
{clinic}: {patient}, {level}, {raised_at}.
{again}
Open the worklist and acknowledge it: {link}
"""
_AGAIN = "Nobody has acknowledged it in time.\n"


def problem(address: str) -> str:
    """What is wrong with the mailbox, or nothing."""
    try:
        validate_email(address)
    except ValidationError:
        return f"{address!r} is no mailbox; write it such as ward@hospital.example"
    return ""


def send(route: Route, message: Message) -> None:
    """Send it. Raises NotSent."""
    subject = f"Balm: {message['level']}, {message['patient']}" + (", not acknowledged" if message["escalation"] else "")
    body = _BODY.format(**message, again=_AGAIN if message["escalation"] else "")
    try:
        send_mail(subject, body, None, [route.address])
    except (SMTPException, OSError) as error:
        raise NotSent(f"the mail server did not take it: {type(error).__name__}") from error


class Server(EmailBackend):
    """The mail server of the settings, for DEADLINE seconds at most (EMAIL_BACKEND)."""

    @property
    def connection_class(self) -> type[SMTP]:
        """How it is connected to: plain at first, then by STARTTLS if the settings say so."""
        return _InTime


class _InTime(SMTP):
    """A connection that ends when its time is over."""

    _cut: cut.Cut | None = None

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        made = cut.connect(host, port)
        self._cut = cut.Cut(made, DEADLINE - cut.STEP)
        return made

    def close(self) -> None:
        if self._cut:
            self._cut.end()
        super().close()
