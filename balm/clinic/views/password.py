"""One's own password, and one's sessions elsewhere."""

from __future__ import annotations

from django.contrib.auth import authenticate, update_session_auth_hash
from django.contrib.auth.forms import SetPasswordForm
from django.contrib.auth.views import PasswordResetConfirmView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.views.decorators.http import require_http_methods

from balm.clinic.actions import staff
from balm.clinic.models import User
from balm.clinic.sessions import proved
from balm.clinic.views.again import Password
from balm.clinic.who import user_of, verified


@require_http_methods(["GET", "HEAD", "POST"])
@verified
def password(request: HttpRequest) -> HttpResponse:
    """A POST changes it, by the one before, and logs out everywhere else; with `elsewhere`, that alone."""
    user = user_of(request)
    if request.method == "POST" and "elsewhere" in request.POST:
        if not proved(request.session):
            return redirect(f"{reverse('again')}?next={reverse('password')}")
        staff.log_out_elsewhere(user=user, but=request.session.session_key)
        return redirect("password")
    said = request.POST if request.method == "POST" else None
    before, new = Password(said), SetPasswordForm(user, said)
    if said is not None and before.is_valid() and new.is_valid():
        if authenticate(request, username=user.username, password=before.cleaned_data["password"]) == user:
            update_session_auth_hash(request, staff.set_password(user=user, password=new.cleaned_data["new_password1"]))
            return redirect("worklist")
        before.add_error("password", "That is not your password.")
    about = {"before": before, "new": new, "elsewhere": len(staff.sessions_of(user)) - 1}
    return render(request, "clinic/password.html", about)


class Begin(PasswordResetConfirmView):
    """The link of somebody new, or of somebody who has forgotten theirs: they set a password, then log in with it."""

    template_name = "clinic/begin.html"
    success_url = reverse_lazy("login")

    def form_valid(self, form: SetPasswordForm[User]) -> HttpResponse:
        """Set it; the link works no more."""
        staff.set_password(user=form.user, password=form.cleaned_data["new_password1"])
        del self.request.session["_password_reset_token"]
        return redirect(str(self.success_url))
