"""Django's admin, for superusers with the second factor: clinics, their people, and a lost second factor. Patients are not in it.

What it changes, it changes through `actions.across`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Any as Anything
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django_otp.plugins.otp_totp.models import TOTPDevice

from balm.clinic.actions import across
from balm.clinic.models import Clinic, Member, User
from balm.clinic.sessions import proved
from balm.clinic.who import asked_for, has_both_factors, user_of

if TYPE_CHECKING:
    _ClinicAdmin = admin.ModelAdmin[Clinic]
    _MemberAdmin = admin.ModelAdmin[Member]
    _UserAdmin = admin.ModelAdmin[User]
    _TOTPDeviceAdmin = admin.ModelAdmin[TOTPDevice]
else:
    _ClinicAdmin = _MemberAdmin = _UserAdmin = _TOTPDeviceAdmin = admin.ModelAdmin


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
        across.save_clinic(by=user_of(request), clinic=obj, new=not change)

    def has_delete_permission(self, request: HttpRequest, obj: Clinic | None = None) -> bool:
        """Never: its patients and its log would go with it."""
        return False


class MemberAdmin(_MemberAdmin):
    list_display = ("user", "clinic", "role")
    list_filter = ("clinic", "role")
    autocomplete_fields = ("user", "clinic")

    def get_readonly_fields(self, request: HttpRequest, obj: Member | None = None) -> tuple[str, ...]:
        """Of somebody who is there, only the role: another person or clinic is another entry."""
        return ("user", "clinic") if obj else ()

    def save_model(self, request: HttpRequest, obj: Member, form: Anything, change: bool) -> None:
        """Save it, and note it."""
        across.save_member(by=user_of(request), member=obj, new=not change)

    def delete_model(self, request: HttpRequest, obj: Member) -> None:
        """Take somebody out of the clinic, and note it."""
        across.take_out(by=user_of(request), member=obj)

    def get_actions(self, request: HttpRequest) -> dict[str, Anything]:
        """None on many at once: each removal is noted by itself."""
        return {}


class PersonAdmin(_UserAdmin):
    """Somebody new comes in by the page of a clinic's people; nobody's password is set, and nobody is deleted, whose name the log holds."""

    list_display = ("username", "first_name", "last_name", "is_active", "is_superuser")
    fields = ("username", "first_name", "last_name", "email", "is_active", "is_staff", "is_superuser")
    readonly_fields = ("username",)
    search_fields = ("username", "first_name", "last_name")
    actions = ("new_link",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Never."""
        return False

    def save_model(self, request: HttpRequest, obj: User, form: Anything, change: bool) -> None:
        """Save it, and note it."""
        across.save_user(by=user_of(request), user=obj)

    @admin.action(description="Make a link for a new password")
    def new_link(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """For those who were chosen. It is shown this once."""
        for user in queryset:
            address = settings.BALM_ADDRESS.rstrip("/") + reverse("begin", args=across.new_link(by=user_of(request), user=user))
            self.message_user(request, f"For {user.username}, once and for three days: {address}")


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

    def delete_model(self, request: HttpRequest, obj: TOTPDevice) -> None:
        """Delete it, and note it."""
        across.forget_second_factor(by=user_of(request), device=obj)

    def get_actions(self, request: HttpRequest) -> dict[str, Anything]:
        """None on many at once: each is noted by itself."""
        return {}


site = Admin(name="admin")
site.register(User, PersonAdmin)
site.register(Clinic, ClinicAdmin)
site.register(Member, MemberAdmin)
site.register(TOTPDevice, SecondFactorAdmin)
