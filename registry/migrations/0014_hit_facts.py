import django.db.models.deletion
from django.db import migrations, models

from registry import hit_facts

AT_ONCE = 20_000


def fill(apps, schema_editor):
    version, carrier, kept = (
        apps.get_model("registry", name) for name in ("DutyVersion", "DutyTownship", "HitFacts")
    )
    last = 0
    while pks := list(
        version.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:AT_ONCE]
    ):
        hit_facts.keep(version.objects, carrier.objects.all(), kept.objects, pks)
        last = pks[-1]


class Migration(migrations.Migration):

    dependencies = [
        ('registry', '0013_drafts_bound'),
    ]

    operations = [
        migrations.CreateModel(
            name='HitFacts',
            fields=[
                ('version', models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, primary_key=True, related_name='+', serialize=False, to='registry.dutyversion')),
                ('duty_id', models.BigIntegerField()),
                ('county_id', models.BigIntegerField()),
                ('kind_order', models.PositiveIntegerField()),
                ('serial', models.PositiveIntegerField()),
                ('since', models.DateField(null=True)),
                ('until', models.DateField(null=True)),
                ('is_public', models.BooleanField()),
                ('name', models.TextField()),
            ],
            options={
                'verbose_name': '检索要点',
            },
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=False),
    ]
