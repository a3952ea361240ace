from django.db import migrations, models

from registry import triggers


def take_the_day_of_the_text_corrected(apps, schema_editor):
    triggers.remove(schema_editor.connection)
    versions = apps.get_model("registry", "DutyVersion")
    for version in versions.objects.filter(is_corrigendum=True).order_by("duty", "number"):
        before = versions.objects.get(duty=version.duty_id, number=version.number - 1)
        version.corrected_from = before.corrected_from or before.effective_from
        version.save(update_fields=["corrected_from"])


def install_triggers(apps, schema_editor):
    triggers.install(schema_editor.connection)


class Migration(migrations.Migration):

    dependencies = [
        ("registry", "0004_grams_and_changes"),
    ]

    operations = [
        migrations.AddField(
            model_name="dutyversion",
            name="corrected_from",
            field=models.DateField(blank=True, editable=False, null=True, verbose_name="原文施行日期"),
        ),
        migrations.AddField(
            model_name="edition",
            name="corrected",
            field=models.PositiveIntegerField(default=0, verbose_name="勘误"),
        ),
        migrations.RunPython(take_the_day_of_the_text_corrected, migrations.RunPython.noop, elidable=True),
        # SQLite made the tables anew: their triggers are gone
        migrations.RunPython(install_triggers, migrations.RunPython.noop, elidable=False),
    ]
