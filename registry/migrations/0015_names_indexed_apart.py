from django.db import migrations

from registry import search_index


def create_and_fill(apps, schema_editor):
    """SQLite's table of the names, from the names' pieces that are there."""
    if schema_editor.connection.vendor != "sqlite":
        return
    search_index.create_names(schema_editor)
    names, all_columns = search_index.NAMES, search_index.TABLE
    schema_editor.execute(
        f"INSERT OR REPLACE INTO {names} (rowid, name) SELECT rowid, name FROM {all_columns}"  # noqa: S608
    )


class Migration(migrations.Migration):

    dependencies = [
        ('registry', '0014_hit_facts'),
    ]

    operations = [
        migrations.RunPython(create_and_fill, migrations.RunPython.noop, elidable=False),
    ]
