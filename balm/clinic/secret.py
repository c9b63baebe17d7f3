"""The service's secret, before Django is there: from BALM_SECRET_KEY, or in a file that only its owner reads."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def where() -> Path:
    """The file that holds it."""
    return Path(os.environ.get("BALM_SECRET_FILE", Path.cwd() / "clinic-secret"))


def there() -> bool:
    return bool(os.environ.get("BALM_SECRET_KEY")) or where().is_file()


def make() -> None:
    """Make the file. Whoever loses it ends all sessions, and makes new secrets for every webhook. Raises OSError."""
    with os.fdopen(os.open(where(), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(secrets.token_urlsafe(48) + "\n")
