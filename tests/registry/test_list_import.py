"""A county's file on its way into the list: what it says, what it will do, and that all of it happens or nothing."""

import json
import re
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection
from django.urls import reverse

from accounts import actions as accounts
from accounts.models import Post
from audit import clock
from audit.models import Event
from audit.record import SYSTEM
from config.templatetags.chinese import plain_date
from documents.files import BadFile
from registry import queries, search_index, table
from registry.actions import NotPossible, drafts, imports, kinds
from registry.actions.corrigenda import confirm_corrigendum, propose_corrigendum
from registry.columns import columns_of
from registry.forms.imports import MatchForm
from registry.importing.cells import sheets_of
from registry.importing.settling import with_defaults
from registry.models import Category, Duty, DutyVersion, Edition, ListImport
from registry.pages.list_import import ImportPage
from registry.states import ImportState
from tests.cast import client_of
from tests.registry.conftest import FROM, NUMBER, TODAY, end
from tests.registry.tables import csv_file, xls, xlsx

PAPER, DAY = "灵政办〔2026〕9号", date(2026, 11, 1)
HEADER = ["序号", "类别", "事项名称", "责任部门", "乡镇职责", "上级部门职责", "依据", "关联镇街"]


@pytest.fixture
def handler(place, seat_of):
    return seat_of(place.bb, Post.HANDLER)


@pytest.fixture
def bring(place, handler):
    """bring(file, kind=…): uploaded, settled as the headings suggest, checked."""

    def make(upload, kind="supporting", by=handler, **choices):
        row = imports.upload_list(county=place.county, list_kind=place.kinds[kind], upload=upload, by=by)
        return settle(row, by, {"townships": [unit.pk for unit in place.townships]} | choices)

    return make


def settle(row, by, choices=()):
    row = imports.settle_import(row=row, choices=row.choices | dict(choices), by=by)
    return imports.work(row)


def confirm(row, head, **more):
    given = {"document_number": PAPER, "effective_from": DAY} | more
    return imports.work(imports.confirm_import(row=row, by=head, **given))


def counts(row):
    return {what: row.plan[what] for what in ("new", "changed", "same", "gone")}


def line(name, number=1, category="自然资源", department="县自然资源局", townships="灵川镇、大圩镇", **more):
    return [
        number,
        category,
        name,
        department,
        more.get("duties", "巡查。"),
        "指导。",
        more.get("basis", "条例"),
        townships,
    ]


def exported(kind, on=TODAY):
    """The rows of the export: a header and what is public and in force."""
    columns = table.table_columns(kind)
    versions = queries.public_duties(kind.county, on, today=on).filter(
        duty__list_kind=kind, standing__in=queries.IN_FORCE
    )
    versions = queries.with_carriers(
        versions.select_related("duty__category", "department").order_by("duty__serial")
    )
    return [
        [column.label for column in columns],
        *(table.cells(version, columns, on) for version in versions),
    ]


def test_a_plain_table_enters_the_list(bring, place, head):
    row = bring(xlsx([HEADER, line("示例事项甲"), line("示例事项乙", 2, townships="全部")]))

    assert (row.state, row.problems, counts(row)) == (
        ImportState.CHECKED,
        [],
        {"new": 2, "changed": 0, "same": 0, "gone": 0},
    )
    assert not Duty.objects.exists()

    row = confirm(row, head)

    assert row.state == ImportState.DONE
    first, second = DutyVersion.objects.order_by("duty__serial")
    assert (first.duty.code, first.name, first.department, first.document_number) == (
        "配合001", "示例事项甲", place.zrj, PAPER,
    )  # fmt: skip
    assert (first.number, first.effective_from, first.duty.category.name) == (1, DAY, "自然资源")
    assert [unit.code for unit in first.townships.all()] == ["lcz", "dxz"]
    assert second.townships.count() == 3
    assert "示例事项甲" in first.search_text
    assert [event.verb for event in Event.objects.filter(subject=str(row.uuid)).order_by("seq")] == [
        "upload_list", "settle_list", "confirm_list", "import_list",
    ]  # fmt: skip


@pytest.mark.parametrize("kind", ["basic", "supporting", "recalled", "temporary"])
def test_what_was_exported_changes_nothing(kind, enter, place, bring):
    term = (
        {"term_from": FROM, "term_until": date(2027, 1, 1), "source_kind": "upper"}
        if kind == "temporary"
        else {}
    )
    enter("示例事项一", kind=kind, basis="第一行\n第二行", service_centre="stationed", **term)
    enter("示例事项二", kind=kind, townships=[place.djx], category=None, department=place.slj, **term)
    gone = enter("示例事项三", kind=kind, **term)
    end(gone.duty, [place.lcz], date(2026, 10, 1))
    enter("示例事项四", kind=kind, is_public=False, publication_ground="法律规定", **term)

    rows = exported(place.kinds[kind])
    row = bring(xlsx(rows), kind=kind)

    assert len(rows) == 4
    assert (row.problems, row.plan["unknown"]) == ([], {})
    assert counts(row) == {"new": 0, "changed": 0, "same": 3, "gone": 0}


def test_a_change_is_the_next_text_and_the_rest_stays(enter, place, bring, head):
    old = enter("示例事项一")
    enter("示例事项二")
    rows = exported(place.kinds["supporting"])
    rows[1][rows[0].index("乡镇配合职责")] = "每天巡查。"

    row = bring(xlsx(rows))

    assert counts(row) == {"new": 0, "changed": 1, "same": 1, "gone": 0}
    assert row.plan["rows"][0][5] == [["乡镇配合职责", "每周巡查隐患点。", "每天巡查。"]]

    confirm(row, head)

    old.refresh_from_db()
    new = old.duty.versions.get(number=2)
    assert (old.superseded_on, new.effective_from, new.township_duties) == (DAY, DAY, "每天巡查。")
    assert (new.department_duties, new.document_number) == (old.department_duties, PAPER)
    assert DutyVersion.objects.count() == 3


def test_an_import_leaves_the_index_that_indexing_anew_makes(enter, place, bring, head):
    enter("示例事项一")
    rows = exported(place.kinds["supporting"])
    fresh = [*rows[1]]
    changed = rows[1]
    for column, text in (("事项名称", "示例事项甲"), ("编号", "")):
        fresh[rows[0].index(column)] = text
    for column, text in (("类别", "水利"), ("依据", "《條例》〔2026〕第一条")):
        changed[rows[0].index(column)] = text
    confirm(bring(xlsx([*rows, fresh])), head)

    found = indexed()
    search_index.rebuild()

    assert len(found) == 2
    assert indexed() == found
    assert "水利" in DutyVersion.objects.get(number=2).search_text


def indexed():
    """{pk: (search_text, name, columns of the index)} of every text that counts."""
    key = "rowid" if connection.vendor == "sqlite" else "version_id"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {key}, name, duties, rest FROM {search_index.TABLE}")  # noqa: S608 - a name of ours
        pieces = {pk: columns for pk, *columns in cursor.fetchall()}
    counting = DutyVersion.objects.filter(superseded_on__isnull=True)
    return {
        pk: (text, name, pieces[pk])
        for pk, text, name in counting.values_list("pk", "search_text", "normalized_name")
    }


def test_a_text_is_stored_as_it_is_written(bring, head, place):
    """Signs by which a database's own form of many rows tells columns, lines and what is missing."""
    written = "第一行\n\\N\n\\.\n甲\\t乙\\\\丙“'\"%s,;|"
    confirm(bring(xlsx([HEADER, line("示例事项甲", basis=written), line("\\N")])), head)

    first, second = DutyVersion.objects.order_by("duty__serial")
    assert (first.basis, second.name) == (written, "\\N")
    assert (first.boundary, first.texts, first.is_public, first.term_until) == ("", {}, True, None)


def test_a_duty_entered_after_an_import_gets_a_key_of_its_own(bring, head, enter):
    confirm(bring(xlsx([HEADER, *(line(f"示例事项{number}") for number in range(3))])), head)

    assert enter("示例事项丁").duty.code == "配合004"


def test_what_the_file_lacks_stays_unless_its_end_is_asked_for(enter, place, bring, head):
    enter("示例事项一")
    lacking = enter("示例事项二")
    rows = exported(place.kinds["supporting"])[:2]

    row = bring(xlsx(rows))
    assert counts(row) == {"new": 0, "changed": 0, "same": 1, "gone": 1}
    kept = confirm(row, head)
    assert queries.standing_of(lacking.duty, TODAY) == "in_force"
    assert ("文件中没有的", "1项，照旧施行") in ImportPage(kept, {}).facts

    ended = confirm(bring(xlsx(rows)), head, ends_missing=True)
    assert queries.standing_of(lacking.duty, TODAY) == "cancelled"
    assert ("文件中没有的", "1项，按取消处理") in ImportPage(ended, {}).facts
    assert {(each.ended_on, each.end_document) for each in lacking.carriers.all()} == {
        (date(2026, 10, 31), PAPER)
    }


def test_the_first_list_becomes_edition_one(bring, head, place):
    row = confirm(bring(xlsx([HEADER, line("示例事项甲")])), head, first_edition_on=date(2026, 11, 20))

    edition = Edition.objects.get()
    assert (row.state, row.edition) == (ImportState.DONE, edition)
    assert (edition.number, edition.size, edition.document_number) == (1, 1, PAPER)


@pytest.mark.parametrize("when", ["before", "between"])
def test_no_first_edition_beside_a_draft_that_was_sent(bring, enter, head, handler, place, when):
    """Published after it, what was sent would take out of the list all that the file brought (record 0040)."""
    enter("示例事项一")
    row = bring(xlsx([HEADER, line("示例事项甲")]))
    given = {"document_number": PAPER, "effective_from": DAY, "first_edition_on": TODAY}

    def send():
        draft = drafts.begin_draft(county=place.county, by=handler)
        return drafts.send_draft(draft=draft, by=handler, lock=draft.lock)

    if when == "before":
        send()
        with pytest.raises(NotPossible, match="已经送审"):
            imports.confirm_import(row=row, by=head, **given)
    else:
        row = imports.confirm_import(row=row, by=head, **given)
        send()
        row = imports.work(row)
        assert (row.state, "已经送审" in row.problems[0]["text"]) == (ImportState.FAILED, True)
    assert not Edition.objects.exists()


@pytest.mark.parametrize("said", ["全部", ""])
def test_all_townships_are_those_that_there_are(place, handler, head, said, time_machine):
    """A township that was dissolved carries nothing new."""
    accounts.change_unit(unit=place.djx, valid_until=TODAY, by=SYSTEM)
    time_machine.move_to("2026-11-25T12:00:00+08:00")
    given = {"county": place.county, "list_kind": place.kinds["supporting"], "by": handler}
    row = imports.upload_list(upload=xlsx([HEADER, line("示例事项甲", townships=said)]), **given)

    confirm(imports.work(imports.settle_import(row=row, choices=with_defaults(row), by=handler)), head)

    assert [each.short_name for each in Duty.objects.get().versions.get().townships.order_by("order")] == [
        "灵川镇",
        "大圩镇",
    ]
    page = client_of(handler).get(reverse("import", args=[upload_again(given).uuid]) + "?match=1")
    assert page.context["form"]["townships"].initial == [place.lcz.pk, place.dxz.pk]


def upload_again(given):
    return imports.upload_list(upload=xlsx([HEADER, line("示例事项乙")]), **given)


def test_a_first_edition_of_a_day_to_come_is_told_before(bring, head):
    row = bring(xlsx([HEADER, line("示例事项甲")]))
    browser, address = client_of(head), reverse("import-confirm", args=[row.uuid])
    page = browser.get(address)
    sent = {"document_number": PAPER, "effective_from": DAY, "first_edition": "on"}
    sent |= {name: page.context[name] for name in ("lock", "form_key")}

    refused = browser.post(address, sent | {"published_on": clock.today() + timedelta(days=1)})

    assert refused.context["form"].errors == {"published_on": ["公布日期不能晚于今天"]}
    row.refresh_from_db()
    assert row.state == ImportState.CHECKED
    browser.post(address, sent | {"published_on": clock.today()})
    assert Edition.objects.get().published_on == clock.today()


def test_who_confirms_is_not_told_that_a_day_to_come_holds_at_once(bring, head):
    row = bring(xlsx([HEADER, line("示例事项甲")]))

    page = client_of(head).get(reverse("import-confirm", args=[row.uuid])).text

    assert "立即成为清单的内容" not in page
    assert "导入后写入清单；施行日期在以后的，到那一天才算现行。" in page


@pytest.mark.parametrize("day", ["2027-01-01", ""])
def test_who_confirms_is_told_that_a_day_of_a_row_is_kept(bring, head, day):
    """Though other rows have none, and no row a 文号."""
    rows = [[*line("示例事项甲"), day], [*line("示例事项乙"), ""]]
    row = bring(xlsx([[*HEADER, "施行日期"], *rows]))

    page = client_of(head).get(reverse("import-confirm", args=[row.uuid])).text

    assert ("行内已写明的，以行内为准。" in page) is bool(day)


def test_the_preview_tells_a_day_and_a_number_of_a_row_s_own(bring, head):
    rows = [[*line("示例事项甲"), "2027-01-01", "灵办发〔2026〕30号"], [*line("示例事项乙"), "", ""]]
    row = bring(xlsx([[*HEADER, "施行日期", "文号"], *rows]))

    page = client_of(head).get(reverse("import", args=[row.uuid])).text

    assert page.count("自然资源 · 县自然资源局 · 2个乡镇") == 2
    assert page.count("2个乡镇 · 2027年1月1日起施行 · 灵办发〔2026〕30号") == 1


@pytest.mark.parametrize(("day", "said"), [(date(2027, 1, 1), True), (DAY, False)])
def test_an_import_for_a_day_to_come_says_so_when_it_is_done(bring, head, day, said):
    row = confirm(bring(xlsx([HEADER, line("示例事项甲")])), head, effective_from=day)

    page = client_of(head).get(reverse("import", args=[row.uuid])).text

    assert "已导入。" in page
    assert ("到那一天才算现行。" in page) is said


def test_nothing_enters_where_the_edition_cannot_be(bring, head, place):
    later = date(2027, 1, 1)
    row = confirm(bring(xlsx([HEADER, line("示例事项甲")])), head, first_edition_on=later)

    assert row.state == ImportState.FAILED
    assert "不能晚于今天" in row.problems[0]["text"]
    page = client_of(head).get(reverse("import", args=[row.uuid])).text
    assert f'<p class="flush">{row.problems[0]["text"]}</p>' in page  # of no row: no table of places
    assert "要改的地方" not in page
    assert not Duty.objects.exists()
    assert not Edition.objects.exists()


def test_of_a_run_that_died_while_it_wrote_nothing_is_left(bring, head, place, monkeypatch):
    """And begun again it goes on to the end."""
    row = bring(xlsx([HEADER, line("示例事项甲"), line("示例事项乙", 2)]))

    def dies(**_):
        assert Duty.objects.count() == 2  # the rows were written
        raise OSError("No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr("registry.actions.imports.write_edition", dies)
        with pytest.raises(OSError, match="space"):
            confirm(row, head, first_edition_on=date(2026, 11, 20))
    for kept in (Duty, DutyVersion, Edition):
        assert not kept.objects.exists()
    assert not Event.objects.filter(verb="import_list").exists()

    row.refresh_from_db()
    assert imports.work(row).state == ImportState.DONE
    assert (Duty.objects.count(), Edition.objects.get().size) == (2, 2)


def test_what_the_database_refused_is_told_and_begun_again(bring, head, place):
    row = bring(xlsx([HEADER, line("示例事项甲"), line("示例事项乙", 2)]))

    def broken(execute, sql, params, many, context):
        if sql.startswith('INSERT INTO "registry_editionentry"'):
            assert Duty.objects.count() == 2  # the rows were written
            raise OperationalError("deadlock detected")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(broken):
        row = confirm(row, head, first_edition_on=TODAY)

    assert (row.state, Duty.objects.count(), Edition.objects.count()) == (ImportState.FAILED, 0, 0)
    page = client_of(head).get(reverse("import", args=[row.uuid])).content.decode()
    assert "没有导入，清单没有改动" in page
    assert "写入时数据库出错" in page
    # at hand beside what is told, not below all columns
    assert page.index('<button class="btn btn-primary" form="match">重新核对</button>') < page.index(
        'id="match"'
    )
    assert confirm(settle(row, head), head, first_edition_on=TODAY).state == ImportState.DONE
    assert (Duty.objects.count(), Edition.objects.get().size) == (2, 2)


def test_a_nul_in_a_workbook_where_nothing_is_read(bring):
    """In a heading, a category without rows: told like another character that is none; PostgreSQL keeps no NUL."""
    row = bring(xls([[*HEADER, "备\x00注"], [*line("示例事项甲"), "无"], ["二", "党\x00建"]]))

    assert row.state == ImportState.CHECKED
    row.refresh_from_db()
    assert row.plan["unread"] == [["表1", "I", "备\ufffd注"]]
    assert row.plan["skipped"] == [["表1", 3, "类别：党\ufffd建"]]


def test_every_error_is_named_by_sheet_row_and_column(bring, place):
    bad = ["", "", "", "县自然资源局", "", "", "坏\u202e字", "灵川镇"]
    row = bring(xlsx(("第一批", [HEADER, line("示例事项甲"), bad, line("示例事项甲", 3)], ())))

    assert row.state == ImportState.MATCHING
    assert [(each["sheet"], each["row"], each["column"]) for each in row.problems] == [
        ("第一批", 3, "C列（事项名称）"),
        ("第一批", 3, "G列（依据）"),
        ("第一批", 4, "C列（事项名称）"),
    ]
    assert "没有写事项名称" in row.problems[0]["text"]
    assert "从右到左覆盖" in row.problems[1]["text"]
    assert "第2行完全相同" in row.problems[2]["text"]


def test_a_new_row_is_read_with_the_columns_of_its_kind(bring, place, head):
    columns = [
        {"key": "name", "label": "三清单", "storage": "name", "required": True},
        {"key": "department", "label": "牵头部门", "storage": "department"},
        {"key": "own1", "label": "项数"},
    ]
    place.kinds["own"] = kinds.add_kind(
        county=place.county, name="三清单", prefix="三", columns=columns, by=head
    )
    row = bring(xlsx([["三清单", "项数", "牵头部门"], ["审批事项", "38项", "县水利局"]]), kind="own")

    [planned] = row.plan["rows"]
    assert (planned[0], planned[4], planned[7]) == ("new", "审批事项", [["项数", "38项"]])


@pytest.mark.parametrize(
    ("name", "day", "until", "said"),
    [
        ("清单里的事项", FROM - timedelta(days=9), "", "施行日期须晚于现行文本的施行日期（2025年9月1日）"),
        ("清单里的事项", FROM, "", None),  # its own day as the list says it: the import gives the next one
        ("示例事项甲", date(2027, 12, 1), "2027-11-30", "施行日期晚于这项职责的结束日期"),
        ("示例事项甲", date(2027, 11, 30), "2027-11-30", None),
    ],
)
def test_a_day_of_a_row_that_cannot_be_is_told_when_it_is_checked(
    bring, enter, place, name, day, until, said
):
    """Not only once the head has confirmed it."""
    enter("清单里的事项", kind="temporary", term_from=FROM, term_until=date(2027, 12, 31))
    heads = [
        "事项名称",
        "责任部门",
        "乡镇职责",
        "上级部门职责",
        "依据",
        "关联镇街",
        "期限起",
        "期限止",
        "施行日期",
    ]
    term = [FROM.isoformat(), until or "2027-12-31"]
    row = [name, "县自然资源局", "每日巡查。", "指导。", "条例", "全部", *term, day.isoformat()]

    row = bring(xlsx([heads, row]), kind="temporary")

    assert [(problem["row"], problem["text"]) for problem in row.problems] == ([(2, said)] if said else [])


def test_a_day_before_the_slip_of_a_text_was_put_right_is_told_by_that_day(bring, enter, handler, head):
    """The list goes on saying the day the duty has been in force from, which a 勘误 leaves as it was."""
    duty = enter("清单里的事项").duty
    slip = propose_corrigendum(
        duty=duty,
        kind="punctuation",
        field="basis",
        new_text="《地质灾害防治条例》。",
        reason="漏字。",
        by=handler,
    )
    confirm_corrigendum(corrigendum=slip, by=head)
    heads = ["事项名称", "责任部门", "乡镇职责", "依据", "施行日期"]

    def told(day):
        row = bring(xlsx([heads, ["清单里的事项", "县自然资源局", "每日巡查。", "条例", day.isoformat()]]))
        return [problem["text"] for problem in row.problems]

    assert told(FROM) == []
    assert told(FROM + timedelta(days=30)) == [
        f"施行日期须晚于现行文本的勘误日期（{plain_date(clock.today())}）"
    ]
    assert told(clock.today() + timedelta(days=1)) == []


def test_more_headings_than_a_person_can_be_asked_about_are_refused(place, handler):
    """A page would have a choice for each of them; under the same headings they are asked about once."""
    kind = place.kinds["supporting"]

    def uploaded(name):
        file = xlsx(
            *[[[*HEADER, *(f"{name(at)}{n}" for n in range(60))], line("示例事项甲")] for at in range(30)]
        )
        return imports.upload_list(county=place.county, list_kind=kind, upload=file, by=handler)

    with pytest.raises(BadFile, match="栏目合起来太多"):
        uploaded(lambda at: f"栏{at}之")
    assert uploaded(lambda at: "栏").state == ImportState.MATCHING


def test_errors_are_told_in_the_order_of_the_file(bring):
    """Of one sheet after the other, whatever was found first: a doubled row is seen when rows are paired."""
    unread = ["", "", "", "县自然资源局", "", "", "依据", "灵川镇"]
    one = [HEADER, line("示例事项甲"), line("示例事项甲", 2), unread]
    row = bring(xlsx(("乙表", one, ()), ("甲表", [HEADER, unread], ())))

    assert [(each["sheet"], each["row"]) for each in row.problems] == [("乙表", 3), ("乙表", 4), ("甲表", 2)]


def test_one_wrong_cell_is_one_problem(bring):
    row = bring(xlsx([HEADER, line("长" * 300)]))

    assert [problem["text"] for problem in row.problems] == ["最多200个字，现在有300个字"]


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("走访\n独居老人", "走访独居老人"),
        ("办理 A\nB 证", "办理 A B 证"),
        ("一、\n二", "一、二"),
        ("开展 5G\n建设", "开展 5G 建设"),
    ],
)
def test_a_break_inside_a_name(bring, head, written, name):
    confirm(bring(xlsx([HEADER, line(written)])), head)

    assert Duty.objects.get().name == name


def test_an_unknown_unit_is_settled_by_a_person(bring, handler, place, head):
    row = bring(
        xlsx([HEADER, line("示例事项甲", department="国土局"), line("示例事项乙", department="国土局")])
    )

    assert (row.state, row.plan["unknown"]) == (ImportState.MATCHING, {"国土局": 2})
    (asked,) = MatchForm(row=row, sheets=sheets_of(row)).unit_fields
    assert (asked.label, asked.help_text) == ("“国土局”是", "第2行D列（对应上级部门），共2处。")

    row = settle(row, handler, {"units": {"国土局": place.zrj.pk}})
    assert counts(row)["new"] == 2


def test_only_the_office_prepares_and_only_its_head_confirms(bring, place, handler, head, seat_of):
    with pytest.raises(PermissionDenied):
        bring(xlsx([HEADER, line("示例事项甲")]), by=seat_of(place.zrj))
    row = bring(xlsx([HEADER, line("示例事项甲")]))
    with pytest.raises(PermissionDenied):
        imports.confirm_import(row=row, by=handler, document_number=PAPER, effective_from=DAY)

    assert ListImport.objects.get().state == ImportState.CHECKED
    assert Event.objects.filter(outcome="refused").count() == 2


def test_a_list_that_changed_after_the_check_is_not_imported(bring, enter, head, place):
    row = bring(xlsx([HEADER, line("示例事项甲")]))
    enter("示例事项甲")

    row = confirm(row, head)

    assert row.state == ImportState.FAILED
    assert row.problems[0]["text"] == (
        "核对以后清单有了变化，请重新核对再导入。现在：“表1”第2行“示例事项甲”是“有变化”，核对时是“新增”。"
    )
    assert Duty.objects.count() == 1


def test_what_came_and_left_after_the_check_is_named(bring, enter, head, place):
    old, leaving = enter("示例事项乙"), enter("示例事项丙")
    row = bring(xlsx([HEADER, line("示例事项甲"), line("示例事项乙", duties="每周巡查隐患点。", basis="旧")]))
    assert counts(row) == {"new": 1, "changed": 1, "same": 0, "gone": 1}
    end(leaving.duty, place.townships, TODAY - timedelta(days=1))
    end(old.duty, [place.djx], TODAY - timedelta(days=1))
    for number in range(6):
        enter(f"示例事项新{number}")

    said = confirm(row, head).problems[0]["text"]

    first = "“表1”第3行“示例事项乙”写入的内容与核对时不同"
    came = "；".join(
        f"配合00{number + 3}“示例事项新{number}”不在文件里，核对时没有列出" for number in range(4)
    )
    # the sixth and seventh that came, and what has left, are counted
    assert said == f"核对以后清单有了变化，请重新核对再导入。现在：{first}；{came}；等8处。"


def test_a_number_that_was_given_meanwhile_is_what_stands_in_the_way(bring, enter, head, place):
    row = bring(xlsx([["编号", *HEADER[1:]], ["ZX-9", *line("示例事项甲")[1:]]]))
    other = enter("示例事项乙", kind="basic").duty
    Duty.objects.filter(pk=other.pk).update(code="ZX-9")

    said = confirm(row, head).problems[0]["text"]

    assert (
        said
        == "核对以后清单有了变化，请重新核对再导入。现在：“表1”第2行：这个编号属于另一种清单（基本履职）。"
    )


def test_a_township_that_left_after_the_check_does_not_get_the_duty_back(enter, bring, head, place):
    """The row still changes the same text of the list, but otherwise than the preview said."""
    duty = enter("示例事项甲", basis="旧条例").duty
    row = bring(xlsx([HEADER, line("示例事项甲", townships="全部")]))
    assert counts(row) == {"new": 0, "changed": 1, "same": 0, "gone": 0}
    end(duty, [place.djx], date(2026, 10, 10))

    row = confirm(row, head)

    assert (row.state, "重新核对" in row.problems[0]["text"]) == (ImportState.FAILED, True)
    assert duty.versions.count() == 1
    assert "大境瑶族乡已经退出" in settle(row, head).problems[0]["text"]


def test_a_column_given_up_after_the_check_is_not_lost_from_the_rows(bring, head, place):
    own = [column.as_data() for column in columns_of(place.kinds["supporting"])]
    added = [*own, {"key": "c1", "label": "联系电话"}]
    kind = kinds.change_kind(kind=place.kinds["supporting"], name="配合事项", columns=added, by=head)
    place.kinds["supporting"] = kind
    row = bring(xlsx([[*HEADER, "联系电话"], [*line("示例事项甲"), "0773-123"]]))
    assert row.state == ImportState.CHECKED
    kinds.change_kind(kind=kind, name="配合事项", columns=own, by=head)

    row = confirm(ListImport.objects.get(pk=row.pk), head)

    assert (row.state, Duty.objects.count()) == (ImportState.FAILED, 0)


def test_what_was_filled_in_is_there_when_it_is_confirmed_anew(bring, enter, handler, head):
    row = bring(xlsx([HEADER, line("示例事项甲")]))
    enter("示例事项乙")  # meanwhile
    paper = SimpleUploadedFile("批准.pdf", b"%PDF-1.4")
    row = confirm(row, head, approval=paper)
    assert row.state == ImportState.FAILED
    row = settle(row, handler, row.choices)

    form = client_of(head).get(reverse("import-confirm", args=[row.uuid])).context["form"]

    assert (form.initial["document_number"], form.initial["effective_from"]) == (PAPER, DAY)
    assert "“批准.pdf”还在" in form.fields["approval"].help_text
    row = confirm(row, head)
    assert (row.state, row.approval.name) == (ImportState.DONE, "批准.pdf")


def test_a_document_chosen_for_a_word_that_failed_may_be_left_out(bring, enter, handler, head):
    row = bring(xlsx([HEADER, line("示例事项甲")]))
    browser, address = client_of(head), reverse("import-confirm", args=[row.uuid])
    assert "without_approval" not in browser.get(address).context["form"].fields
    enter("示例事项乙")  # meanwhile
    row = confirm(row, head, approval=SimpleUploadedFile("批准.pdf", b"%PDF-1.4"))
    assert row.state == ImportState.FAILED
    settle(row, handler, row.choices)

    page = browser.get(address)
    html = page.content.decode()
    assert re.search(r'<label[^>]*for="id_without_approval"[^>]*>\s*不用上次选的批准文件', html)
    sent = {"document_number": PAPER, "effective_from": DAY, "without_approval": "on"}
    browser.post(address, sent | {name: page.context[name] for name in ("lock", "form_key")})

    row.refresh_from_db()
    assert (row.state, row.approval) == (ImportState.DONE, None)
    told = Event.objects.filter(verb="confirm_list").order_by("seq").values_list("data", flat=True)
    assert ["approval" in json.loads(data) for data in told] == [True, False]


def test_what_begins_that_very_day_cannot_be_taken_out_and_is_told_before(bring, enter, head):
    enter("示例事项甲", effective=DAY)
    row = bring(xlsx([HEADER, line("示例事项乙")]))
    browser, address = client_of(head), reverse("import-confirm", args=[row.uuid])
    page = browser.get(address)
    sent = {"document_number": PAPER, "ends_missing": "on"}
    sent |= {name: page.context[name] for name in ("lock", "form_key")}
    assert "本种清单有1项不在文件里：配合001“示例事项甲”。" in page.text

    refused = browser.post(address, sent | {"effective_from": DAY})

    assert "配合001到这一天施行还不满一天" in str(refused.context["form"].errors["effective_from"])
    row.refresh_from_db()
    assert row.state == ImportState.CHECKED
    browser.post(address, sent | {"effective_from": DAY + timedelta(days=1)})
    row.refresh_from_db()
    assert (row.state, row.plan["gone"]) == (ImportState.DONE, 1)


def test_a_revoked_duty_does_not_come_back_by_a_file(bring, enter, place):
    end(enter("示例事项甲").duty, place.townships, date(2026, 10, 1))

    row = bring(xlsx([HEADER, line("示例事项甲")]))

    assert "须重新准入" in row.problems[0]["text"]


@pytest.mark.parametrize(
    ("heading", "said", "need"),
    [("责任部门", "（表格里都写了）", None), ("责任部门数", "（请选择）", "表格里没有部门的必选")],
)
def test_a_file_without_departments_asks_for_one(place, handler, heading, said, need):
    header = [heading if each == "责任部门" else each for each in HEADER]
    cells = [line("示例事项甲", department="3" if need else "县自然资源局")]
    row = imports.upload_list(
        county=place.county, list_kind=place.kinds["supporting"], upload=xlsx([header, *cells]), by=handler
    )
    row.choices["sheets"]["表1"]["columns"] = {
        at: key
        for at, key in row.choices["sheets"]["表1"]["columns"].items()
        if not (need and key == "department")
    }

    form = MatchForm(None, row=row, sheets=sheets_of(row))

    assert form.fields["department"].empty_label == said
    assert form.need.get("department") == need


def test_a_revoked_duty_under_another_name_is_told_in_the_preview(bring, enter, place, head):
    """灵川 第十条; I-70. What is in force or waits is no such duty, nor is a row that the list has already."""
    end(enter("夏季灭蚊防登革热入户宣传", kind="basic").duty, place.townships, date(2026, 10, 1))
    enter("森林防火日常巡查")

    row = bring(
        xlsx([HEADER, *map(line, ["森林防火日常巡查", "登革热防控灭蚊入户宣传", "森林防火日常巡查和劝导"])])
    )

    assert (row.state, row.plan["returns"]) == (ImportState.CHECKED, 1)
    html = client_of(head).get(reverse("import", args=[row.uuid])).content.decode()
    assert "有1项与已经退出清单、由上级收回的事项相近" in html
    assert re.search(r"第3行 登革热防控灭蚊入户宣传：基本\d+ 夏季灭蚊防登革热入户宣传（已撤销）", html)


@pytest.mark.parametrize(("kinds", "told"), [(["moved", "moved"], 0), (["moved", "cancelled"], 1)])
def test_what_went_over_into_another_list_does_not_come_back(bring, enter, place, kinds, told):
    duty = enter("夏季灭蚊防登革热入户宣传", townships=[place.lcz, place.dxz]).duty
    for township, kind, case in zip([place.lcz, place.dxz], kinds, "一二", strict=True):
        end(duty, [township], date(2026, 10, 1), kind=kind, case=case)

    assert bring(xlsx([HEADER, line("登革热防控灭蚊入户宣传")])).plan["returns"] == told


@pytest.mark.parametrize(
    ("kind", "told"), [("supporting", ["收回001", "示例事项甲", "上级部门收回"]), ("recalled", [])]
)
def test_what_an_upper_department_took_back_is_told_in_the_preview(bring, enter, place, head, kind, told):
    """By the same name only; in the list of what is taken back it is no news."""
    enter("示例事项甲", kind="recalled")
    enter("河道保洁", kind="recalled")

    row = bring(xlsx([HEADER, *map(line, ["示例事项甲", "示例事项甲的宣传", "河道的保洁"])]), kind=kind)

    assert [each[3] for each in row.plan["returning"]] == ([[told]] if told else [])


@pytest.mark.parametrize(
    ("kinds", "standing", "said"),
    [
        (["cancelled", "done"], "cancelled", ["大圩镇已经退出配合001，须重新准入后才能再承担"]),
        (["moved", "cancelled"], "cancelled", ["灵川镇已经退出配合001，须重新准入后才能再承担"]),
        (["moved", "done"], "revoked", ["与已经撤销的配合001同名、同部门，须重新准入后才能列入"]),
        (["moved", "moved"], "moved", ["与已经转列其他清单的配合001同名、同部门，须重新准入后才能列入"]),
    ],
)
def test_a_file_takes_an_end_for_what_the_list_says_it_is(bring, enter, place, kinds, standing, said):
    """Townships that left on one day on different grounds."""
    duty = enter("示例事项甲").duty
    for township, kind, case in zip([place.lcz, place.dxz], kinds, "一二", strict=True):
        end(duty, [township], date(2026, 10, 1), kind=kind, case=case)
    end(duty, [place.djx], date(2026, 9, 1), case="三")

    row = bring(xlsx([HEADER, line("示例事项甲")]))

    assert queries.standing_of(duty, TODAY) == standing
    assert [problem["text"] for problem in row.problems] == said


@pytest.mark.parametrize(
    "made",
    [
        lambda rows: xlsx(rows),
        lambda rows: xls(rows),
        lambda rows: csv_file(rows),
        lambda rows: csv_file(rows, "utf-8-sig"),
        lambda rows: csv_file(rows, "gb18030"),
        lambda rows: csv_file(rows, "utf-16"),
    ],
    ids=["xlsx", "xls", "csv", "csv with a mark", "gb18030", "utf-16"],
)
def test_every_format_says_the_same(made, bring):
    row = bring(made([HEADER, line("示例事项甲", duties="第一行\n第二行"), line("示例事项乙")]))

    assert row.problems == []
    assert [each[4] for each in row.plan["rows"]] == ["示例事项甲", "示例事项乙"]


def test_categories_enter_once(bring, head, place):
    confirm(
        bring(
            xlsx([HEADER, line("示例事项甲", category="新的类别"), line("示例事项乙", category="新的类别")])
        ),
        head,
    )

    assert Category.objects.filter(county=place.county, name="新的类别").count() == 1


def test_numbers_the_county_gave_are_kept(bring, head, place):
    rows = [
        ["编号", *HEADER[1:]],
        ["配合007", *line("示例事项甲")[1:]],
        ["Q-2024-01", *line("示例事项乙")[1:]],
        ["", *line("示例事项丙")[1:]],
    ]
    confirm(bring(xlsx(rows)), head)

    assert [duty.code for duty in Duty.objects.order_by("serial")] == ["配合007", "Q-2024-01", "配合009"]
    assert NUMBER != PAPER


def test_the_head_confirms_what_the_preview_showed_and_nothing_else(bring, handler, head, place, client):
    row = bring(xlsx([HEADER, line("示例事项甲")]))
    client.force_login(head.user)
    preview = client.get(reverse("import", args=[row.uuid])).content.decode()
    page = client.get(re.search(r'href="([^"]*/confirm/[^"]*)"', preview)[1].replace("&amp;", "&"))
    # meanwhile the handler lets the two sides' duties change places: as many rows, another text
    sheet = row.choices["sheets"]["表1"]
    turned = {"4": sheet["columns"]["5"], "5": sheet["columns"]["4"]}
    settle(row, handler, {"sheets": {"表1": sheet | {"columns": sheet["columns"] | turned}}})

    sent = {"document_number": PAPER, "effective_from": DAY.isoformat(), "lock": page.context["lock"]}
    answer = client.post(reverse("import-confirm", args=[row.uuid]), sent)

    assert "请重新看过预览" in answer.content.decode()
    assert not Duty.objects.exists()
    assert ListImport.objects.get().state == ImportState.CHECKED
    assert Event.objects.filter(verb="confirm_list", outcome="refused").count() == 1

    again = client.get(reverse("import-confirm", args=[row.uuid])).context["lock"]
    client.post(reverse("import-confirm", args=[row.uuid]), sent | {"lock": again})

    assert DutyVersion.objects.get().township_duties == "指导。"


def test_the_second_of_two_clicks_leads_to_the_import_that_the_first_began(bring, head, client, monkeypatch):
    row = bring(xlsx([HEADER, line("示例事项甲")]))
    client.force_login(head.user)
    address, act = reverse("import-confirm", args=[row.uuid]), imports.confirm_import
    sent = {"document_number": PAPER, "effective_from": DAY.isoformat()}
    sent["lock"] = client.get(address).context["lock"]

    def a_moment_later(**given):
        act(**given)
        return act(**given)

    monkeypatch.setattr(imports, "confirm_import", a_moment_later)
    answer = client.post(address, sent)

    assert (answer.status_code, answer.url) == (302, reverse("import", args=[row.uuid]))


def test_the_preview_names_what_is_written_and_goes_nowhere(bring, head, client):
    wide = [[*HEADER, "责任科室", "备用", ""], [*line("示例事项甲"), "地环股", "", "口头说明"]]
    other = ("说明", [["本表由各部门填报"], ["不得改动格式"]], ())
    client.force_login(head.user)

    row = bring(xlsx(("清单", wide, ()), other))
    row.refresh_from_db()

    # 序号 is no text of a duty, 备用 is empty
    assert row.plan["unread"] == [["清单", "I", "责任科室"], ["清单", "K", ""], ["说明", "", ""]]
    said = " ".join(client.get(reverse("import", args=[row.uuid])).content.decode().split())
    assert "文件里没有导入的内容" in said
    assert "工作表“清单”I列 责任科室" in said


def test_of_a_file_that_is_read_whole_nothing_is_said(bring, head, client):
    client.force_login(head.user)

    row = bring(xlsx([HEADER, line("示例事项甲")]))

    assert "没有导入的内容" not in client.get(reverse("import", args=[row.uuid])).content.decode()


@pytest.mark.parametrize("of", [xlsx, xls])
def test_a_hidden_sheet_is_named_and_not_read(of, place, handler, head, client):
    rows = [HEADER, line("示例事项甲")]
    file = (
        xlsx(("清单", rows, ()), ("旧表", [HEADER, line("示例事项乙")], ()), hidden="旧表")
        if of is xlsx
        else xls(rows, hidden="旧表")
    )
    client.force_login(handler.user)
    sent = {"upload": file, "list_kind": place.kinds["supporting"].pk}
    address = client.post(reverse("import-new"), sent).url

    preview = client.get(address).content.decode()
    matching = client.get(address, {"match": "1"}).content.decode()
    row = ListImport.objects.get()

    assert counts(row) == {"new": 1, "changed": 0, "same": 0, "gone": 0}
    assert [(name, place) for name, place, _ in row.plan["unread"]] == [("旧表", "")]
    assert '工作表“旧表”<span class="quiet">隐藏的，没有读' in preview
    assert "修改栏目对应</a>；" not in preview  # nothing there would let it in
    assert "隐藏的工作表没有读：“旧表”。" in matching


def test_what_only_hidden_sheets_hold_is_no_empty_table(place, handler):
    file = xlsx(("封面", [[]], ()), ("清单", [HEADER, line("示例事项甲")], ()), hidden="清单")

    with pytest.raises(BadFile, match="隐藏的工作表不读，要导入的，请先在WPS或Excel里取消隐藏"):
        imports.upload_list(county=place.county, list_kind=place.kinds["supporting"], upload=file, by=handler)
