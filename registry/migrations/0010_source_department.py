from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('registry', '0009_number_put_right'),
    ]

    operations = [
        migrations.AlterField(
            model_name='dutyversion',
            name='source_kind',
            field=models.CharField(blank=True, choices=[('upper', '上级明确要求'), ('county', '县委、县政府确需'), ('department', '县级部门确需'), ('other', '其他确需')], max_length=20, verbose_name='来源'),
        ),
    ]
