"""The triggers anew: on SQLite also against INSERT OR REPLACE."""

from django.db import migrations

from audit import triggers


def forward(apps, schema_editor):
    triggers.install(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_append_only")]
    operations = [migrations.RunPython(forward, migrations.RunPython.noop)]
