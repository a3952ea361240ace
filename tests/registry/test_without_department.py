"""A duty that no department leads: 基本履职 is what townships do by themselves, and its real headings name no department."""

import csv
import io
import json
import re
from datetime import date
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import Post
from registry import actions, search_index
from registry.actions import NotPossible, imports, kinds
from registry.actions.corrigenda import confirm_corrigendum, propose_corrigendum
from registry.columns import columns_of
from registry.forms.imports import MatchForm
from registry.importing import settling
from registry.importing.cells import sheets_of
from registry.importing.settling import with_defaults
from registry.models import Duty, DutyVersion
from registry.states import ImportState
from tests.cast import client_of
from tests.registry.conftest import NUMBER, TODAY, end, facts
from tests.registry.tables import csv_file, xlsx
from tests.registry.test_api import COUNTY, checked
from tests.registry.test_list_import import DAY, PAPER, counts, exported

pytestmark = pytest.mark.django_db
REAL = ["序号", "类别", "事项名称"]  # fixtures/duties/column_layouts.csv: by category


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to("2026-11-21T12:00:00+08:00")


@pytest.fixture
def handler(place, seat_of):
    return seat_of(place.bb, Post.HANDLER)


@pytest.fixture
def bring(place, handler):
    """bring(file, kind=…): uploaded and checked; what the file leaves open, as the page offers it."""

    def make(upload, kind="basic", **choices):
        row = imports.upload_list(county=place.county, list_kind=place.kinds[kind], upload=upload, by=handler)
        row = imports.settle_import(row=row, choices=with_defaults(row) | choices, by=handler)
        return imports.work(row)

    return make


def confirm(row, head, **more):
    row = imports.confirm_import(row=row, by=head, document_number=PAPER, effective_from=DAY, **more)
    return imports.work(row)


@pytest.fixture
def alone(enter, place):
    return enter("综合文化站开放", kind="basic", department=None, department_duties="")


# -- into the list ------------------------------------------------------------------------------------------------------


def test_the_real_headings_of_basic_duties_need_no_person(bring, head, place, handler):
    upload = xlsx([REAL, [1, "党的建设", "综合文化站开放"], [2, "党的建设", "政府信息公开"]])
    begun = imports.upload_list(
        county=place.county, list_kind=place.kinds["basic"], upload=upload, by=handler
    )
    assert not settling.needs_a_person(begun.choices, begun.list_kind)

    row = bring(xlsx([REAL, [1, "党的建设", "综合文化站开放"], [2, "党的建设", "政府信息公开"]]))
    assert (row.problems, counts(row)["new"]) == ([], 2)
    # what will be published is read before it is confirmed
    assert [about for *_, about, _ in row.plan["rows"]] == ["党的建设 · 没有牵头部门 · 3个乡镇"] * 2
    row = confirm(row, head)

    assert row.state == ImportState.DONE
    assert list(Duty.objects.order_by("serial").values_list("name", "department")) == [
        ("综合文化站开放", None), ("政府信息公开", None),
    ]  # fmt: skip
    assert not DutyVersion.objects.exclude(department=None).exists()


def test_other_lists_still_ask_whose_it_is(bring):
    row = bring(xlsx([REAL, [1, "自然资源", "巡查"]]), kind="supporting")

    assert [problem["text"] for problem in row.problems] == ["没有写部门，也没有选定默认的部门"]


def test_a_row_that_lacks_it_asks_for_one_though_the_table_has_the_column(bring):
    heads = ["事项名称", "对应上级部门"]
    row = bring(xlsx([heads, ["示例事项甲", "县水利局"], ["示例事项乙", ""]]), kind="supporting")

    form = MatchForm(None, row=row, sheets=sheets_of(row))

    assert form.fields["department"].empty_label == "（请选择）"
    assert form.need["department"] == "表格里没有部门的必选"


def test_an_import_leaves_the_index_that_indexing_anew_makes(bring, head):
    confirm(bring(xlsx([REAL, [1, "党的建设", "综合文化站开放"]])), head)
    text = DutyVersion.objects.get().search_text

    search_index.rebuild()

    assert DutyVersion.objects.get().search_text == text
    assert "None" not in text


def test_what_was_exported_changes_nothing(alone, enter, place, bring):
    enter("党员教育", kind="basic")
    rows = exported(place.kinds["basic"])
    assert [row[rows[0].index("牵头部门")] for row in rows[1:]] == ["", "县自然资源局"]

    row = bring(xlsx(rows))

    assert (row.problems, counts(row)) == ([], {"new": 0, "changed": 0, "same": 2, "gone": 0})


def test_a_table_without_the_column_leaves_each_department_as_it_is(alone, enter, place, bring, head):
    """Nor does a row of it become a second duty of the same name."""
    led = enter("党员教育", kind="basic")
    header = ["事项名称", "职责内容"]

    row = bring(xlsx([header, ["综合文化站开放", "每天开放。"], ["党员教育", "每月学习。"]]))
    assert (row.problems, counts(row)) == ([], {"new": 0, "changed": 2, "same": 0, "gone": 0})
    confirm(row, head)

    now = dict(DutyVersion.objects.filter(number=2).values_list("name", "department"))
    assert now == {"综合文化站开放": None, "党员教育": place.zrj.pk}
    led.duty.refresh_from_db()
    assert led.duty.department == place.zrj


def test_an_open_cell_takes_the_department_away_and_says_so(enter, place, bring, head):
    led = enter("党员教育", kind="basic")
    rows = exported(place.kinds["basic"])
    rows[1][rows[0].index("牵头部门")] = ""

    row = bring(xlsx(rows))
    assert row.plan["rows"][0][5] == [["牵头部门", "县自然资源局", ""]]
    confirm(row, head)

    led.duty.refresh_from_db()
    assert led.duty.department is None
    assert "自然资源局" not in DutyVersion.objects.get(number=2).search_text


def test_of_two_of_one_name_each_row_finds_its_own(alone, enter, place, bring):
    enter("综合文化站开放", kind="basic")
    header = ["事项名称", "牵头部门", "职责内容"]
    rows = [["综合文化站开放", "", "甲。"], ["综合文化站开放", "县自然资源局", "乙。"]]

    row = bring(xlsx([header, *rows]))

    assert (row.problems, counts(row)) == ([], {"new": 0, "changed": 2, "same": 0, "gone": 0})
    labels = [[label for label, _, _ in each[5]] for each in row.plan["rows"]]
    assert labels == [["乡镇职责"], ["乡镇职责"]]


@pytest.mark.parametrize("department", ["zrj", None])
def test_a_department_chosen_for_open_rows_makes_no_second_duty_of_another_s(
    enter, place, bring, head, department
):
    """The table has no such column: what is in the list keeps its own, or none; only a new row gets the one that was chosen."""
    led = place.zrj if department else None
    old = enter("综合文化站开放", kind="basic", department=led)
    rows = [["事项名称", "职责内容"], ["综合文化站开放", "每天开放。"], ["党员教育", "每月学习。"]]

    row = bring(xlsx(rows), department=place.slj.pk)
    assert (row.problems, counts(row)) == ([], {"new": 1, "changed": 1, "same": 0, "gone": 0})
    confirm(row, head)

    assert old.duty.versions.get(number=2).department == led
    assert Duty.objects.get(name="党员教育").department == place.slj


def test_one_that_has_ended_hides_none_of_the_same_name(alone, enter, place, bring):
    end(alone.duty, place.townships, date(2026, 10, 1))
    led = enter("综合文化站开放", kind="basic")

    row = bring(xlsx([["事项名称", "职责内容"], ["综合文化站开放", "每天开放。"]]))

    assert (row.problems, counts(row)) == ([], {"new": 0, "changed": 1, "same": 0, "gone": 0})
    assert row.plan["rows"][0][3] == led.duty.code


def test_two_rows_find_both_of_their_name(alone, enter, place, bring):
    enter("综合文化站开放", kind="basic", townships=[place.djx])
    header = ["事项名称", "职责内容", "承担乡镇"]
    rows = [["综合文化站开放", "甲。", "全部"], ["综合文化站开放", "乙。", "大境瑶族乡"]]

    row = bring(xlsx([header, *rows]))

    assert (row.problems, counts(row)) == ([], {"new": 0, "changed": 2, "same": 0, "gone": 0})


@pytest.mark.parametrize("written", ["无", "没有", "/", "——"])
@pytest.mark.parametrize("chosen", [True, False])
def test_a_cell_that_says_nobody_names_no_unit(bring, place, head, written, chosen):
    """Nor is it an open cell, which gets the department that was chosen for those."""
    rows = [["综合文化站开放", written], ["党员教育", "县水利局"], ["信息公开", ""]]
    given = {"department": place.zrj.pk} if chosen else {}

    row = bring(xlsx([["事项名称", "牵头部门"], *rows]), **given)
    assert (row.problems, row.plan["unknown"]) == ([], {})
    confirm(row, head)

    led = dict(Duty.objects.values_list("name", "department"))
    assert led == {
        "综合文化站开放": None,
        "党员教育": place.slj.pk,
        "信息公开": place.zrj.pk if chosen else None,
    }


def test_a_mark_is_no_word_for_nobody(bring):
    row = bring(xlsx([["事项名称", "牵头部门"], ["综合文化站开放", "？"]]))

    assert row.plan["unknown"] == {"？": 1}


@pytest.mark.parametrize(
    "heading", [["事项名称", "上级部门职责"], ["事项名称", "上级部门职责", "对应上级部门"]]
)
def test_a_department_s_own_table_touches_no_duty_of_another(enter, place, bring, heading):
    """配合履职: the department chosen for the rows is whose they are; the list has the same name of another's."""
    enter("安全检查", kind="supporting", department=place.zrj)
    cells = ["安全检查", "检查。", ""][: len(heading)]

    row = bring(xlsx([heading, cells]), kind="supporting", department=place.slj.pk)

    assert (row.problems, counts(row)) == ([], {"new": 1, "changed": 0, "same": 0, "gone": 1})


def test_a_row_that_names_it_and_one_that_gets_it_are_two(enter, place, bring):
    """One duty of the list is not two rows' at once."""
    enter("安全检查", kind="supporting", department=place.slj)
    rows = [
        ["事项名称", "对应上级部门", "上级部门职责"],
        ["安全检查", "县水利局", "甲。"],
        ["安全检查", "", "乙。"],
    ]

    row = bring(xlsx(rows), kind="supporting", department=place.slj.pk)

    assert (row.problems, counts(row)) == ([], {"new": 1, "changed": 1, "same": 0, "gone": 0})


@pytest.mark.parametrize("number", ["1", "县基099"])
@pytest.mark.parametrize(("led", "chosen"), [("zrj", None), (None, "slj"), (None, None)])
def test_what_was_revoked_comes_back_by_no_row_without_a_department(enter, place, bring, number, led, chosen):
    """灵川 第十条; whatever number the row has, and whatever is chosen for open rows."""
    old = enter("党员教育", kind="basic", department=led and getattr(place, led))
    end(old.duty, place.townships, date(2026, 10, 1))
    given = {"department": getattr(place, chosen).pk} if chosen else {}

    row = bring(xlsx([["编号", "事项名称"], [number, "党员教育"]]), **given)

    assert "须重新准入" in row.problems[0]["text"]


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize("led", [None, "slj"])
def test_of_two_rows_that_name_nobody_each_is_its_own(enter, place, bring, turned, led):
    """One says so, the other is open and gets what was chosen: in whichever order they stand."""
    enter("安全检查", kind="basic", department=led and place.slj)
    rows = [["安全检查", "无", "甲。"], ["安全检查", "", "乙。"]]
    heads = ["事项名称", "牵头部门", "乡镇职责"]

    row = bring(xlsx([heads, *(rows[::-1] if turned else rows)]), department=place.slj.pk)

    assert (row.problems, counts(row)) == ([], {"new": 1, "changed": 1, "same": 0, "gone": 0})
    (changed,) = [each for each in row.plan["rows"] if each[0] == "changed"]
    assert [(label, new) for label, _, new in changed[5]] == [("乡镇职责", "乙。" if led else "甲。")]


def test_where_a_kind_may_lack_it_no_more_the_chosen_one_is_told_as_a_change(alone, place, bring, head):
    kind = place.kinds["basic"]
    kind.may_lack_department = False
    kind.save()

    row = bring(xlsx([["事项名称"], ["综合文化站开放"]]), department=place.slj.pk)
    assert row.plan["rows"][0][5] == [["牵头部门", "", "县水利局"]]
    confirm(row, head)

    assert DutyVersion.objects.get(number=2).department == place.slj


def test_a_duty_of_a_term_has_one(bring, place):
    """Somebody has to see to its end."""
    kind = place.kinds["basic"]
    kind.columns = [*kind.columns, {"key": "until", "label": "期限止", "storage": "term_until"}]
    kind.save()

    row = bring(xlsx([["事项名称", "期限止"], ["综合文化站开放", "2027-12-31"]]))

    told = [(problem["column"], problem["text"]) for problem in row.problems]
    assert told == [("牵头部门", "有期限的事项须有牵头部门")]


def test_a_required_column_of_departments_may_be_missing_there(bring, place):
    kind = place.kinds["basic"]
    kind.columns = [
        each | {"required": each["required"] or each["key"] == "department"} for each in kind.columns
    ]
    kind.save()

    row = bring(xlsx([REAL, [1, "党的建设", "综合文化站开放"]]))

    assert (row.problems, counts(row)["new"]) == ([], 1)


def test_a_plan_that_was_kept_writes_it_too(bring, head, alone, place):
    header = ["编号", "事项名称", "职责内容"]
    row = bring(csv_file([header, [alone.duty.code, "综合文化站开放", "每天开放。"]]))

    confirm(row, head)

    assert DutyVersion.objects.get(number=2).department is None


def test_a_duty_of_another_kind_is_not_entered_without_one(place):
    with pytest.raises(NotPossible, match="请选择牵头部门"):
        actions.enter_duty(
            county=place.county,
            facts=facts(),
            townships=place.townships,
            list_kind=place.kinds["supporting"],
            category=None,
            department=None,
        )


@pytest.mark.parametrize("other", ["temporary", "recalled"])
def test_a_kind_whose_duties_somebody_answers_for_may_not_lack_them(place, head, other):
    columns = [column.as_data() for column in columns_of(place.kinds["basic"])]
    with pytest.raises(NotPossible, match="都要有部门"):
        kinds.add_kind(
            county=place.county,
            name="自设清单",
            prefix="自设",
            columns=columns,
            by=head,
            may_lack_department=True,
            **{other: True},
        )


def test_a_county_adds_such_a_kind_on_the_page(place, head):
    given = {
        "name": "自设清单", "prefix": "自设", "may_lack_department": "on",
        "label-0": "事项", "storage-0": "name", "required-0": "on",
    }  # fmt: skip
    answer = client_of(head).post("/kinds/new/", given)

    assert answer.status_code == 302
    kind = place.county.list_kinds.get(name="自设清单")
    assert kind.may_lack_department
    kinds_page = client_of(head).get("/kinds/")
    assert [tags for each, tags, *_ in kinds_page.context["kinds"] if each == kind] == [
        [("", "可以没有牵头部门")]
    ]

    changed = client_of(head).post(
        f"/kinds/{kind.key}/", {name: value for name, value in given.items() if name != "may_lack_department"}
    )

    assert changed.status_code == 302
    assert not place.county.list_kinds.get(name="自设清单").may_lack_department


# -- as it is told ------------------------------------------------------------------------------------------------------


def test_pages_name_no_department(client, alone, enter, place, head):
    enter("党员教育", kind="basic")
    duty = client.get(alone.duty.get_absolute_url()).content.decode()
    assert "没有牵头部门" in duty
    assert "县级部门做什么" not in duty
    assert "承担的乡镇" in duty

    for address in ("/", "/?q=综合文化", "/?q=文化站", "/townships/lcz/", "/changes.atom"):
        answer = client.get(address)
        said = re.sub("</?mark>", "", answer.content.decode())
        assert answer.status_code == 200, address
        assert "综合文化站开放" in said, address
        assert "None" not in said, address

    assert client.get("/?department=zrj").content.decode().count("综合文化站开放") == 0


@pytest.mark.parametrize("asked", [{}, {"q": "综合文化站"}])
def test_a_choice_of_the_filter_finds_what_nobody_leads(client, alone, enter, place, asked):
    led = enter("综合文化站培训", kind="basic")
    chosen = {"department": "没有"} | asked
    listing = client.get("/", chosen).context["listing"]

    choices = [unit.short_name for unit in client.get("/", asked).context["listing"].department_choices]
    assert choices == [led.department.short_name, "没有牵头部门"]
    assert [row.version for row in client.get("/", chosen).context["page"]] == [alone]
    assert (listing.total, listing.chosen[-1]["label"]) == (1, "没有牵头部门")
    read = json.loads(b"".join(client.get("/duties.json", chosen)))["duties"]
    assert [duty["code"] for duty in read] == [alone.duty.code]
    api = checked(client, f"{COUNTY}duties/?{urlencode(chosen)}")
    assert [duty["code"] for duty in api["results"]] == [alone.duty.code]


def test_a_county_whose_duties_are_all_led_has_no_such_choice(client, enter):
    led = enter("党员教育", kind="basic")

    assert client.get("/").context["listing"].department_choices == [led.department]
    assert client.get("/", {"department": "没有"}).context["listing"].total == 0


@pytest.mark.parametrize(("sort", "last"), [("department", True), ("-department", False)])
def test_ordered_by_department_it_is_last(client, alone, enter, sort, last):
    """On both databases, which have opinions of their own about what is missing."""
    enter("党员教育", kind="basic")
    names = [str(row.version.name) for row in client.get(f"/?sort={sort}").context["page"]]

    assert (names[-1] == "综合文化站开放") is last


def test_one_that_is_only_a_name_stands_in_the_list_without_a_dot_behind_its_category(client, bring, head):
    """The real headings say no more than the category and the name."""
    confirm(bring(xlsx([REAL, [1, "党的建设", "综合文化站开放"]])), head)

    page = client.get("/", {"q": "文化站"}).content.decode()

    assert '<span class="sub">党的建设</span>' in page


def test_one_township_alone_is_whom_to_ask(client, enter, place):
    version = enter("综合文化站开放", kind="basic", department=None, townships=[place.djx])

    page = client.get(version.duty.get_absolute_url()).content.decode()

    assert "<dt>单位</dt><dd>大境瑶族乡</dd>" in page


def test_whoever_its_guide_names_to_ask_is_told(client, alone, head):
    blank = dict.fromkeys(("steps", "materials", "time_limit", "place", "fee"), "")
    actions.write_guide(
        duty=alone.duty, by=head, seen="", answer_unit=None, answer_post="文化站", telephone="0773-2", **blank
    )

    page = client.get(alone.duty.get_absolute_url()).content.decode()

    assert "承担的乡镇<br>文化站" in page
    assert 'href="tel:0773-2"' in page


def test_the_form_of_its_guide_names_its_townships(alone, head):
    page = client_of(head).get(f"/duties/{alone.duty.uuid}/guide/").content.decode()

    assert '<option value="" selected>承担的乡镇</option>' in page


def test_files_say_nothing_in_its_place(client, alone):
    rows = list(csv.reader(io.StringIO(b"".join(client.get("/duties.csv")).decode("utf-8-sig"))))
    at = rows[0].index("牵头部门")
    assert [row[at] for row in rows[1:]] == [""]

    (line,) = json.loads(b"".join(client.get("/duties.json")))["duties"]
    assert line["text"]["department"] is None

    assert client.get("/duties.pdf").status_code == 200


def test_open_data_says_null(client, alone):
    (duty,) = checked(client, f"{COUNTY}duties/")["results"]

    assert duty["text"]["department"] is None


def test_an_edition_holds_it_and_compares_it(client, alone, enter, place, head):
    given = {"county": place.county, "by": head}
    actions.publish_edition(document_number=NUMBER, published_on=date(2026, 11, 1), **given)
    actions.amend_duty(
        duty=alone.duty,
        facts=facts("综合文化站开放", department_duties="配送图书。"),
        townships=place.townships,
        department=place.slj,
    )
    later = DutyVersion.objects.get(number=2)
    actions.set_effective(
        version=later, document_number=PAPER, issued_on=TODAY, effective_from=date(2026, 11, 10)
    )
    actions.publish_edition(document_number=PAPER, published_on=TODAY, **given)

    page = client.get("/editions/compare/?a=2026-1&b=2026-2")

    assert page.status_code == 200
    assert "水利局" in page.content.decode()
    assert client.get("/editions/2026/1/").status_code == 200


def test_a_slip_of_it_is_put_right(alone, head, handler):
    slip = propose_corrigendum(
        duty=alone.duty, field="name", kind="typing", new_text="综合文体站开放", reason="错字", by=handler
    )
    text = confirm_corrigendum(corrigendum=slip, by=head)

    assert (text.name, text.department) == ("综合文体站开放", None)


def test_an_upload_of_a_csv_with_a_column_of_nobody(bring):
    """A column of departments that nobody filled in is one of nobody."""
    upload = SimpleUploadedFile("清单.csv", "事项名称,牵头部门\n综合文化站开放,\n".encode())

    row = bring(upload)

    assert (row.problems, row.plan["unknown"], counts(row)["new"]) == ([], {}, 1)
