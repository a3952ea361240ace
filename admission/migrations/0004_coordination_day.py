import re

from django.db import migrations, models

ARRANGED = re.compile(r"(\d+)年(\d+)月(\d+)日[^ ，]*(?: ([^，]*))?")


def take_over(apps, schema_editor):
    """When a meeting was called for stood as words given with the act: from now on at the meeting itself."""
    Reason, Hearing = apps.get_model("admission", "Reason"), apps.get_model("admission", "Hearing")
    for said in Reason.objects.filter(verb="convene"):
        year, month, day, hour = ARRANGED.match(said.text).groups()
        opened = Hearing.objects.filter(application=said.application_id, opened_at=said.at)
        opened.update(meets_on=f"{year}-{int(month):02}-{int(day):02}", meets_at=hour or "")
        said.delete()


class Migration(migrations.Migration):

    dependencies = [
        ('admission', '0003_stamped_paper'),
    ]

    operations = [
        migrations.AddField(
            model_name='hearing',
            name='meets_at',
            field=models.CharField(blank=True, max_length=30, verbose_name='时间'),
        ),
        migrations.AddField(
            model_name='hearing',
            name='meets_on',
            field=models.DateField(null=True, verbose_name='定于'),
        ),
        migrations.RunPython(take_over, migrations.RunPython.noop),
    ]
