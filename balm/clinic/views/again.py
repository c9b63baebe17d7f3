"""Ask for the password once more, before something that decides who may come in."""

from __future__ import annotations

import time

from django import forms
from django.contrib.auth import authenticate
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from balm.clinic import oidc
from balm.clinic.sessions import PROVED
from balm.clinic.who import asked_for, user_of, verified


class Password(forms.Form):
    password = forms.CharField(
        label="Your password", strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "autofocus": True})
    )


@require_http_methods(["GET", "HEAD", "POST"])
@verified
def again(request: HttpRequest) -> HttpResponse:
    """Wrong ones count towards being locked out, as at the login."""
    form = Password(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        user = user_of(request)
        if authenticate(request, username=user.username, password=form.cleaned_data["password"]) == user:
            request.session[PROVED] = int(time.time())
            request.session.cycle_key()
            return redirect(asked_for(request))
        form.add_error("password", "That is not your password.")
    return render(request, "clinic/again.html", {"form": form, "next": asked_for(request), "oidc": oidc.called()})
