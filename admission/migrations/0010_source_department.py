from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('admission', '0009_issued_for'),
    ]

    operations = [
        migrations.AlterField(
            model_name='version',
            name='source_kind',
            field=models.CharField(blank=True, choices=[('upper', '上级明确要求'), ('county', '县委、县政府确需'), ('department', '县级部门确需'), ('other', '其他确需')], max_length=16, verbose_name='来源'),
        ),
    ]
