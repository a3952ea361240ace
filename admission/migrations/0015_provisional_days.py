from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("admission", "0014_refused_from_above")]

    operations = [
        migrations.AddField("hearing", "due_provisional", models.BooleanField(default=False)),
        migrations.AddField("reason", "answer_provisional", models.BooleanField(default=False)),
    ]
