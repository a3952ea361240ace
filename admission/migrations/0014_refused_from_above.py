"""A body above that refused is told from one that gave the file back."""

from django.db import migrations, models
from django.db.models import F


def tell_apart(apps, schema_editor):
    """Refused was the last reply with which the case came to its end at that very moment: a return would have led on."""
    refused = apps.get_model("admission", "Filing").objects.filter(
        outcome="substance", application__state="rejected", replied_at=F("application__state_since")
    )
    refused.update(outcome="refused")


class Migration(migrations.Migration):
    dependencies = [("admission", "0013_signed_from")]

    operations = [
        migrations.AlterField(
            model_name="filing",
            name="outcome",
            field=models.CharField(
                blank=True,
                choices=[
                    ("passed", "备案审核通过"),
                    ("form", "退回（形式）"),
                    ("substance", "退回（实质）"),
                    ("refused", "不予准入"),
                ],
                max_length=16,
            ),
        ),
        migrations.RunPython(tell_apart, migrations.RunPython.noop),
    ]
