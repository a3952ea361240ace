from django.db import migrations

from registry.search_index import COLUMNS, TABLE, WAITING


def keep_short(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for column in COLUMNS:
            schema_editor.execute(f"ALTER INDEX {TABLE}_{column} SET ({WAITING})")


class Migration(migrations.Migration):
    """What waits to be put in its place in the search index of PostgreSQL is little, in an installation made before too."""

    dependencies = [
        ("registry", "0018_hit_county"),
    ]

    operations = [
        migrations.RunPython(keep_short, migrations.RunPython.noop),
    ]
