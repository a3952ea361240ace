import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('regimes', '0003_calendar_changes'),
        ('registry', '0011_end_kind_no_longer_fit'),
    ]

    operations = [
        migrations.AddField(
            model_name='editiondraft',
            name='regime',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='edition_drafts', to='regimes.regime', verbose_name='送审时的制度'),
        ),
    ]
