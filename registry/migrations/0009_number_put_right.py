from django.db import migrations, models

from registry import triggers


def install_triggers(apps, schema_editor):
    triggers.install(schema_editor.connection)


class Migration(migrations.Migration):

    dependencies = [
        ("documents", "0008_notices_of_changes"),
        ("registry", "0008_whose_turn"),
    ]

    operations = [
        migrations.AddField(
            model_name="edition",
            name="scans",
            field=models.ManyToManyField(
                related_name="+", to="documents.storedfile", verbose_name="更正文号的扫描件"
            ),
        ),
        # an edition's number may be put right from now on
        migrations.RunPython(install_triggers, migrations.RunPython.noop, elidable=False),
    ]
