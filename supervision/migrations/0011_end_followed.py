import django_fsm
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('supervision', '0010_task_lapsed'),
    ]

    operations = [
        migrations.AlterField(
            model_name='endcheck',
            name='state',
            field=django_fsm.FSMField(choices=[('end_asked', '待核对'), ('end_stopped', '已停止'), ('end_continued', '仍在办理'), ('end_followed', '已接续准入')], default='end_asked', editable=False, max_length=50, protected=True, verbose_name='状态'),
        ),
    ]
