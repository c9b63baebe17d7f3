"""The second factor: set up at the first login, asked for at every one."""

from __future__ import annotations

from base64 import b32encode

import segno
from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django_otp import login as both_factors
from django_otp import match_token, user_has_device
from django_otp.plugins.otp_totp.models import TOTPDevice

from balm.clinic import actions, logins
from balm.clinic.models import User
from balm.clinic.who import asked_for, has_both_factors, user_of


class Code(forms.Form):
    code = forms.CharField(
        label="The six digits from your app",
        max_length=9,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "autofocus": True}),
    )

    def clean_code(self) -> str:
        """The digits, without the space that apps show among them."""
        return "".join(str(self.cleaned_data["code"]).split())


@login_required
def second(request: HttpRequest) -> HttpResponse:
    """Ask for the code; whoever has no device yet gets the secret for one first, as a QR code and as letters."""
    if has_both_factors(request):
        return redirect(asked_for(request))
    user = user_of(request)
    form = Code(request.POST or None)
    new = None if user_has_device(user) else actions.begin_second_factor(user=user)
    if request.method == "POST" and form.is_valid():
        device = _matching(user, new, form.cleaned_data["code"])
        if device is not None:
            both_factors(request, device)
            request.session.cycle_key()
            logins.note(user, "logged in")
            return redirect(asked_for(request))
        logins.refused(user)
        form.add_error("code", "That code does not match. Wait for the next one, and check the clock of your phone.")
    about = {"form": form, "next": asked_for(request)}
    if new is not None:
        about |= {"qr": mark_safe(_qr(new.config_url)), "letters": _letters(new)}  # noqa: S308
    return render(request, "clinic/second.html", about)


def _matching(user: User, new: TOTPDevice | None, code: str) -> TOTPDevice | None:
    """The device that shows this code. A device that is slow to answer after wrong ones does not match."""
    if new is None:
        return match_token(user, code)
    return actions.confirm_second_factor(device=new, code=code)


def _qr(text: str) -> str:
    return segno.make(text, micro=False).svg_inline(border=4, dark="#000", light="#fff", svgclass="qr", lineclass=None, omitsize=True)


def _letters(device: TOTPDevice) -> str:
    """The secret to type by hand, in fours."""
    text = b32encode(device.bin_key).decode().rstrip("=")
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))
