"""An alert as an e-mail, by the mail server of the settings."""

from __future__ import annotations

from smtplib import SMTPException

from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.core.validators import validate_email

from balm.clinic.channels import Message, NotSent
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
