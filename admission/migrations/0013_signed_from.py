import django.db.models.deletion
from django.db import migrations, models

ACTS = {
    "SignOff": ("signed_by", ("sign",)),
    "Decision": ("recorded_by", ("record_decision", "decide")),
    "AdmissionNotice": ("recorded_by", ("issue_notice",)),
}


def fill(apps, schema_editor):
    """What was signed before, from the audit record of the act, which names the unit of the seat."""
    units = set(apps.get_model("accounts", "Unit").objects.values_list("pk", flat=True))
    events = apps.get_model("audit", "Event").objects.filter(outcome="done")
    for name, (person, verbs) in ACTS.items():
        rows = apps.get_model("admission", name).objects.filter(unit=None).select_related("application")
        for row in rows.iterator():
            acts = events.filter(subject=str(row.application.uuid), verb__in=verbs)
            act = acts.filter(person_id=str(getattr(row, f"{person}_id"))).order_by("-seq").first()
            if act and act.unit_id.isdecimal() and int(act.unit_id) in units:
                row.unit_id = int(act.unit_id)
                row.save(update_fields=["unit"])


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0008_unit_names"),
        ("admission", "0012_ground_no_longer_fit"),
        ("audit", "0003_no_replace"),
    ]

    operations = [
        *(
            migrations.AddField(
                model_name=name.lower(),
                name="unit",
                field=models.ForeignKey(
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to="accounts.unit",
                ),
            )
            for name in ACTS
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
