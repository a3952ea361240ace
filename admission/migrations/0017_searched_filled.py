from django.db import migrations
from django.db.models import OuterRef, Subquery

from admission.searched import pieces_of
from registry.normalize import searchable

BATCH = 1000


def fill(apps, schema_editor):
    """What a search compares of every case there is."""
    models = {name: apps.get_model("admission", name) for name in ("Application", "Version", "Filing", "Searched")}
    frozen = models["Version"].objects.filter(application=OuterRef("pk"), frozen_at__isnull=False)
    filed = models["Filing"].objects.filter(application=OuterRef("pk"))
    cases = (
        models["Application"]
        .objects.order_by("pk")
        .annotate(
            handed_in=Subquery(frozen.order_by("-number").values("name")[:1]),
            sent=Subquery(filed.order_by("-pk").values("version__name")[:1]),
        )
        .values_list("pk", "number", "version__name", "handed_in", "sent")
    )
    last = 0
    while batch := list(cases.filter(pk__gt=last)[:BATCH]):
        rows = ((pk, [searchable(text or "") for text in texts]) for pk, *texts in batch)
        models["Searched"].objects.bulk_create(
            models["Searched"](
                case_id=pk, number=number, own=own, handed_in=handed_in, sent=sent, pieces=pieces_of(texts)
            )
            for pk, texts in rows
            for number, own, handed_in, sent in [texts]
        )
        last = batch[-1][0]


class Migration(migrations.Migration):
    dependencies = [("admission", "0016_searched")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
