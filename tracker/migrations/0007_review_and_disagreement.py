from django.db import migrations, models
from django.db.models import Count


def mark(apps, schema_editor):
    """Commitments on which two parties had already stated different things."""
    stated = apps.get_model("tracker", "Responsibility").objects.exclude(stated_status="").order_by()
    disagreed = stated.values("commitment").annotate(n=Count("stated_status", distinct=True)).filter(n__gt=1)
    apps.get_model("tracker", "Commitment").objects.filter(pk__in=disagreed.values("commitment")).update(has_disagreement=True)


class Migration(migrations.Migration):
    dependencies = [("tracker", "0006_two_sides")]

    operations = [
        migrations.AddField(
            model_name="commitment",
            name="has_disagreement",
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.RunPython(mark, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="commitment",
            index=models.Index(condition=models.Q(("has_disagreement", True)), fields=["attention_at", "id"], name="commitment_disagreement"),
        ),
        migrations.AddIndex(
            model_name="progressreport",
            index=models.Index(condition=models.Q(("needs_review", True)), fields=["responsibility", "reported_at"], name="report_reviewed"),
        ),
    ]
