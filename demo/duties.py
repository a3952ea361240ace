"""The demo county's list: entered from fixtures/demo/duties.csv, published edition by edition."""

from datetime import datetime, time

from demo.county import FIXTURES
from demo.story import SHANGHAI
from registry.actions import publish_edition
from registry.actions.corrigenda import confirm_corrigendum, propose_corrigendum
from registry.actions.postings import record_posting
from registry.loading import load_duties
from registry.models import Duty, DutyVersion
from registry.states import CorrigendumKind, PostingPlace

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
        edition = publish_edition(
            county=stage.county,
            document_number=number,
            published_on=day,
            by=stage.seat("bb-fz"),
            notes=NOTES,
        )
    yield datetime.combine(day, time(18), SHANGHAI)
    postings(stage, edition)
    yield datetime.combine(stage.workday(-6), time(10), SHANGHAI)
    slip(stage)


def postings(stage, edition):
    """The latest edition on the portal and in the townships, but for the last two and a few own pages."""
    portal = f"https://www.example.gov.cn/qdgk/{edition.year}-{edition.number}.html"
    office = stage.seat("bb-jb")
    given = {"edition": edition, "posted_on": edition.published_on}
    record_posting(place=PostingPlace.PORTAL, url=portal, by=office, **given)
    for at, township in enumerate(stage.townships[:-2]):
        by = stage.seat(f"{township.code}-jb") if at < 2 else office
        record_posting(place=PostingPlace.CENTRE, township=township, note="办事大厅公示栏", by=by, **given)
        if at % 3:
            record_posting(place=PostingPlace.PAGE, township=township, by=by, **given)


def slip(stage):
    """A slip of the file put right by two persons."""
    duty = Duty.objects.get(county=stage.county, code="基本001")
    text = duty.versions.latest("number").township_duties
    made = propose_corrigendum(
        duty=duty,
        field="township_duties",
        kind=CorrigendumKind.TYPING,
        new_text=text.replace("涣撒", "涣散"),
        reason="印发的文件写的是“涣散”，录入时写错。",
        by=stage.seat("bb-jb"),
    )
    confirm_corrigendum(corrigendum=made, by=stage.seat("bb-fz"))
