from django.db import migrations, models

from registry import triggers


def install_triggers(apps, schema_editor):
    triggers.install(schema_editor.connection)


class Migration(migrations.Migration):

    dependencies = [
        ("registry", "0016_approving_document"),
    ]

    operations = [
        migrations.AddField(
            model_name="edition",
            name="as_of",
            field=models.DateField(blank=True, null=True, verbose_name="清单日期"),
        ),
        # SQLite made the table anew: its trigger is gone
        migrations.RunPython(install_triggers, migrations.RunPython.noop, elidable=False),
    ]
