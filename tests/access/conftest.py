"""The record is seeded once for all questions of access; whatever a request wrote is rolled back after it."""

import pytest
import time_machine
from django.db import transaction
from django.test import override_settings

from tests.access import policy as policies
from tests.access import world as worlds
from tracker.models.kind import KINDS


@pytest.fixture(scope="package")
def policy():
    return policies.read()


@pytest.fixture(scope="package")
def world(django_db_setup, django_db_blocker, tmp_path_factory):
    files = override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("evidence"), CELERY_BROKER_URL="filesystem://")
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock(), files, time_machine.travel(worlds.NOW, tick=False), transaction.atomic():
        patch.setitem(KINDS, worlds.EVERYTHING.key, worlds.EVERYTHING)
        yield worlds.build()
        transaction.set_rollback(True)
