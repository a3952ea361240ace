import django_fsm
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('supervision', '0009_end_kind_no_longer_fit'),
    ]

    operations = [
        migrations.AlterField(
            model_name='urgenttask',
            name='state',
            field=django_fsm.FSMField(choices=[('started', '先行办理中'), ('regularised', '已补办申请'), ('task_ended', '任务已结束'), ('task_stopped', '已停止'), ('task_lapsed', '到期未补办')], default='started', editable=False, max_length=50, protected=True, verbose_name='状态'),
        ),
    ]
