"""The head row, and the triggers that make events append-only."""

from django.db import migrations

from audit import triggers


def forward(apps, schema_editor):
    apps.get_model("audit", "Head").objects.create(id=1, seq=0, hash="0" * 64)
    triggers.install(schema_editor.connection)


def backward(apps, schema_editor):
    triggers.remove(schema_editor.connection)
    apps.get_model("audit", "Head").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunPython(forward, backward)]
