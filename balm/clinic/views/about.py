"""What the clinic writes down of a patient: all of it may stay empty."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from balm.care.case import LONGEST_AGO
from balm.clinic import actions
from balm.clinic.actions.seeing import WRITTEN, see
from balm.clinic.judged import pathway
from balm.clinic.who import member_of, patient_with, verified
from balm.rules.kinds import Choice

FIELDS = ("name", "phone", "date_of_loss", "management", "losses")


class About(forms.Form):
    name = forms.CharField(required=False, max_length=120, label="Name", widget=forms.TextInput(attrs={"autocomplete": "off"}))
    phone = forms.RegexField(
        r"^\+?[0-9 ()./-]{3,39}$",
        required=False,
        strip=True,
        label="Number to call",
        error_messages={"invalid": "Write a number such as 020 7946 0018 or +353 1 234 5678."},
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )
    date_of_loss = forms.DateField(
        required=False, label="Date of the loss", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    management = forms.ChoiceField(required=False, label="How it is managed")
    losses = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=30,
        label="Losses so far, with this one",
        error_messages={"min_value": "This one counts: write 1 or more.", "max_value": "Write a number up to 30."},
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        found = pathway().findings["management"]
        assert isinstance(found.kind, Choice)
        choices = [("", "Not written down"), *((one, found.words[one]) for one in found.kind.choices)]
        self.fields["management"].choices = choices  # type: ignore[attr-defined]

    def clean_date_of_loss(self) -> object:
        """The date, which is not yet to come, nor longer ago than days are counted."""
        day, today = self.cleaned_data["date_of_loss"], timezone.localdate()
        if day and day > today:
            raise forms.ValidationError("This date is still to come. Write the date of the loss, or leave it empty.")
        if day and (today - day).days > LONGEST_AGO:
            raise forms.ValidationError("This date is more than two years ago. Write the date of this loss, or leave it empty.")
        return day


@require_http_methods(["GET", "HEAD", "POST"])
@verified
def about(request: HttpRequest, code: str) -> HttpResponse:
    """Correct it. Where it makes her more urgent than her last check-in did, that rings at once. That it was opened is noted."""
    member = member_of(request)
    found = patient_with(member, code)
    if request.method == "GET":
        see(by=member, patient=found, what=WRITTEN)
    now = {name: getattr(found, name) for name in FIELDS}
    form = About(request.POST, initial=now) if request.method == "POST" else About(initial=now)
    if request.method == "POST" and form.is_valid():
        changed = {name: form.cleaned_data[name] for name in form.changed_data}
        if changed:
            actions.write_down(by=member, patient=found, **changed)
        return redirect("patient", found.code)
    return render(request, "clinic/about.html", {"member": member, "patient": found, "form": form})
