"""Mark the commitments on which two parties had already stated different things."""

from django.db import migrations
from django.db.models import Count


def mark(apps, schema_editor):
    stated = apps.get_model("tracker", "Responsibility").objects.exclude(stated_status="").order_by()
    disagreed = stated.values("commitment").annotate(n=Count("stated_status", distinct=True)).filter(n__gt=1)
    apps.get_model("tracker", "Commitment").objects.filter(pk__in=disagreed.values("commitment")).update(has_disagreement=True)


class Migration(migrations.Migration):
    dependencies = [("tracker", "0007_begin_ledger")]
    operations = [migrations.RunPython(mark, migrations.RunPython.noop)]
