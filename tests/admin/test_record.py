from django.db import IntegrityError, connection
from django.urls import reverse

from tests.admin.conftest import as_shown
from tracker.models import Party

ADD = reverse("admin:tracker_party_add")


def test_a_save_that_somebody_outran_is_tried_once_more(desk):
    page = as_shown(desk.get(ADD)) | {"name": "Norrland", "short_code": "NOR"}
    refused = []

    def outrun_once(execute, sql, params, many, context):
        if sql.startswith('INSERT INTO "tracker_party"') and not refused:
            refused.append(sql)
            raise IntegrityError("UNIQUE constraint failed")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(outrun_once):
        response = desk.post(ADD, page)

    assert response.status_code == 302
    assert Party.objects.get().short_code == "NOR"
