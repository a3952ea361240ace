from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("admission", "0010_source_department"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="application",
            index=models.Index(fields=["-state_since", "-id"], name="application_newest"),
        ),
        migrations.AddIndex(
            model_name="application",
            index=models.Index(
                condition=models.Q(
                    (
                        "state__in",
                        (
                            "draft",
                            "consulting",
                            "submitted",
                            "correcting",
                            "reviewing",
                            "circulating",
                            "revising",
                            "coordinating",
                            "deliberating",
                            "signing",
                            "deciding",
                            "upper_review",
                        ),
                    )
                ),
                fields=["state"],
                name="application_open",
            ),
        ),
    ]
