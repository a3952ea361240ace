from django.db import migrations
from django.utils import timezone


def bind(apps, schema_editor):
    """Drafts sent before their version was kept: the one that held on that day, of those loaded by then where there are."""
    drafts = apps.get_model("registry", "EditionDraft").objects.exclude(state="drafting").filter(as_of__isnull=False)
    for draft in drafts:
        rows = apps.get_model("regimes", "Regime").objects.filter(
            county=draft.county_id, in_force_from__lte=draft.as_of
        )
        every = [(max(row.in_force_from, timezone.localdate(row.loaded_at)), row.pk) for row in rows.defer("text")]
        known = [each for each in every if each[0] <= draft.as_of] or every
        if known:
            draft.regime_id = max(known)[1]
            draft.save(update_fields=["regime"])


class Migration(migrations.Migration):

    dependencies = [
        ('registry', '0012_draft_of_a_version'),
    ]

    operations = [
        migrations.RunPython(bind, migrations.RunPython.noop, elidable=True),
    ]
