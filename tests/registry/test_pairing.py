"""Which duty of the list a row is that bears no 编号: among several of one name, whether rows name their department or get one."""

from datetime import date
from itertools import permutations

import pytest
from django.apps import apps
from django.urls import reverse

from accounts import actions as accounts
from accounts.models import Post
from audit.record import SYSTEM
from registry import actions as list_actions
from registry import queries
from registry.actions import imports
from registry.importing import kept, namesakes
from registry.importing.settling import with_defaults
from registry.models import Duty, DutyVersion
from registry.states import IN_FORCE, ImportState
from tests.cast import client_of
from tests.registry.conftest import TODAY, end, facts, take_effect
from tests.registry.tables import xlsx
from tests.registry.test_list_import import DAY, PAPER, exported

pytestmark = pytest.mark.django_db
NAME = "示例事项甲"
HEADS = ["事项名称", "牵头部门", "乡镇职责", "承担乡镇"]
WATER, LAND = "县水利局", "县自然资源局"


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to("2026-11-21T12:00:00+08:00")


@pytest.fixture
def bring(place, seat_of):
    """bring(*rows, kind=…): checked as the page offers it; of open cells, what is chosen."""
    handler = seat_of(place.bb, Post.HANDLER)

    def make(*rows, heads=HEADS, kind="basic", **choices):
        row = imports.upload_list(
            county=place.county, list_kind=place.kinds[kind], upload=xlsx([heads, *rows]), by=handler
        )
        row = imports.settle_import(row=row, choices=with_defaults(row) | choices, by=handler)
        return imports.work(row)

    return make


@pytest.fixture
def listed(enter, place):
    """listed(led, townships, duties): the code of a duty of that name in force."""

    def make(led=None, townships=None, duties="甲。", kind="basic", **more):
        carried = [townships] if townships else place.townships
        version = enter(NAME, kind=kind, department=led, townships=carried, township_duties=duties, **more)
        return version.duty.code

    return make


def told(row):
    """{what the row says its townships do: (what it will do, with which duty)}; of the list, what is gone."""
    assert (row.problems, row.plan["unknown"]) == ([], {})
    said = {}
    for what, _, number, code, *_ in row.plan["rows"]:
        said[number] = (what, code) if what != "new" else "new"
    gone = [code for what, _, _, code, *_ in row.plan["rows"] if what == "gone"]
    return [said[number] for number in sorted(said) if number], gone


@pytest.mark.parametrize("kind", ["basic", "supporting"])
@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize("open_one", [WATER, ""])
def test_a_row_that_gets_its_department_is_compared_with_one_that_names_it(
    bring, listed, place, kind, turned, open_one
):
    """The one with the same townships is the duty, though the other names the department."""
    code = listed(place.slj, kind=kind)
    rows = [[NAME, open_one, "甲。", "全部"], [NAME, WATER, "乙。", "大境瑶族乡"]]

    row = bring(*(rows[::-1] if turned else rows), kind=kind, department=place.slj.pk)

    expected = [("same", code), "new"]
    assert told(row) == (expected[::-1] if turned else expected, [])


@pytest.mark.parametrize("kind", ["basic", "supporting"])
def test_a_row_that_says_what_another_says_is_told(bring, place, kind):
    """Two that are not alike to who looks at the file, for one names its department, are told by what makes them so."""
    for rows, told in (
        ((WATER, WATER), [(3, "A", "与工作表“表1”第2行完全相同")]),
        ((WATER, ""), [(3, "B", "没有写部门，照选定的县水利局，就与工作表“表1”第2行完全相同")]),
        (("", WATER), [(2, "B", "没有写部门，照选定的县水利局，就与工作表“表1”第3行完全相同")]),
        (("", ""), [(3, "A", "与工作表“表1”第2行完全相同")]),
    ):
        rows = [[NAME, led, "甲。", "全部"] for led in rows]
        row = bring(*rows, kind=kind, department=place.slj.pk)

        assert row.state == ImportState.MATCHING
        assert [(each["row"], each["column"][0], each["text"]) for each in row.problems] == told


def test_the_order_of_rows_is_no_matter(bring, listed, place):
    everywhere, djx = listed(), listed(townships=place.djx)
    rows = {"乙": [NAME, "", "乙。", "全部"], "丙": [NAME, "", "丙。", "灵川镇"]}
    expected = {"乙": ("changed", everywhere), "丙": ("changed", djx)}

    for order in permutations(rows):
        assert told(bring(*(rows[each] for each in order))) == ([expected[each] for each in order], [])


def test_nor_is_the_order_of_departments(bring, listed, place):
    """A row of nobody finds the duty of its townships before the last one is given to the open row."""
    djx, lcz = listed(place.slj, place.djx), listed(place.slj, place.lcz)
    rows = {"乙": [NAME, "无", "乙。", "大境瑶族乡"], "丙": [NAME, "", "丙。", "全部"]}
    expected = {"乙": ("changed", djx), "丙": ("changed", lcz)}

    for order in permutations(rows):
        row = bring(*(rows[each] for each in order), department=place.slj.pk)
        assert told(row) == ([expected[each] for each in order], [])


def test_of_several_that_are_as_near_the_number_says_which(bring, listed, place):
    """Neither says what the row says; and one that says it is taken by the row that says it."""
    codes = [listed(duties=said) for said in ("甲。", "乙。", "丙。")]

    unclear = bring([NAME, "", "丁。", "全部"])
    assert [problem["text"] for problem in unclear.problems] == [
        "清单里有3项同名的事项，请在编号一栏写明是哪一项"
    ]
    clear = bring([NAME, "", "丁。", "全部"], [NAME, "", "乙。", "全部"], [NAME, "", "甲。", "全部"])
    assert told(clear) == ([("changed", codes[2]), ("same", codes[1]), ("same", codes[0])], [])


def test_very_many_of_one_name_are_not_compared_one_by_one(bring, listed, monkeypatch):
    monkeypatch.setattr(namesakes, "MOST", 3)
    for said in ("甲。", "乙。"):
        listed(duties=said)

    row = bring([NAME, "", "甲。", "全部"], [NAME, "", "乙。", "全部"])

    expected = "清单里有2项同名的事项，请在编号一栏写明是哪一项"
    assert [problem["text"] for problem in row.problems] == [expected] * 2


def test_a_row_of_nobody_and_an_open_one_take_nothing_from_each_other(bring, listed, place):
    """The open one gets 县水利局 and is that duty of its townships; the other takes the department of its own away."""
    everywhere, djx = listed(place.slj), listed(place.slj, place.djx)

    row = bring([NAME, "无", "乙。", "大境瑶族乡"], [NAME, "", "丙。", "全部"], department=place.slj.pk)

    assert told(row) == ([("changed", djx), ("changed", everywhere)], [])


def test_only_a_row_of_nobody_is_what_another_department_s_revoked_duty_would_come_back_by(
    bring, enter, place
):
    """灵川 第十条."""
    end(enter(NAME, kind="basic", department=place.zrj).duty, place.townships, date(2026, 10, 1))

    row = bring([NAME, "无", "甲。", "全部"], [NAME, "", "乙。", "全部"], department=place.slj.pk)

    assert [(problem["row"], problem["text"]) for problem in row.problems] == [
        (2, "与已经撤销的基本001同名，须重新准入后才能列入")
    ]


def test_an_open_row_is_no_hidden_duty_of_another_department(bring, listed, place):
    """What is 不予公开 is in no table that leaves the county."""
    listed(place.zrj, is_public=False, publication_ground="涉密")

    assert told(bring([NAME, "甲。"], heads=["事项名称", "乡镇职责"])) == (["new"], [])


WORDS = [
    "无", "无。", "無", "暂无", "没有", "不设", "（无）", "/", "//", "-", "--", "——", "──", "…", "……", "~", "*", "、",
    "N/A", "n/a", "- -", " / / ",
]  # fmt: skip


@pytest.mark.parametrize("word", WORDS)
def test_words_that_say_nobody(bring, listed, place, word):
    code = listed(place.slj)

    row = bring([NAME, word, "甲。", "全部"])

    assert told(row) == ([("changed", code)], [])


@pytest.mark.parametrize("word", ["？", "?", "无线电局", "不详", "A"])
def test_words_that_do_not(bring, word):
    assert bring([NAME, word, "甲。", "全部"]).plan["unknown"] == {word: 1}


def test_a_kind_without_such_a_column_that_needs_departments_asks_and_tells(bring, listed, place, seat_of):
    """Somebody chooses one; the duties that had none, and get it, are shown to change."""
    code = listed()
    kind = place.kinds["basic"]
    kind.may_lack_department = False
    kind.columns = [column for column in kind.columns if column["storage"] != "department"]
    kind.save()
    heads, rows = ["事项名称", "乡镇职责"], [[NAME, "甲。"], ["示例事项乙", "乙。"]]

    begun = bring(*rows, heads=heads)
    assert {problem["text"] for problem in begun.problems} == {"没有写部门，也没有选定默认的部门"}
    page = client_of(seat_of(place.bb)).get(reverse("import", args=[begun.uuid])).content.decode()
    assert "（请选择）" in page
    assert "（表格里都写了）" not in page

    row = bring(*rows, heads=heads, department=place.slj.pk)
    assert told(row) == ([("changed", code), "new"], [])
    assert row.plan["rows"][0][5] == [["牵头部门", "", WATER]]


# -- what is told apart by more than the place -----------------------------------------------------------------------


def test_a_hidden_duty_takes_no_public_one_s_row(bring, listed, place):
    """Not even where the row gets no department, as the hidden one has none; nor is it called gone."""
    listed(townships=place.lcz, duties="乙。", is_public=False, publication_ground="涉密")
    public = listed(place.slj, place.lcz)

    row = bring([NAME, "甲。", "灵川镇"], heads=["事项名称", "乡镇职责", "承担乡镇"])

    assert told(row) == ([("same", public)], [])


def test_of_a_hidden_and_a_public_twin_a_row_is_the_public_one(bring, listed, place):
    listed(place.slj, is_public=False, publication_ground="涉密")
    public = listed(place.slj)

    assert told(bring([NAME, WATER, "丙。", "全部"])) == ([("changed", public)], [])


def test_a_row_of_a_hidden_duty_s_department_is_that_one_where_no_public_one_is(bring, listed, place):
    """It stays hidden; a second one, open to all, would tell what it says."""
    hidden = listed(place.slj, is_public=False, publication_ground="涉密")

    assert told(bring([NAME, WATER, "丙。", "灵川镇"])) == ([("changed", hidden)], [])


def test_of_two_rows_as_near_the_one_that_names_its_department_goes_first(bring, listed, place):
    lcz, everywhere = listed(place.zrj, place.lcz, kind="supporting"), listed(place.zrj, kind="supporting")
    rows = {
        "乙": [NAME, LAND, "乙。", "全部"],
        "丙": [NAME, "", "丙。", "全部"],
        "丁": [NAME, "", "丁。", "大圩镇"],
    }
    expected = {"乙": ("changed", everywhere), "丙": "new", "丁": "new"}

    for order in permutations(rows):
        row = bring(*(rows[each] for each in order), kind="supporting", department=place.zrj.pk)
        assert told(row) == ([expected[each] for each in order], [lcz])


def test_a_row_that_may_be_one_only_goes_before_one_that_may_be_two(bring, listed, place):
    """An open cell of 文号 says nothing, so that row says what either duty says."""
    first = listed(document_number="灵编发〔2025〕9号")
    second = listed(document_number="灵编发〔2025〕10号")
    rows = {second: [NAME, "甲。", ""], first: [NAME, "甲。", "灵编发〔2025〕9号"]}

    for order in permutations(rows):
        row = bring(*(rows[each] for each in order), heads=["事项名称", "乡镇职责", "文号"])
        assert told(row) == ([("same", each) for each in order], [])


def test_a_township_that_will_leave_hides_no_duty(bring, listed, place):
    """The file names who carries it today."""
    codes = [listed(place.slj, duties=said) for said in ("甲。", "乙。")]
    for duty in Duty.objects.all():
        end(duty, [place.djx], date(2026, 12, 31))

    rows = [[NAME, WATER, "乙。", "全部"], [NAME, WATER, "甲。", "全部"]]
    assert told(bring(*rows)) == ([("same", codes[1]), ("same", codes[0])], [])
    rows = [[NAME, WATER, "丙。", "灵川镇、大圩镇"], [NAME, WATER, "甲。", "全部"]]
    assert told(bring(*rows)) == ([("changed", codes[1]), ("same", codes[0])], [])


def test_a_row_with_a_number_of_its_own_is_in_nobody_s_way(bring, listed, place):
    code = listed(place.slj, place.lcz)
    heads = ["编号", *HEADS]

    row = bring(["NEW-1", NAME, WATER, "甲。", "全部"], ["", NAME, WATER, "甲。", "大圩镇"], heads=heads)

    assert told(row) == (["new", ("changed", code)], [])


def test_the_last_duty_is_the_row_s_that_names_its_department(bring, listed, place):
    """An open row beside it is the last one of another department, of a list that may lack them."""
    water, land = listed(place.slj, place.lcz), listed(place.zrj, place.djx)
    rows = {"丙": [NAME, WATER, "丙。", "大圩镇"], "丁": [NAME, "", "丁。", "灵川镇、大圩镇"]}
    expected = {"丙": ("changed", water), "丁": ("changed", land)}

    for order in permutations(rows):
        row = bring(*(rows[each] for each in order), department=place.slj.pk)
        assert told(row) == ([expected[each] for each in order], [])


def test_1_and_2_before_two_rows_make_no_two_of_them(bring):
    row = bring(
        ["1", NAME, WATER, "甲。", "全部"], ["2", NAME, WATER, "甲。", "全部"], heads=["编号", *HEADS]
    )

    assert [problem["text"] for problem in row.problems] == ["与工作表“表1”第2行完全相同"]


def test_a_hidden_duty_takes_no_row_while_a_public_one_of_its_department_waits(bring, listed, place):
    public = listed(place.slj)
    listed(place.slj, place.lcz, is_public=False, publication_ground="涉密")

    row = bring([NAME, WATER, "丙。", "灵川镇"], [NAME, WATER, "丁。", "大圩镇"])

    assert told(row) == (["new", "new"], [public])


def test_a_row_that_two_duties_fit_waits_for_those_that_one_fits(bring, enter, place):
    """灵川镇、大圩镇 is who carries the first today, and who stays of the second."""
    given = {"kind": "basic", "department": place.slj}
    first = enter(NAME, townships=[place.lcz, place.dxz], **given).duty
    second = enter(NAME, townships=[place.lcz, place.dxz, place.djx], **given).duty
    end(first, [place.dxz], date(2026, 12, 31))
    end(second, [place.djx], date(2026, 12, 31))
    places = {"灵川镇、大圩镇": "new", "全部": ("changed", second.code), "灵川镇": ("changed", first.code)}

    for order in permutations(places):
        rows = [[NAME, WATER, f"{where}的。", where] for where in order]
        assert told(bring(*rows)) == ([places[where] for where in order], [])


def test_a_table_without_departments_goes_by_places(bring, listed, place):
    nobody, led = listed(None, place.lcz), listed(place.slj, place.djx)

    row = bring([NAME, "丙。", "大境瑶族乡"], heads=["事项名称", "乡镇职责", "承担乡镇"])

    assert told(row) == ([("changed", led)], [nobody])


def test_what_was_revoked_comes_back_by_no_table_without_departments(bring, enter, listed, place):
    """灵川 第十条; whatever department is chosen for its new rows."""
    end(
        enter(NAME, kind="basic", department=place.zrj, townships=[place.lcz]).duty,
        [place.lcz],
        date(2026, 10, 1),
    )
    listed(place.zrj, place.dxz)
    heads, rows = ["事项名称", "乡镇职责", "承担乡镇"], [[NAME, "丙。", "灵川镇"], [NAME, "甲。", "大圩镇"]]

    for chosen in (None, place.slj.pk):
        row = bring(*rows, heads=heads, department=chosen)
        told_of = [(problem["row"], problem["text"]) for problem in row.problems]
        assert told_of == [(2, "与已经撤销的基本001同名，须重新准入后才能列入")]


@pytest.mark.parametrize("hidden", [True, False])
def test_the_words_of_a_revoked_duty_are_not_the_last_one_s(bring, enter, listed, place, hidden):
    """An old export: one of its duties was revoked since, and another came that it does not know of."""
    given = {"kind": "basic", "department": place.slj}
    old = enter(NAME, townships=[place.lcz], township_duties="甲。", **given)
    end(old.duty, [place.lcz], date(2026, 10, 1))
    more = {"is_public": False, "publication_ground": "涉密"} if hidden else {}
    enter(NAME, townships=[place.dxz], township_duties="乙。", **given, **more)
    listed(place.slj, place.djx, "丁。")

    row = bring([NAME, WATER, "甲。", "灵川镇"], [NAME, WATER, "丁。", "大境瑶族乡"])

    assert [(problem["row"], problem["text"]) for problem in row.problems] == [
        (2, "与已经撤销的基本001同名、同部门，须重新准入后才能列入")
    ]


def test_a_number_before_one_row_does_not_put_it_first(bring, listed):
    code = listed(document_number="灵编发〔2025〕9号")
    rows = [["1", NAME, "甲。", ""], ["", NAME, "甲。", "灵编发〔2025〕9号"]]

    row = bring(*rows, heads=["编号", "事项名称", "乡镇职责", "文号"])

    assert told(row) == (["new", ("same", code)], [])


def carried_out(row, head, day=DAY, **more):
    row = imports.confirm_import(row=row, by=head, document_number=PAPER, effective_from=day, **more)
    return imports.work(row)


@pytest.mark.parametrize("heads", [["事项名称", "乡镇职责"], ["编号", "事项名称", "乡镇职责"]])
@pytest.mark.parametrize("kind", ["basic", "supporting"])
def test_a_table_without_townships_gives_a_listed_duty_to_no_other(bring, listed, place, head, heads, kind):
    """Those offered on the page are for new rows; the preview tells of none."""
    code = listed(place.slj, place.lcz, kind=kind)
    row = bring([code, NAME, "丙。"][-len(heads) :], heads=heads, kind=kind, department=place.slj.pk)
    assert [label[:2] + label[-2:] for label, *_ in row.plan["rows"][0][5]] == ["乡镇职责"]  # 乡镇配合职责

    assert carried_out(row, head).state == ImportState.DONE

    latest = DutyVersion.objects.get(duty__code=code, number=2)
    assert [unit.code for unit in latest.townships.all()] == ["lcz"]


@pytest.mark.parametrize("leaving", [["djx"], ["lcz", "dxz", "djx"]])
def test_a_township_that_leaves_before_the_day_does_not_get_the_duty_back(
    bring, listed, place, head, leaving
):
    """灵川 第十条. Its end was decided before the file came; where nobody stays there is nothing to amend."""
    duty = Duty.objects.get(code=listed(place.slj))
    end(duty, [getattr(place, each) for each in leaving], date(2026, 12, 31))
    row = bring([NAME, WATER, "改。", "全部"])

    row = carried_out(row, head, date(2027, 2, 1))

    for day, carries in ((date(2026, 12, 31), True), (date(2027, 1, 10), False), (date(2027, 3, 1), False)):
        assert (queries.standing_of(duty, day, township=place.djx) in IN_FORCE) == carries
    if len(leaving) == 1:
        assert queries.standing_of(duty, date(2027, 3, 1), township=place.lcz) in IN_FORCE
        assert DutyVersion.objects.get(duty=duty, number=2).township_duties == "改。"
    else:
        assert "承担的乡镇都已经退出" in row.problems[0]["text"]


@pytest.mark.parametrize("by", ["zrj", "slj"])
@pytest.mark.parametrize("name", [NAME, "改名以后"])
@pytest.mark.parametrize("day", [None, date(2026, 12, 31)])
@pytest.mark.parametrize("numbered", [False, True])
def test_todays_export_changes_nothing_while_a_text_is_to_come(bring, enter, place, day, name, by, numbered):
    """Nor does a file that says already what is to come; what says neither has to wait."""
    duty = enter(NAME, kind="basic", department=place.slj).duty
    later = facts(name, basis="另一条")
    list_actions.amend_duty(duty=duty, facts=later, townships=place.townships, department=getattr(place, by))
    if day:
        take_effect(duty.versions.get(number=2), day)
    head, *rows = exported(place.kinds["basic"])
    at = 0 if numbered else 1

    assert told(bring(*[each[at:] for each in rows], heads=head[at:])) == ([("same", duty.code)], [])

    new = dict(zip(head, rows[0], strict=True))
    new |= {"事项名称": name, "依据": "另一条", "牵头部门": WATER if by == "slj" else LAND}
    new = {key: new[key] for key in head[at:] if key not in ("文号", "施行日期")}
    assert told(bring([*new.values()], heads=[*new])) == ([("same", duty.code)], [])
    other = new | {"依据": "又一条"}
    assert "已有文本待生效" in bring([*other.values()], heads=[*other]).problems[0]["text"]


def test_a_duty_in_force_whose_next_text_is_to_come_may_be_gone(bring, enter, place, head):
    """It is in today's list; what is to come has to be in force before it can be taken out."""
    duty = enter(NAME, kind="basic", department=place.slj).duty
    list_actions.amend_duty(duty=duty, facts=facts(NAME), townships=place.townships, department=place.slj)
    row = bring(["示例事项乙", WATER, "甲。", "全部"])
    assert told(row) == (["new"], [duty.code])

    row = carried_out(row, head, ends_missing=True)

    assert "已有文本待生效" in row.problems[0]["text"]
    assert Duty.objects.count() == 1


def test_what_a_bureau_led_that_ended_is_its_successor_s(bring, enter, listed, place):
    """As an application by the successor is told of it: the duty is changed, and what was revoked does not come back."""
    code = listed(place.zrj)
    end(enter("示例事项乙", kind="basic", department=place.zrj).duty, place.townships, date(2026, 10, 1))
    accounts.change_unit(unit=place.zrj, by=SYSTEM, valid_until=date(2026, 11, 1), successor=place.slj)

    row = bring([NAME, WATER, "甲。", "全部"])
    back = bring(["示例事项乙", WATER, "甲。", "全部"])

    assert told(row) == ([("changed", code)], [])
    assert [label for label, *_ in row.plan["rows"][0][5]] == ["牵头部门"]
    assert "须重新准入" in back.problems[0]["text"]


def test_of_two_that_were_the_ended_bureau_s_the_text_decides(bring, listed, place):
    first, second = listed(place.zrj, duties="甲。"), listed(place.zrj, duties="乙。")
    accounts.change_unit(unit=place.zrj, by=SYSTEM, valid_until=date(2026, 11, 1), successor=place.slj)

    row = bring([NAME, WATER, "乙。", "全部"], [NAME, WATER, "甲。", "全部"])

    assert told(row) == ([("changed", second), ("changed", first)], [])


@pytest.mark.parametrize("places", [["全部"], [], ["大圩镇"]])
@pytest.mark.parametrize("carried", ["lcz", None])
def test_the_words_of_a_revoked_duty_change_no_other(bring, enter, listed, place, places, carried):
    """灵川 第十条: also where the other has the same townships, or the table says none."""
    townships = [getattr(place, carried)] if carried else place.townships
    old = enter(NAME, kind="basic", department=place.slj, township_duties="甲。", townships=townships)
    end(old.duty, townships, date(2026, 10, 1))
    code = listed(place.slj, place.dxz if carried else None, "乙。")
    row = bring([NAME, WATER, "甲。", *places], heads=HEADS[: 3 + len(places)])
    if carried and places == ["大圩镇"]:  # of which none ever carried it
        assert told(row) == ([("changed", code)], [])
    else:
        assert "须重新准入" in row.problems[0]["text"]


@pytest.mark.parametrize("decided", ["pending", "dated"])
def test_what_has_its_end_decided_is_not_gone(bring, listed, place, decided):
    """A file need not have it any more, and an import has nothing to end."""
    duty = Duty.objects.get(code=listed(place.slj))
    if decided == "pending":
        list_actions.retire_duty(duty=duty, townships=place.townships, kind="done", case="案件一")
    else:
        end(duty, place.townships, date(2027, 12, 31))

    assert told(bring(["示例事项乙", WATER, "甲。", "全部"])) == (["new"], [])


def test_of_what_is_gone_a_township_keeps_the_end_that_was_decided(bring, listed, place, head):
    duty = Duty.objects.get(code=listed(place.slj))
    end(duty, [place.djx], date(2027, 12, 31))
    row = bring(["示例事项乙", WATER, "甲。", "全部"])
    assert told(row) == (["new"], [duty.code])

    carried_out(row, head, TODAY, ends_missing=True)

    for township, carries in ((place.lcz, False), (place.djx, True)):
        assert (queries.standing_of(duty, TODAY, township=township) in IN_FORCE) == carries


@pytest.mark.parametrize(("kind", "said"), [("cancelled", "请清空编号"), ("done", "须重新准入")])
def test_the_number_of_a_duty_that_ended_brings_nothing_back(bring, enter, place, kind, said):
    """What was 取消 may be entered anew, as another duty with a number of its own."""
    duty = enter(NAME, kind="basic", department=place.slj).duty
    head, *rows = exported(place.kinds["basic"])
    end(duty, place.townships, date(2026, 10, 1), kind=kind)

    assert said in bring(*rows, heads=head).problems[0]["text"]
    rows[0][0] = ""
    assert bool(bring(*rows, heads=head).problems) == (kind == "done")


@pytest.mark.parametrize("turned", [False, True])
def test_a_row_that_repeats_one_with_a_number_is_told(bring, listed, place, turned):
    code = listed(place.slj)
    rows = [[code, NAME, WATER, "甲。", "全部"], ["", NAME, WATER, "甲。", "全部"]]

    row = bring(*(rows[::-1] if turned else rows), heads=["编号", *HEADS])

    assert [problem["text"].partition("完全")[2] for problem in row.problems] == ["相同，只是没有编号"]
    other = [["", NAME, WATER, "乙。", "全部"], rows[0]]
    assert told(bring(*other, heads=["编号", *HEADS])) == (["new", ("same", code)], [])


@pytest.mark.parametrize("offered", [["lcz", "dxz", "djx"], ["lcz"]])
def test_a_table_without_townships_goes_by_none(bring, listed, place, offered):
    """Which of two a row is must not be decided by the townships that the page offers for new rows."""
    listed(place.slj, None, "甲。")
    listed(place.slj, place.lcz, "乙。")
    chosen = [getattr(place, each).pk for each in offered]
    row = bring([NAME, WATER, "丙。"], heads=HEADS[:3], townships=chosen)
    assert "清单里有2项" in row.problems[0]["text"]


def test_a_plan_that_another_program_kept_is_made_anew(bring, place, head, tmp_path, monkeypatch, request):
    """An upgrade between the check and the head's word: what is written goes by the rules of the day."""
    row = bring([NAME, WATER, "甲。", "全部"])
    row = imports.confirm_import(row=row, by=head, document_number=PAPER, effective_from=DAY)
    assert kept.taken_up(row)
    (tmp_path / "rules.py").write_text("# another one\n")
    monkeypatch.setattr(apps.get_app_config("registry"), "path", str(tmp_path))
    kept.program.cache_clear()
    request.addfinalizer(kept.program.cache_clear)

    assert kept.taken_up(row) is None
    assert imports.work(row).state == ImportState.DONE
