from django.db import migrations

from regimes import triggers


def install(apps, schema_editor):
    triggers.install(schema_editor.connection)


def remove(apps, schema_editor):
    triggers.remove(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("regimes", "0004_interpretations_replaced")]
    operations = [migrations.RunPython(install, remove, elidable=False)]
