"""List kinds with their columns as data, former cases, and the office's pages about both and about imports."""

import hashlib
import json
import os
import re
from datetime import date

import pypdfium2
import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client

from accounts.models import Post
from audit import clock
from audit.models import Event
from audit.record import SYSTEM
from documents.models import Paper
from regimes.actions import load_regime
from registry import actions, editions
from registry.actions import NotPossible, archive, imports, kinds
from registry.columns import columns_of, templates
from registry.importing import progress
from registry.importing.rows import NOT_WORKED_OUT
from registry.loading import set_up
from registry.models import ArchivedCase, Duty, DutyVersion, ListImport
from registry.pages.township import townships
from registry.states import ArchivedResult, ImportState
from tests.cast import client_of
from tests.regimes.conftest import regime_text
from tests.registry.conftest import FROM, NUMBER, TODAY, end, facts, take_effect
from tests.registry.tables import csv_file, xlsx

PAPER, DAY = "灵政办〔2026〕9号", date(2026, 11, 1)
OWN = [
    {"key": "name", "label": "三清单", "storage": "name", "required": True},
    {"key": "own1", "label": "项数"},
]


@pytest.fixture
def handler(place, seat_of):
    return seat_of(place.bb, Post.HANDLER)


def former(**more):
    given = {
        "number": "2019-07",
        "title": "示例事项",
        "kind": "准入",
        "applicant": "县水利局",
        "decided_on": date(2019, 7, 1),
        "result": "admitted",
        "document_number": "灵编发〔2019〕7号",
        "note": "内部说明",
    }
    return given | more


def scan(name="批复.pdf"):
    return SimpleUploadedFile(name, b"%PDF-1.4\n1")


# -- where the columns come from ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["arong", "binxian", "lingchuan", "rucheng", "tongwei"])
def test_the_page_of_kinds_names_no_other_place(place, handler, code):
    """A county's page is its own: no province or county that the columns were found in."""
    text = re.sub(r'(?m)^county = ".*"', f'county = "{place.county.code}"', regime_text(code))
    load_regime(county=place.county, text=text, by=SYSTEM)

    page = client_of(handler).get("/kinds/").content.decode()

    assert not re.search("湖南|甘肃|贵州|安徽|辽宁|贵定|明光|营口", page)


def test_the_page_of_kinds_counts_what_is_in_force(place, enter, handler):
    """Not what has ended, nor what waits for its notice; a kind without a duty in force has none."""
    enter("现行甲")
    enter("现行乙")
    end(enter("终止丙").duty, place.townships, date(2026, 3, 31))
    enter("待生效丁", effective=None)
    end(enter("终止戊", kind="basic").duty, place.townships, date(2026, 3, 31))

    kinds = client_of(handler).get("/kinds/").context["kinds"]

    sizes = {kind.key: kind.size for kind, *_ in kinds}
    assert (sizes["supporting"], sizes["basic"], sizes["temporary"]) == (2, 0, 0)


def test_a_list_that_the_rules_name_says_by_which_article(place, handler):
    text = regime_text("rucheng").replace('county = "431026"', f'county = "{place.county.code}"')
    set_up(load_regime(county=place.county, text=text, by=SYSTEM)[0], by=SYSTEM)

    page = client_of(handler).get("/kinds/").content.decode()

    assert '村（社区）依法协助行政事项清单<span class="sub">第七项</span>' in page


def test_what_villages_help_with_is_not_counted_as_their_township_s(client, place, enter):
    """湖南 七: they are figured apart everywhere, and named beside the number."""
    text = regime_text("rucheng").replace('county = "431026"', f'county = "{place.county.code}"')
    set_up(load_regime(county=place.county, text=text, by=SYSTEM)[0], by=SYSTEM)
    place.kinds["village"] = place.county.list_kinds.get(key="village")
    enter("甲巡查")
    enter("协助登记", kind="village", department=place.zrj)

    html = client.get("/townships/lcz/").content.decode()

    assert "现行1项，另有村（社区）协助的1项。" in html
    assert "村（社区）依法协助行政事项清单（1项）" in html
    assert {unit.code: unit.duties for unit in townships(place.county, TODAY)}["lcz"] == 1


# -- kinds -------------------------------------------------------------------------------------------------------------


def test_the_four_kinds_have_the_columns_of_their_templates(place):
    for key, kind in place.kinds.items():
        assert columns_of(kind) == templates()[key].columns


def test_a_kind_of_the_countys_own(place, head):
    kind = kinds.add_kind(county=place.county, name="三清单", prefix="三", columns=OWN, by=head)

    assert [column.label for column in columns_of(kind)] == ["三清单", "项数"]
    assert (kind.key, kind.order) == ("own1", 5)
    assert Event.objects.get(verb="add_kind").subject == "450323/own1"


def test_what_a_countys_table_does_not_say_is_said_not_to_be_there(client, place, enter, head):
    blank = take_effect(
        actions.enter_duty(
            county=place.county,
            facts=facts("护路员岗位", township_duties="养护村道。", department_duties="", basis=""),
            townships=place.townships,
            list_kind=kinds.add_kind(county=place.county, name="三清单", prefix="三", columns=OWN, by=head),
            category=None,
            department=place.zrj,
        ),
        FROM,
        NUMBER,
    )

    page, full = (
        client.get(each.duty.get_absolute_url()).content.decode() for each in (blank, enter("巡查"))
    )

    assert page.count("没有写明") - full.count("没有写明") == 2  # the department's duties and the basis
    assert "养护村道。" in page


def test_prefix_and_name_are_one_kinds_only(place, head):
    for name, prefix in (("另一种", "配合"), ("配合履职", "另")):
        with pytest.raises(NotPossible):
            kinds.add_kind(county=place.county, name=name, prefix=prefix, columns=OWN, by=head)


def test_only_the_head_settles_kinds(place, handler):
    with pytest.raises(PermissionDenied):
        kinds.add_kind(county=place.county, name="三清单", prefix="三", columns=OWN, by=handler)

    assert Event.objects.get(outcome="refused").verb == "add_kind"


def test_texts_of_own_columns_are_in_version_snapshot_search_and_comparison(place, head, enter):
    kind = kinds.add_kind(county=place.county, name="三清单", prefix="三", columns=OWN, by=head)
    plain = enter("没有自己栏目的事项")
    before = facts("审批事项", texts={"own1": "38项"})
    version = actions.enter_duty(
        county=place.county,
        facts=before,
        townships=place.townships,
        list_kind=kind,
        category=None,
        department=place.zrj,
    )
    version = take_effect(version, FROM, NUMBER)

    first, second = editions.entries_on(place.county, DAY)
    assert first.version == plain
    assert "texts" not in json.loads(first.snapshot)
    assert json.loads(second.snapshot)["texts"] == {"项数": "38项"}
    assert "38项" in version.search_text
    changed = json.loads(second.snapshot) | {"texts": {"项数": "40项"}}
    assert editions.differences(json.loads(second.snapshot), changed) == [("项数", "38项", "40项")]


def test_how_a_power_is_handed_over_is_no_duty_of_the_township():
    """承接方式 of a list of powers handed over says 直接赋权 or 委托执法; it was read as what the township does."""
    columns = templates()["empowered"].columns

    assert [column.label for column in columns if "承接方式" in column.headings] == ["赋权方式"]


@pytest.mark.parametrize(
    ("key", "headings"),
    [
        ("village", ["村（社区）协助内容", "乡镇、部门职责"]),
        ("grid", ["网格职责", "县级部门做什么"]),
        ("powers", ["责任事项", "县级部门做什么"]),
        ("empowered", ["乡镇做什么", "县级部门做什么"]),
        ("responsibilities", ["责任事项", "县级部门做什么"]),  # it has no column for the department
        ("supporting", ["乡镇做什么", "县级部门做什么"]),
        ("recalled", ["乡镇做什么", "县级部门做什么"]),
    ],
)
def test_the_duty_page_heads_both_sides_as_its_kind_calls_them(place, head, client, key, headings):
    """What a village helps with was headed 乡镇做什么, as if the township did it."""
    template = templates()[key]
    kind = place.kinds.get(key) or kinds.add_kind(
        county=place.county,
        key=key,
        name=template.name,
        prefix=template.prefix,
        columns=[column.as_data() for column in template.columns],
        by=head,
    )
    version = actions.enter_duty(
        county=place.county,
        facts=facts("参保登记宣传", township_duties="入户宣传。", department_duties="培训。"),
        townships=place.townships,
        list_kind=kind,
        category=None,
        department=place.zrj,
    )
    take_effect(version, FROM)

    page = client.get(version.duty.get_absolute_url()).text

    assert re.findall(r"<section><h2>(.*?)</h2>", page) == headings


def test_the_duty_page_shows_the_columns_of_its_kind(place, head, client):
    kind = kinds.add_kind(county=place.county, name="三清单", prefix="三", columns=OWN, by=head)
    version = actions.enter_duty(
        county=place.county,
        facts=facts("审批事项", texts={"own1": "38项"}),
        townships=place.townships,
        list_kind=kind,
        category=None,
        department=place.zrj,
    )
    take_effect(version, FROM)

    page = client.get(version.duty.get_absolute_url())

    assert '<dt>项数</dt><dd class="text">38项</dd>' in page.text


def test_the_columns_of_its_kind_are_in_every_sheet_that_is_printed(place, head, client, enter):
    """The list's PDF, the edition's, and the notice that publishes it: beneath the township's duties."""
    kind = kinds.add_kind(county=place.county, name="三清单", prefix="三", columns=OWN, by=head)
    enter("没有自己栏目的事项", township_duties="巡查。")
    version = actions.enter_duty(
        county=place.county,
        facts=facts("审批事项", township_duties="受理。", texts={"own1": "38项"}),
        townships=place.townships,
        list_kind=kind,
        category=None,
        department=place.zrj,
    )
    take_effect(version, FROM)
    edition = actions.publish_edition(
        county=place.county, document_number=NUMBER, published_on=clock.today(), by=head
    )

    notice = Paper.objects.get(subject=str(edition.uuid)).content["document"]
    rows = [row for grid in notice["annexes"][0]["grids"] for row in grid["rows"]]
    assert [row[3] for row in rows] == ["巡查。", "受理。\n项数：38项"]
    for address in ("/duties.pdf", f"/editions/{edition.year}/{edition.number}/list.pdf"):
        pages = pypdfium2.PdfDocument(client.get(address).content)
        said = "".join(page.get_textpage().get_text_range() for page in pages)
        assert said.count("项数：38项") == 1
        assert said.count(f"全部{len(place.townships)}个乡镇") == 2  # not the names of all, row by row
    page = client.get(edition.get_absolute_url()).content.decode()
    assert page.count(f"全部{len(place.townships)}个乡镇") == 2


def test_a_kind_is_taken_up_and_its_columns_changed_on_the_page(place, head):
    client = client_of(head)
    page = client.get("/kinds/new/?template=powers")
    form = page.context["form"]
    sent = {name: field.initial or "" for name, field in form.fields.items()}
    sent = {name: value for name, value in sent.items() if value is not False} | form.initial
    sent = {name: value for name, value in sent.items() if value is not False}

    assert client.post("/kinds/new/?template=powers", sent).status_code == 302
    powers = place.county.list_kinds.get(key="powers")
    assert columns_of(powers) == templates()["powers"].columns

    sent["label-3"] = ""  # 子项 is given up, another column is written below
    sent |= {"label-16": "责任科室", "storage-16": "", "headings-16": "科室、承办科室"}
    assert client.post("/kinds/powers/", sent).status_code == 302
    powers.refresh_from_db()
    labels = [column.label for column in columns_of(powers)]
    assert "子项" not in labels
    assert columns_of(powers)[-1].headings == ("科室", "承办科室")


def test_of_two_who_change_a_kind_the_slower_is_told(place, head):
    """What the other gave up or added is not undone unseen; pressed again, it is what this one wants."""
    kind = kinds.add_kind(county=place.county, name="三清单", prefix="三", columns=OWN, by=head)
    office, page = client_of(head), f"/kinds/{kind.key}/"
    sent = {"label-0": "三清单", "storage-0": "name", "required-0": "on", "key-0": "name", "name": "三清单"}

    def opened(answer):
        return {"opened": re.search(r'name="opened" value="(\w+)"', answer.text)[1]}

    before = opened(office.get(page))
    columns = [*OWN, {"key": "own2", "label": "科室"}]
    kinds.change_kind(kind=kind, name="权责清单", columns=columns, by=head)

    refused = office.post(page, sent | before)
    assert "现在叫“权责清单”，栏目是三清单、项数、科室，不可以没有牵头部门。" in refused.text
    kind.refresh_from_db()
    assert (kind.name, len(kind.columns)) == ("权责清单", 3)
    assert 'value="三清单"' in refused.text
    assert office.post(page, sent | opened(refused)).status_code == 302
    kind.refresh_from_db()
    assert (kind.name, len(kind.columns)) == ("三清单", 1)


def test_a_new_column_has_not_the_texts_of_one_that_was_given_up(place, head, client):
    """What stood under 项数 is not shown under 联系电话 for everybody to read."""
    kind = kinds.add_kind(county=place.county, name="三清单", prefix="三", columns=OWN, by=head)
    version = actions.enter_duty(
        county=place.county,
        facts=facts("审批事项", texts={"own1": "38项"}),
        townships=place.townships,
        list_kind=kind,
        category=None,
        department=place.zrj,
    )
    take_effect(version, FROM)
    office, page = client_of(head), f"/kinds/{kind.key}/"
    name = {"name": kind.name, "key-0": "name", "label-0": "三清单", "storage-0": "name", "required-0": "on"}

    assert office.post(page, name).status_code == 302
    assert office.post(page, name | {"label-1": "联系电话", "storage-1": ""}).status_code == 302

    kind.refresh_from_db()
    assert [column.label for column in columns_of(kind)] == ["三清单", "联系电话"]
    assert "<dt>联系电话</dt>" not in client.get(version.duty.get_absolute_url()).text


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"label-0": "甲", "storage-0": "basis"}, "没有一栏是事项名称"),
        ({"label-0": "甲", "storage-0": "name", "label-1": "甲"}, "出现了两次"),
        ({"label-0": "甲", "storage-0": "name", "key-0": "坏的标识"}, "标识"),
        ({"label-0": "甲\u202e", "storage-0": "name"}, "从右到左覆盖"),
        ({"label-0": "甲", "storage-0": "nothing"}, "storage-0"),
    ],
)
def test_columns_that_do_not_fit_are_refused_in_words(sent, said, head, place):
    page = client_of(head).post("/kinds/new/", {"name": "新的清单", "prefix": "新", **sent})

    assert page.status_code == 200
    assert said in str(page.context["form"].errors)
    assert place.county.list_kinds.count() == 4


# -- former cases ------------------------------------------------------------------------------------------------------


def test_a_former_case_is_put_down_with_its_files(place, handler, enter):
    duty = enter().duty
    case = archive.archive_case(county=place.county, by=handler, facts=former(duty=duty), uploads=[scan()])

    assert (case.duty, case.files.get().name) == (duty, "批复.pdf")
    with pytest.raises(NotPossible, match="已经登记过"):
        archive.archive_case(county=place.county, by=handler, facts=former())


def test_a_former_case_from_a_table_gets_its_files_and_its_duty_later(place, handler, enter, client):
    """A table brings no document; what was put down stays, and the duty then points to the case."""
    duty = enter().duty
    case = archive.archive_case(county=place.county, by=handler, facts=former(), uploads=[scan("申请.pdf")])
    office, page = client_of(handler), f"/archive/{case.uuid}/"
    assert page in office.get("/archive/").text
    assert "没有补充：请选择文件，或者填写清单编号。" in office.post(page, {}).text

    assert office.post(page, {"duty_code": duty.code, "uploads": [scan()]}).status_code == 302

    case.refresh_from_db()
    assert (case.duty, sorted(file.name for file in case.files.all())) == (duty, ["批复.pdf", "申请.pdf"])
    assert case.number in client.get(duty.get_absolute_url()).text
    with pytest.raises(NotPossible, match="没有补充"):
        archive.complete_archived_case(case=case, by=handler, duty=duty)

    other = enter("另一事项").duty
    assert f'value="{duty.code}"' in office.get(page).text
    assert office.post(page, {"duty_code": other.code}).status_code == 302
    case.refresh_from_db()
    assert (case.duty, case.files.count()) == (other, 2)
    assert case.number not in client.get(duty.get_absolute_url()).text
    last = Event.objects.filter(verb="complete_archived_case").order_by("seq").last()
    assert (last.facts["duty"], last.facts["duty_before"]) == (other.code, duty.code)


def test_who_adds_a_file_does_not_undo_what_another_put_right(place, handler, head, enter):
    """The page opened before says the wrong duty still: left as it is, it is no answer."""
    wrong, right = enter("甲事项").duty, enter("乙事项").duty
    case = archive.archive_case(county=place.county, by=handler, facts=former(duty=wrong))
    page = f"/archive/{case.uuid}/"
    form = client_of(handler).get(page).context["form"]
    opened = {name: form[name].initial for name in ("duty_code", "named")}
    assert client_of(head).post(page, opened | {"duty_code": right.code}).status_code == 302

    assert client_of(handler).post(page, opened | {"uploads": [scan()]}).status_code == 302

    case.refresh_from_db()
    assert (case.duty, case.files.count()) == (right, 1)


def test_the_public_reads_facts_and_staff_the_files(place, handler, enter, client, seat_of):
    duty = enter().duty
    case = archive.archive_case(county=place.county, by=handler, facts=former(duty=duty), uploads=[scan()])
    address = f"/archive/{case.uuid}/files/{case.files.get().uuid}/"

    page = client.get(duty.get_absolute_url()).text
    assert "2019-07" in page
    assert "灵编发〔2019〕7号" in page
    assert "内部说明" not in page
    assert "批复.pdf" not in page
    assert client.get(address).status_code == 302

    staff = client_of(seat_of(place.lcz))
    assert "批复.pdf" in staff.get(duty.get_absolute_url()).text
    answer = staff.get(address)
    assert b"".join(answer.streaming_content).startswith(b"%PDF")


@pytest.mark.parametrize(
    ("kind", "result"), [("调整", "调整"), ("取消", "取消"), ("撤销", "撤销"), ("调整", "不同意")]
)
def test_what_became_of_a_former_case_of_any_kind_can_be_told(place, handler, enter, client, kind, result):
    """An adjustment is not put down as 准入; of one refused the duty's page says what was asked."""
    duty = enter().duty
    value = dict(zip(ArchivedResult.labels, ArchivedResult.values, strict=True))[result]
    sent = former(kind=kind, result=value, duty_code=duty.code, decided_on="2019-07-01")

    assert client_of(handler).post("/archive/new/", sent).status_code == 302

    page = client.get(duty.get_absolute_url()).text
    said = re.search(r'<td data-l="结果">(.*?)</td>', page).group(1)
    assert said == (result if result == kind else f'{result}<span class="sub">申请{kind}</span>')


def test_the_page_of_the_table_names_every_result(handler):
    page = client_of(handler).get("/archive/import/").text
    assert all(word in page.partition("结果写")[2].partition("。")[0] for word in ArchivedResult.labels)


CASES = [
    "编号",
    "事项名称",
    "申请种类",
    "申请单位",
    "申请日期",
    "办结日期",
    "结果",
    "文号",
    "说明",
    "清单编号",
]


def test_former_cases_from_a_table_all_or_none(place, handler, enter):
    enter()
    client = client_of(handler)
    good = [
        "2019-1",
        "甲",
        "准　入",  # as tables set two characters apart
        "县水利局",
        "2019年3月1日",
        "2019-04-01",
        "准入",
        "灵编发〔2019〕7号",
        "",
        "配合001",
    ]
    bad = ["2019-2", "乙", "准入", "", "2019-05-01", "2019-04-01", "同意", "", "", "配合999"]

    page = client.post("/archive/import/", {"upload": xlsx([["历史档案"], CASES, good, bad])})
    assert {(each["row"], each["column"]) for each in page.context["problems"]} == {
        (4, "D列（申请单位）"),
        (4, "F列（办结日期）"),
        (4, "G列（结果）"),
        (4, "J列（清单编号）"),
    }
    [result] = [each["text"] for each in page.context["problems"] if each["column"] == "G列（结果）"]
    assert all(word in result for word in ArchivedResult.labels)
    assert not ArchivedCase.objects.exists()

    assert client.post("/archive/import/", {"upload": xlsx([CASES, good])}).status_code == 302
    case = ArchivedCase.objects.get()
    assert (case.duty.code, case.result, case.applied_on) == ("配合001", "admitted", date(2019, 3, 1))
    assert case.kind == "准入"

    worse = [{"准入": "同意", "配合001": "配合999"}.get(cell, cell) for cell in good]
    page = client.post("/archive/import/", {"upload": xlsx([CASES, worse])})
    told = {each["text"] for each in page.context["problems"]}
    assert {"这个编号已经登记过", "清单里没有这个编号"} < told


def test_the_sheets_that_are_not_read_are_named(handler):
    """只读第一张: whoever has a sheet a year must not be told that all of it is put down."""
    cases = [
        [f"{year}-1", "甲", "准入", "县水利局", "", f"{year}-04-01", "准入", "", "", ""]
        for year in range(2015, 2022)
    ]
    client, sheets = client_of(handler), [(case[0][:4], [CASES, case], ()) for case in cases]

    def told(*sheets, hidden=()):
        ArchivedCase.objects.all().delete()
        answer = client.post("/archive/import/", {"upload": xlsx(*sheets, hidden=hidden)}, follow=True)
        return [str(message) for message in answer.context["messages"]], ArchivedCase.objects.count()

    assert told(sheets[0]) == (["已全部登记。"], 1)
    assert told(*sheets[:3], hidden=["2016"]) == (
        ["已全部登记。只读第一张工作表，没有读的：“2017”“2016”。"],
        1,
    )
    said = "".join(f"“{year}”" for year in range(2016, 2021))
    assert told(*sheets) == ([f"已全部登记。只读第一张工作表，没有读的：{said}等6张。"], 1)


def test_a_formula_without_its_result_is_told_by_its_cell(handler):
    case = ["2019-1", "甲", "准入", "=D9", "", "2019-04-01", "准入", "", "说明", "=A9"]

    page = client_of(handler).post("/archive/import/", {"upload": xlsx([CASES, case])})

    assert [(each["column"], each["text"]) for each in page.context["problems"]] == [
        ("D列（申请单位）", NOT_WORKED_OUT),
        ("J列（清单编号）", NOT_WORKED_OUT),
    ]


def test_a_former_case_is_refused_in_words_and_keeps_what_was_typed(handler):
    sent = {
        "number": "\u3000",
        "title": "甲",
        "kind": "准入",
        "applicant": "县水利局",
        "decided_on": "2019-13-01",
        "result": "admitted",
        "duty_code": "无",
    }
    page = client_of(handler).post("/archive/new/", sent)

    assert page.status_code == 200
    assert {"number", "decided_on", "duty_code"} == set(page.context["form"].errors)
    assert 'value="县水利局"' in page.text


def test_a_number_of_the_archive_is_found_however_wide_it_is_written(handler):
    client = client_of(handler)
    sent = {"number": "２０２３－０１", "title": "甲", "kind": "准入", "applicant": "县水利局"}
    client.post("/archive/new/", sent | {"decided_on": "2019-12-01", "result": "admitted"})

    for asked in ("2023-01", "２０２３－０１"):
        assert [case.number for case in client.get(f"/archive/?q={asked}").context["page"]] == ["2023-01"]


def test_the_archive_is_searched_as_the_list_is(handler, place):
    client = client_of(handler)
    given = {"kind": "准入", "decided_on": "2019-12-01", "result": "admitted"}
    client.post(
        "/archive/new/", given | {"number": "1", "title": "“河道”巡查（汛期）", "applicant": "县水利局"}
    )
    client.post("/archive/new/", given | {"number": "2", "title": "森林防火", "applicant": "县林业局"})

    found = {
        asked: [case.number for case in client.get("/archive/", {"q": asked}).context["page"]]
        for asked in ("河道巡查", "巡查 水利局", "巡查汛期水利", "河 道", "縣水利局", "%", "，")
    }
    assert found == {
        "河道巡查": ["1"],
        "巡查 水利局": ["1"],
        "巡查汛期水利": [],
        "河 道": ["1"],
        "縣水利局": ["1"],
        "%": [],
        "，": [],
    }
    said = client.get("/archive/", {"q": "%"}).content.decode()
    assert "没有找到" in said
    assert "没有历史档案" not in said


# -- the pages of an import --------------------------------------------------------------------------------------------

ROWS = [["序号", "事项名称", "牵头部门", "乡镇职责"], [1, "示例事项甲", "县水利局", "巡查"]]


def test_a_new_row_can_be_read_before_it_is_confirmed(handler, place):
    sent = send(
        client_of(handler),
        xlsx([[*ROWS[0], "依据"], [*ROWS[1], "《示例条例》第三条"]]),
        place.kinds["supporting"],
    )

    (row,) = re.findall(r"<tbody>.*?(<details.*?</details>)", sent.content.decode(), re.DOTALL)
    assert '<dt>乡镇职责</dt><dd class="text">巡查</dd>' in row
    assert "《示例条例》第三条" in row


def send(client, upload, kind):
    return client.post("/imports/new/", {"upload": upload, "list_kind": kind.pk}, follow=True)


def test_a_form_sent_twice_is_one_import(place, handler):
    client, upload = client_of(handler), xlsx(ROWS)
    sent = {
        "list_kind": place.kinds["supporting"].pk,
        "form_key": client.get("/imports/new/").context["form_key"],
    }
    addresses = set()

    for _ in range(2):
        upload.seek(0)
        addresses.add(client.post("/imports/new/", sent | {"upload": upload})["Location"])

    assert addresses == {f"/imports/{ListImport.objects.get().uuid}/"}


def test_a_clear_file_goes_straight_to_the_preview_and_on_to_the_list(place, handler, head):
    page = send(client_of(handler), xlsx(ROWS), place.kinds["supporting"])
    row = ListImport.objects.get()
    assert row.state == ImportState.CHECKED
    assert "示例事项甲" in page.text
    assert "确认导入</a>" not in page.text
    nowhere = client_of(handler).post(f"/imports/{row.uuid}/", {"townships": "9" * 20})
    assert nowhere.context["form"].cleaned_data["townships"].count() == 0

    client = client_of(head)
    lock = client.get(f"/imports/{row.uuid}/confirm/").context["lock"]
    wrong = client.post(
        f"/imports/{row.uuid}/confirm/", {"lock": lock, "document_number": "", "effective_from": ""}
    )
    assert {"document_number", "effective_from"} == set(wrong.context["form"].errors)
    done = client.post(
        f"/imports/{row.uuid}/confirm/",
        {
            "lock": wrong.context["lock"],
            "document_number": PAPER,
            "approval": SimpleUploadedFile("批准.pdf", b"%PDF-1.7 sample"),
            "effective_from": "2026-11-01",
            "first_edition": "on",
            "published_on": "2026-11-20",
        },
        follow=True,
    )

    assert "已导入。" in done.text
    assert DutyVersion.objects.get().document_number == PAPER
    assert place.county.editions.get().size == 1
    file = client.get(f"/imports/{row.uuid}/file/")
    assert hashlib.sha256(b"".join(file.streaming_content)).hexdigest() == row.file.sha256
    assert "批准文件：批准.pdf</a>" in done.text
    approval = client.get(f"/imports/{row.uuid}/approval/")
    assert b"".join(approval.streaming_content) == b"%PDF-1.7 sample"
    edition = place.county.editions.get().get_absolute_url()
    for who, reads in ((client, True), (Client(), False)):
        page = who.get(edition).text
        assert "是基础清单。" in page
        assert ("批准文件：批准.pdf</a>" in page) is (f'href="/imports/{row.uuid}/"' in page) is reads


def test_what_is_no_document_approves_nothing(place, handler, head):
    send(client_of(handler), xlsx(ROWS), place.kinds["supporting"])
    row = ListImport.objects.get()
    client = client_of(head)
    sent = {"document_number": PAPER, "effective_from": "2026-11-01"}

    page = client.post(
        f"/imports/{row.uuid}/confirm/",
        sent
        | {
            "lock": client.get(f"/imports/{row.uuid}/confirm/").context["lock"],
            "approval": SimpleUploadedFile("批准.pdf", b"MZ no document"),
        },
    )

    assert "approval" in page.context["form"].errors
    row.refresh_from_db()
    assert (row.state, row.approval) == (ImportState.CHECKED, None)
    assert client.get(f"/imports/{row.uuid}/approval/").status_code == 404


def test_columns_are_put_right_on_the_page(place, handler):
    client = client_of(handler)
    rows = [["某县清单"], ["名目", "主管", "要做的"], ["示例事项甲", "水利局", "巡查"]]
    page = send(client, csv_file(rows, "gb18030"), place.kinds["supporting"])
    row = ListImport.objects.get()
    assert "没有认出这些栏" in page.text

    sent = {"header-0": "2", "header-0-shown": "1", "townships-all": "1"}
    sent |= {"column-0-0": "name", "column-0-1": "name", "column-0-2": "township_duties"}
    page = client.post(f"/imports/{row.uuid}/", sent)
    assert "已经对应了另一栏" in page.text

    page = client.post(f"/imports/{row.uuid}/", sent | {"column-0-1": "department"}, follow=True)
    row.refresh_from_db()
    assert (row.state, row.plan["new"]) == (ImportState.CHECKED, 1)


def test_sheets_under_the_same_headings_are_matched_once(place, handler):
    client = client_of(handler)
    headings = ["名目", "主管", "要做的"]
    sheets = [[headings, [name, "水利局", "巡查"]] for name in ("示例事项甲", "示例事项乙")]
    page = send(client, xlsx(*sheets, [["说明"], ["本表由各部门填报"]]), place.kinds["supporting"])
    row = ListImport.objects.get()
    assert "没有认出哪一张工作表是清单" in page.text
    assert "这几张表的表头相同" in page.text
    assert "column-1-0" not in page.text

    sent = {"take-0": "on", "take-1": "on", "townships-all": "1", "header-0": "1", "header-2": "1"}
    sent |= {f"header-{at}-shown": "0" for at in range(3)}
    sent |= {"column-0-0": "name", "column-0-1": "department", "column-0-2": "township_duties"}
    client.post(f"/imports/{row.uuid}/", sent)

    row.refresh_from_db()
    assert (row.problems, row.plan["new"]) == ([], 2)


def test_another_header_row_is_read_anew(place, handler):
    client = client_of(handler)
    send(
        client,
        xlsx([["事项名称", "牵头部门"], ["职责名称", "主管部门"], ["甲", "县水利局"]]),
        place.kinds["supporting"],
    )
    row = ListImport.objects.get()
    client.post(f"/imports/{row.uuid}/", {"header-0": "2", "header-0-shown": "0", "townships-all": "1"})

    row.refresh_from_db()
    assert row.state == ImportState.MATCHING
    assert row.choices["sheets"]["表1"]["header"] == 1


@pytest.mark.parametrize("shown", ["9" * 5000, "-1", "２", "x", "99"])
def test_a_header_row_that_is_none_is_that_of_the_page(place, handler, shown):
    client = client_of(handler)
    send(client, xlsx([["名目", "主管"], ["甲", "县水利局"]]), place.kinds["supporting"])
    row = ListImport.objects.get()

    client.post(f"/imports/{row.uuid}/", {"header-0": "1", "header-0-shown": shown})

    row.refresh_from_db()
    assert row.choices["sheets"]["表1"]["header"] == 0


def test_a_bad_file_is_refused_beside_the_field(place, handler):
    page = send(client_of(handler), SimpleUploadedFile("清单.xlsx", b"%PDF-1.7"), place.kinds["supporting"])

    assert "PDF文件" in str(page.context["form"].errors["upload"])
    assert not ListImport.objects.exists()


def test_large_work_is_done_by_the_command_and_can_be_begun_again(place, handler, head, settings):
    settings.IMPORT_ROWS_IN_REQUEST = 0  # every file is a large one
    client = client_of(handler)
    page = send(client, xlsx(ROWS), place.kinds["supporting"])
    row = ListImport.objects.get()
    assert row.state == ImportState.CHECKING
    assert 'http-equiv="refresh"' in page.text or "中断了" in page.text

    call_command("work_imports", str(row.uuid))
    row.refresh_from_db()
    assert row.state == ImportState.CHECKED

    imports.confirm_import(row=row, by=head, document_number=PAPER, effective_from=DAY)
    os.utime(settings.VAR / "imports" / f"{row.uuid}.json", (0, 0))  # nobody has worked on it for long
    page = client.get(f"/imports/{row.uuid}/")
    assert "导入中断了" in page.text
    assert client.post(f"/imports/{row.uuid}/again/").status_code == 302
    with progress.held(row.uuid) as tell:
        tell(0, 0)
        assert "正在准备写入。" in client.get(f"/imports/{row.uuid}/").text
        tell(1, 2)
        assert "已写入1项，共2项。" in client.get(f"/imports/{row.uuid}/").text
    call_command("work_imports", str(row.uuid))
    row.refresh_from_db()
    assert (row.state, Duty.objects.count()) == (ImportState.DONE, 1)


def test_an_import_is_dropped_and_another_county_sees_nothing(place, handler):
    client = client_of(handler)
    send(client, xlsx(ROWS), place.kinds["supporting"])
    row = ListImport.objects.get()

    client.post(f"/imports/{row.uuid}/drop/")

    row.refresh_from_db()
    assert row.state == ImportState.DROPPED
    assert client.get(f"/imports/{row.uuid}/").status_code == 200
    assert client.get("/imports/").context["page"].object_list[0] == row


def test_a_list_is_tagged_with_what_its_name_does_not_say(lingchuan):
    named = {"name": "乡镇临时性工作清单", "key": "t1", "prefix": "LS", "temporary": True}
    other = {"name": "专项工作清单", "key": "t2", "prefix": "ZX", "temporary": True, "recalled": True}
    for each in (named, other):
        lingchuan.list_kinds.create(order=90, **each)

    rows = re.findall(r"<tr>.*?</tr>", client_of("bb-jb").get("/kinds/").text)

    told = {each["key"]: next(row for row in rows if each["name"] in row) for each in (named, other)}
    assert "tag" not in told["t1"]
    assert re.findall(r'<span class="([^"]+)">([^<]+)</span>', told["t2"])[:2] == [
        ("tag is-temp", "临时性、阶段性"),
        ("tag", "上级部门收回"),
    ]
