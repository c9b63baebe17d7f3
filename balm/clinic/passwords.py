"""What a password may not be besides too short or common: a word that anybody would try here first."""

from __future__ import annotations

from django.core.exceptions import ValidationError

from balm.clinic.models import Clinic, User

WORDS = ("balm", "clinic", "nurse", "administrator", "patient", "hospital", "ward", "password")
"""With the names of the clinics, and one's own."""


class NotAWordOfOurs:
    """Refuses a password that is little more than such words: without them, fewer than eight letters or digits are left."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raises ValidationError."""
        said = [*Clinic.objects.values_list("name", flat=True), user.username if user else ""]
        names = (word for name in said for word in name.lower().split() if len(word) > 2)
        left = "".join(one for one in password.lower() if one.isalnum())
        for word in sorted({*WORDS, *names}, key=len, reverse=True):
            left = left.replace(word, "")
        if len(left) < 8:
            raise ValidationError(self.get_help_text())

    def get_help_text(self) -> str:
        return "Besides words such as the clinic's name, it needs eight letters or digits more."
