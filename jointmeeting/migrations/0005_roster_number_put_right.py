from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("documents", "0008_notices_of_changes"),
        ("jointmeeting", "0004_number_put_right"),
    ]

    operations = [
        migrations.AddField(
            model_name="rosternotice",
            name="scans",
            field=models.ManyToManyField(
                related_name="+", to="documents.storedfile", verbose_name="更正文号的扫描件"
            ),
        ),
    ]
