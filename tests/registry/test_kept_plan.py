"""The plan of a check, carried out without the file; and everything for which it is made anew."""

from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.db import transaction

from accounts import actions as accounts
from accounts.models import Post
from audit.record import SYSTEM
from regimes.actions import load_regime
from registry import actions
from registry.actions import imports, kinds
from registry.columns import columns_of
from registry.importing import kept, progress, settling
from registry.models import Category, Duty, DutyTownship, DutyVersion, HitFacts, ListImport
from registry.states import ImportState
from tests.regimes.conftest import regime_text
from tests.registry.conftest import TODAY, end, facts, take_effect
from tests.registry.tables import xlsx

PAPER, DAY = "灵政办〔2026〕9号", date(2026, 11, 1)
HEADER = [
    "类别", "事项名称", "责任部门", "乡镇职责", "上级部门职责", "依据", "关联镇街", "施行日期", "文号", "期限止", "联系电话",
]  # fmt: skip


def line(name, **more):
    told = {
        "category": "自然资源", "department": "县自然资源局", "duties": "巡查。", "places": "灵川镇、大圩镇",
        "since": "", "number": "", "until": "", "phone": "",
    } | more  # fmt: skip
    return [
        told["category"], name, told["department"], told["duties"], "指导。", "条例", told["places"], told["since"],
        told["number"], told["until"], told["phone"],
    ]  # fmt: skip


ROWS = [
    line("示例事项甲"),  # new, of no other text
    line("示例事项乙", category="新的类别", since="2026-10-08", number="灵编发〔2026〕4号", phone="0773-123"),
    line("示例事项丙", category="其他", until="2027-03-31", places="全部"),
    line("示例事项丁", department="县水利局", duties="第一行\n第二行“引号”\t\\N"),
    line("清单里的事项一", duties="每日巡查。"),  # another text of a duty whose township is about to leave
    line("清单里的事项二", category="水利", duties="每周巡查隐患点。"),  # only its category is another
]


@pytest.fixture
def handler(place, seat_of):
    return seat_of(place.bb, Post.HANDLER)


@pytest.fixture
def own_columns(place, head):
    """The kind has a column of its own and one for the last day."""
    kind = place.kinds["supporting"]
    added = [
        {"key": "phone", "label": "联系电话"},
        {"key": "until", "label": "期限止", "storage": "term_until"},
    ]
    columns = [*(each.as_data() for each in columns_of(kind)), *added]
    place.kinds["supporting"] = kinds.change_kind(kind=kind, name=kind.name, columns=columns, by=head)


@pytest.fixture
def checked(own_columns, place, enter, handler):
    """A file of every sort of row, checked; in the list are two duties that it changes and one that it lacks."""
    for name in ("清单里的事项一", "清单里的事项二", "清单里的事项三"):
        enter(name)
    duty = Duty.objects.get(name="清单里的事项一")
    actions.retire_duty(duty=duty, townships=[place.lcz], kind="done", case="案件一")

    row = imports.upload_list(
        county=place.county, list_kind=place.kinds["supporting"], upload=xlsx([HEADER, *ROWS]), by=handler
    )
    choices = row.choices | {"townships": [unit.pk for unit in place.townships]}
    row = imports.work(imports.settle_import(row=row, choices=choices, by=handler))
    assert (row.state, row.problems) == (ImportState.CHECKED, [])
    return row


def confirmed(row, head, **more):
    given = {"document_number": PAPER, "effective_from": DAY, "ends_missing": True} | more
    return imports.confirm_import(row=row, by=head, **given)


@contextmanager
def without(path):
    """The file is not there meanwhile: it has to be done without."""
    aside = path.rename(path.with_suffix(".aside"))
    yield
    aside.rename(path)


def without_the_file(row):
    return without(Path(default_storage.path(row.file.path)))


def without_what_was_kept(row):
    return without(progress.beside(row.uuid, "plan"))


def carried_out(row):
    row = imports.work(ListImport.objects.get(pk=row.pk))
    assert (row.state, row.problems) == (ImportState.DONE, [])


LEFT_OUT = {"id", "uuid", "entered_at", "duty_id", "version_id", "list_kind_id", "category_id"}


def written():
    """All that an import writes, by the codes of the duties."""
    rows = {}
    for duty in Duty.objects.select_related("category").order_by("code"):
        said = [_values(duty), duty.category and duty.category.name]
        for version in duty.versions.order_by("number"):
            carried = DutyTownship.objects.filter(version=version).order_by("township")
            found = HitFacts.objects.filter(version=version)
            said.append([_values(version), [*map(_values, carried)], [*map(_values, found)]])
        rows[duty.code] = said
    return rows


def _values(row):
    return {
        name: value for name, value in sorted(vars(row).items()) if name not in LEFT_OUT and name[0] != "_"
    }


def test_what_is_written_is_the_same_with_and_without_the_file(checked, head):
    said = []
    for without_one in (without_the_file, without_what_was_kept):
        before = transaction.savepoint()
        row = confirmed(checked, head)
        with without_one(row):
            carried_out(row)
        said.append(written())
        transaction.savepoint_rollback(before)

    assert said[0] == said[1]
    texts = {said[0][code][0]["name"]: len(said[0][code]) - 2 for code in said[0]}
    assert texts == dict.fromkeys(("示例事项甲", "示例事项乙", "示例事项丙", "示例事项丁", "清单里的事项三"), 1) | {
        "清单里的事项一": 2, "清单里的事项二": 2,
    }  # fmt: skip


def test_what_the_file_said_stands_in_the_list(checked, head):
    row = confirmed(checked, head)
    with without_the_file(row):
        carried_out(row)

    of = {version.name: version for version in DutyVersion.objects.filter(superseded_on=None)}
    second, third, fourth = of["示例事项乙"], of["示例事项丙"], of["示例事项丁"]
    assert (second.effective_from, second.document_number, second.texts) == (
        date(2026, 10, 8), "灵编发〔2026〕4号", {"phone": "0773-123"},
    )  # fmt: skip
    assert (second.duty.category.name, third.duty.category.name) == ("新的类别", "其他")
    assert (third.term_until, third.effective_from, third.document_number) == (date(2027, 3, 31), DAY, PAPER)
    assert (fourth.department.name, fourth.township_duties) == ("县水利局", "第一行\n第二行“引号”\t\\N")
    assert of["清单里的事项二"].duty.category.name == "水利"
    leaving = of["清单里的事项一"].carriers.filter(end_pending=True)
    assert [(each.township.name, each.end_case) for each in leaving] == [("灵川镇", "案件一")]
    gone = DutyTownship.objects.filter(version__name="清单里的事项三").values_list("ended_on", flat=True)
    assert set(gone) == {DAY - timedelta(days=1)}


def test_what_the_file_lacks_stays_where_its_end_was_not_asked_for(checked, head):
    row = confirmed(checked, head, ends_missing=False)
    with without_the_file(row):
        carried_out(row)

    assert not DutyTownship.objects.exclude(ended_on=None).exists()


@pytest.mark.parametrize("spoilt", [b"", b"[[], []]", b"{"])
def test_what_was_kept_and_is_another_one_by_now_is_not_carried_out(checked, head, spoilt):
    row = confirmed(checked, head)
    progress.beside(row.uuid, "plan").write_bytes(spoilt)

    carried_out(row)

    assert Duty.objects.filter(name__startswith="示例事项").count() == 4


MEANWHILE = {
    "a duty enters": lambda place, enter, head: enter("示例事项戊"),
    "a duty enters another kind": lambda place, enter, head: enter("示例事项戊", kind="basic"),
    "a duty gets another text": lambda place, enter, head: take_effect(
        actions.amend_duty(
            duty=Duty.objects.get(name="清单里的事项二"),
            facts=facts("清单里的事项二", basis="新条例"),
            townships=place.townships,
            department=place.zrj,
        ),
        TODAY,
    ),
    "a township leaves": lambda place, enter, head: end(
        Duty.objects.get(name="清单里的事项二"), [place.djx], TODAY
    ),
    "an end is decided": lambda place, enter, head: end(
        Duty.objects.get(name="清单里的事项二"), [place.djx], None
    ),
    "a unit is renamed": lambda place, enter, head: accounts.rename_unit(
        unit=place.zrj,
        name="县资源局",
        short_name="县资源局",
        since=TODAY,
        document="灵编〔2026〕1号",
        by=SYSTEM,
    ),
    "a township is merged away": lambda place, enter, head: accounts.change_unit(
        unit=place.djx, valid_until=TODAY - timedelta(days=1), by=SYSTEM
    ),
    "a unit is set up": lambda place, enter, head: accounts.create_unit(
        county=place.county, code="new", name="县气象局", kind="department", order=9, by=SYSTEM
    ),
    "the kind loses a column": lambda place, enter, head: kinds.change_kind(
        kind=place.kinds["supporting"],
        name=place.kinds["supporting"].name,
        columns=[each.as_data() for each in columns_of(place.kinds["supporting"])][:-1],
        by=head,
    ),
    "another kind takes a prefix": lambda place, enter, head: kinds.change_kind(
        kind=place.kinds["basic"], name="别的名称", columns=place.kinds["basic"].columns, by=head
    ),
    "a category is named": lambda place, enter, head: Category.objects.create(
        county=place.county, name="气象", order=9
    ),
}


@pytest.mark.parametrize("meanwhile", MEANWHILE.values(), ids=MEANWHILE)
def test_whatever_a_plan_is_made_from_is_looked_at(checked, place, enter, head, meanwhile):
    before = kept.grounds(checked)
    assert kept.grounds(checked) == before

    meanwhile(place, enter, head)

    assert kept.grounds(ListImport.objects.get(pk=checked.pk)) != before


def test_another_day_or_other_choices_are_other_grounds(checked, time_machine):
    before = kept.grounds(checked)
    checked.choices["units"] = {"某局": 1}
    other = kept.grounds(checked)
    checked.refresh_from_db()
    time_machine.move_to(TODAY + timedelta(days=1))

    assert len({before, other, kept.grounds(checked)}) == 3


def test_the_rules_in_force_are_grounds(checked):
    before = kept.grounds(checked)
    load_regime(county=checked.county, text=regime_text("lingchuan"), by=SYSTEM)

    assert kept.grounds(checked) != before


def test_what_another_county_does_is_none(checked, enter):
    before = kept.grounds(checked)
    other = accounts.open_county(code="450324", name="全州县", short="全", by=SYSTEM)
    Category.objects.create(county=other, name="气象", order=1)

    assert kept.grounds(ListImport.objects.get(pk=checked.pk)) == before


def test_nothing_is_kept_once_it_is_done_or_dropped(
    checked, head, handler, django_capture_on_commit_callbacks
):
    assert progress.beside(checked.uuid, "plan").exists()
    with django_capture_on_commit_callbacks(execute=True):
        imports.work(confirmed(checked, head))
    assert not progress.beside(checked.uuid, "plan").exists()


def test_where_there_is_no_room_for_it_the_file_is_read_once_more(own_columns, place, handler, head):
    row = imports.upload_list(
        county=place.county,
        list_kind=place.kinds["supporting"],
        upload=xlsx([HEADER, line("示例事项甲")]),
        by=handler,
    )
    progress.beside(row.uuid, "plan").mkdir()  # nothing can be written there

    row = imports.work(imports.settle_import(row=row, choices=settling.with_defaults(row), by=handler))

    assert row.state == ImportState.CHECKED
    carried_out(confirmed(row, head, ends_missing=False))
    assert Duty.objects.get().name == "示例事项甲"


def test_of_a_file_with_errors_nothing_is_kept(own_columns, place, handler):
    row = imports.upload_list(
        county=place.county,
        list_kind=place.kinds["supporting"],
        upload=xlsx([HEADER, line("示例事项甲", until="不是日期")]),
        by=handler,
    )
    row = imports.work(imports.settle_import(row=row, choices=settling.with_defaults(row), by=handler))

    assert (row.state, len(row.problems)) == (ImportState.MATCHING, 1)
    assert not progress.beside(row.uuid, "plan").exists()


def test_a_check_goes_by_the_kind_there_is_when_it_begins(own_columns, place, head, handler):
    """Whoever checks may have read the import before the kind got other columns; its grounds would name the new ones."""
    row = imports.upload_list(
        county=place.county, list_kind=place.kinds["supporting"], upload=xlsx([HEADER, *ROWS]), by=handler
    )
    row = imports.settle_import(row=row, choices=settling.with_defaults(row), by=handler)
    kind = place.kinds["supporting"]
    columns = [each.as_data() for each in columns_of(kind) if each.key != "phone"]
    kinds.change_kind(kind=kind, name=kind.name, columns=columns, by=head)

    row = imports.work(row)
    with without_the_file(row):
        carried_out(confirmed(row, head))

    assert DutyVersion.objects.get(name="示例事项乙").texts == {}
