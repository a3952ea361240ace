import django.db.models.deletion
from django.db import migrations, models

from registry import triggers

DEPARTMENT = {
    "null": True,
    "blank": True,
    "on_delete": django.db.models.deletion.PROTECT,
    "related_name": "+",
    "to": "accounts.unit",
    "verbose_name": "牵头部门",
}


def basic_may_lack_one(apps, schema_editor):
    apps.get_model("registry", "ListKind").objects.filter(key="basic").update(may_lack_department=True)


def install_triggers(apps, schema_editor):
    triggers.install(schema_editor.connection)


class Migration(migrations.Migration):
    """基本履职事项 is what townships do by themselves: such a duty need not be led by a department."""

    dependencies = [
        ("registry", "0019_waiting"),
    ]

    operations = [
        migrations.AddField(
            model_name="listkind",
            name="may_lack_department",
            field=models.BooleanField(default=False, verbose_name="可以没有牵头部门"),
        ),
        migrations.AlterField(
            model_name="duty", name="department", field=models.ForeignKey(**DEPARTMENT)
        ),
        migrations.AlterField(
            model_name="dutyversion", name="department", field=models.ForeignKey(**DEPARTMENT)
        ),
        # SQLite made the tables anew: their triggers are gone
        migrations.RunPython(install_triggers, migrations.RunPython.noop, elidable=False),
        migrations.RunPython(basic_may_lack_one, migrations.RunPython.noop, elidable=False),
    ]
