"""The words by which commitments are found; on PostgreSQL with a trigram index, so that parts of words are found without a scan."""

import django.db.models.deletion
from django.db import migrations, models

from tracker.rules.search import fold


def index(apps, schema_editor):
    Commitment, SearchText = apps.get_model("tracker", "Commitment"), apps.get_model("tracker", "SearchText")
    for row in Commitment.objects.prefetch_related("responsibilities__party").iterator(chunk_size=500):
        named = [word for part in row.responsibilities.all() for word in (part.party.name, part.party.short_code)]
        SearchText.objects.create(commitment=row, folded=fold("\n".join([row.reference, row.title, row.quote, row.description, *named])))


def add_trigrams(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        schema_editor.execute("CREATE INDEX search_text_trigrams ON tracker_searchtext USING gin (folded gin_trgm_ops)")


class Migration(migrations.Migration):
    dependencies = [("tracker", "0003_report_newest_of_all")]

    operations = [
        migrations.CreateModel(
            name="SearchText",
            fields=[
                (
                    "commitment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name="search_text", serialize=False, to="tracker.commitment"
                    ),
                ),
                ("folded", models.TextField()),
            ],
        ),
        migrations.RunPython(index, migrations.RunPython.noop),
        migrations.RunPython(add_trigrams, migrations.RunPython.noop),
    ]
