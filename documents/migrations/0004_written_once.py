from django.db import migrations

from documents import triggers


def install(apps, schema_editor):
    triggers.install(schema_editor.connection)


def remove(apps, schema_editor):
    triggers.remove(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("documents", "0003_print_of_a_paper")]

    operations = [migrations.RunPython(install, remove, elidable=False)]
