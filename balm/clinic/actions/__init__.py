"""Every change of state, and nothing outside this folder changes any. Each is one transaction, takes keywords only, and notes itself in the
audit log. One file a subject; what is done every day can be called from here."""

from balm.clinic.actions.alerts import acknowledge
from balm.clinic.actions.beginning import add_member, begin_clinic, begin_second_factor, confirm_second_factor
from balm.clinic.actions.check_ins import check_in
from balm.clinic.actions.contacts import hear, look, look_away, mark_of, record_contact
from balm.clinic.actions.patients import (
    PATIENT,
    Invited,
    agree_by_text,
    close_invitation,
    consent,
    erase,
    invitation_of,
    invite,
    invite_again,
    patient_of,
    revoke_keys,
    see_erasure,
    write_down,
)
from balm.clinic.actions.refused import NotValid, Refused
from balm.clinic.actions.stopping import stop

__all__ = [
    "PATIENT",
    "Invited",
    "NotValid",
    "Refused",
    "acknowledge",
    "add_member",
    "agree_by_text",
    "begin_clinic",
    "begin_second_factor",
    "check_in",
    "close_invitation",
    "confirm_second_factor",
    "consent",
    "erase",
    "hear",
    "invitation_of",
    "invite",
    "invite_again",
    "look",
    "look_away",
    "mark_of",
    "patient_of",
    "record_contact",
    "revoke_keys",
    "see_erasure",
    "stop",
    "write_down",
]
