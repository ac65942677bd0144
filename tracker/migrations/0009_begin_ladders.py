"""Put the silences that stand already at the foot of their ladders; the next sweep takes the first step, and each asked has their time."""

from django.db import migrations
from django.utils import timezone


def begin(apps, schema_editor):
    silent = apps.get_model("tracker", "Flag").objects.filter(rule="silent", cleared_at=None, escalation=None).values_list("pk", flat=True)
    Escalation, now = apps.get_model("tracker", "Escalation"), timezone.now()
    Escalation.objects.bulk_create([Escalation(flag_id=pk, position=0, next_at=now) for pk in silent], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("tracker", "0008_mark_disagreements")]
    operations = [migrations.RunPython(begin, migrations.RunPython.noop)]
