"""The demo county's list: entered from fixtures/demo/duties.csv, published edition by edition."""

from datetime import datetime, time

from demo.county import FIXTURES
from demo.story import SHANGHAI
from registry.actions import publish_edition
from registry.loading import load_duties
from registry.models import DutyVersion

NOTES = "示例数据，仅供演示。"


def enter(county, today):
    """Every duty with its texts and ends; those in the file without a date of effect stay 已准入待生效."""
    with (FIXTURES / "demo/duties.csv").open(encoding="utf-8", newline="") as lines:
        return load_duties(county=county, lines=lines, today=today)


def editions(stage):
    """A script: one edition for each document that put standing duties in force, on its day."""
    documents = (
        DutyVersion.objects.filter(duty__county=stage.county, effective_from__lt=stage.today)
        .filter(duty__list_kind__temporary=False, case="")
        .values_list("effective_from", "document_number")
        .distinct()
        .order_by("effective_from")
    )
    for day, number in list(documents):
        yield datetime.combine(day, time(17), SHANGHAI)
        publish_edition(
            county=stage.county,
            document_number=number,
            published_on=day,
            by=stage.seat("bb-fz"),
            notes=NOTES,
        )
