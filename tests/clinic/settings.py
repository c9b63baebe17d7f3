"""The service's own settings, as a test runs them."""

import os

os.environ.setdefault("BALM_SECRET_KEY", "only for tests")
os.environ.setdefault("BALM_TRIAL", "1")
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # the loop of the browser runs in the thread of its tests

from balm.clinic.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
