from django.apps import AppConfig


class ClinicConfig(AppConfig):
    """The one app of the service."""

    name = "balm.clinic"
    label = "clinic"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen to logins."""
        from balm.clinic import logins, sessions

        assert logins, sessions
