"""The service's own settings, as a test runs them."""

import os
from pathlib import Path
from tempfile import TemporaryDirectory

os.environ.setdefault("BALM_SECRET_KEY", "only for tests")
os.environ.setdefault("BALM_TRIAL", "1")
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # the loop of the browser runs in the thread of its tests

from balm.clinic.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
_empty = TemporaryDirectory(prefix="balm-tests-")
STATIC_ROOT = PAGES = WHITENOISE_ROOT = Path(_empty.name)
BALM_EXPORTS = STATIC_ROOT / "exports"
"""What a test needs there, it puts into a folder of its own."""
