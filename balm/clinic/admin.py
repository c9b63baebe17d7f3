"""Django's admin, for superusers with the second factor: members, clinics, and a lost second factor. Patients are not in it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Any as Anything
from urllib.parse import urlencode

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django_otp.plugins.otp_totp.models import TOTPDevice

from balm.clinic import audit
from balm.clinic.models import Clinic, Member, User
from balm.clinic.sessions import proved
from balm.clinic.who import asked_for, has_both_factors, user_of

if TYPE_CHECKING:
    _ClinicAdmin = admin.ModelAdmin[Clinic]
    _MemberAdmin = admin.ModelAdmin[Member]
    _TOTPDeviceAdmin = admin.ModelAdmin[TOTPDevice]
else:
    _ClinicAdmin = _MemberAdmin = _TOTPDeviceAdmin = admin.ModelAdmin


class Admin(admin.AdminSite):
    """It has no login of its own."""

    site_header = site_title = "Balm: clinics and their people"
    site_url = "/"

    def has_permission(self, request: HttpRequest) -> bool:
        """For superusers who gave both factors, and their password just now."""
        return has_both_factors(request) and user_of(request).is_superuser and proved(request.session)

    def login(self, request: HttpRequest, extra_context: dict[str, Anything] | None = None) -> HttpResponse:
        """The login of the staff's pages; somebody who is logged in already goes to those."""
        if not request.user.is_authenticated:
            return redirect("login")
        if has_both_factors(request) and user_of(request).is_superuser:
            return redirect(f"{reverse('again')}?{urlencode({'next': asked_for(request)})}")
        return redirect("worklist" if has_both_factors(request) else "second")


class ClinicAdmin(_ClinicAdmin):
    list_display = ("name", "country", "check_in_hours", "keep_days")
    search_fields = ("name",)

    def save_model(self, request: HttpRequest, obj: Clinic, form: Anything, change: bool) -> None:
        """Save it, and note it."""
        super().save_model(request, obj, form, change)
        audit.note(obj, who=user_of(request).username, what="clinic changed" if change else "clinic added")

    def has_delete_permission(self, request: HttpRequest, obj: Clinic | None = None) -> bool:
        """Never: its patients and its log would go with it."""
        return False


class MemberAdmin(_MemberAdmin):
    list_display = ("user", "clinic", "role")
    list_filter = ("clinic", "role")
    autocomplete_fields = ("user", "clinic")

    def save_model(self, request: HttpRequest, obj: Member, form: Anything, change: bool) -> None:
        """Save it, and note it."""
        super().save_model(request, obj, form, change)
        what = f"member {'changed' if change else 'added'}: {obj.role}"
        audit.note(obj.clinic, who=user_of(request).username, what=what, about=obj.user.username[:64])

    def delete_model(self, request: HttpRequest, obj: Member) -> None:
        """Take somebody out of the clinic, and note it."""
        audit.note(obj.clinic, who=user_of(request).username, what="member removed", about=obj.user.username[:64])
        super().delete_model(request, obj)

    def get_actions(self, request: HttpRequest) -> dict[str, Anything]:
        """None on many at once: each removal is noted by itself."""
        return {}


class SecondFactorAdmin(_TOTPDeviceAdmin):
    """Delete somebody's lost device, and the next login sets up a new one. The secret is never shown."""

    list_display = ("user", "confirmed", "created_at")
    fields = readonly_fields = ("user", "name", "confirmed")
    search_fields = ("user__username",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Never: each sets up their own."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: TOTPDevice | None = None) -> bool:
        """Never."""
        return False


site = Admin(name="admin")
site.register(User, UserAdmin)
site.register(Clinic, ClinicAdmin)
site.register(Member, MemberAdmin)
site.register(TOTPDevice, SecondFactorAdmin)
