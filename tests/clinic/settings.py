"""The service's own settings, as a test runs them."""

import os

os.environ.setdefault("BALM_SECRET_KEY", "only for tests")
os.environ.setdefault("BALM_TRIAL", "1")

from balm.clinic.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
