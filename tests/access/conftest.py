"""The record is seeded once for all questions of access; whatever a request wrote is rolled back after it."""

import pytest
import time_machine
from django.db import transaction
from django.test import override_settings

from tests.access import policy as policies
from tests.access import world as worlds


@pytest.fixture(scope="package")
def policy():
    return policies.read()


@pytest.fixture(scope="package")
def world(django_db_setup, django_db_blocker, tmp_path_factory):
    files = override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("evidence"), CELERY_BROKER_URL="filesystem://")
    with django_db_blocker.unblock(), files, time_machine.travel(worlds.NOW, tick=False), transaction.atomic():
        yield worlds.build()
        transaction.set_rollback(True)
