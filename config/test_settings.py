"""The settings with only what tests need changed."""

import os

os.environ.setdefault("SECRET_KEY", "the-tests-own-key-which-guards-nothing-0123456789abcdef")
os.environ["STATIC_MANIFEST"] = "0"

from config.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # noqa: F405 (whitenoise warns where there is none, and warnings are errors)
