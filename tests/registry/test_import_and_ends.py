"""What an import makes of townships that leave, of what was revoked, and of what is about to be called otherwise."""

from datetime import date

import pytest

from accounts import actions as accounts
from audit.record import SYSTEM
from registry import queries
from registry.actions import amend_duty, retire_duty, set_end
from registry.actions.importing import write_plan
from registry.importing.planning import CHANGED, NEW, SAME
from registry.models import DutyVersion
from registry.states import Standing
from registry.table import table_columns
from tests.registry.conftest import NUMBER, TODAY, end, facts, take_effect
from tests.registry.test_list_import import exported
from tests.registry.test_pairing_at_random import planned

pytestmark = pytest.mark.django_db
NAME, LATER = "示例事项甲", "示例事项乙"
WATER, LAND = "县水利局", "县自然资源局"
PAPER = "灵政办〔2026〕9号"


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to("2026-11-21T12:00:00+08:00")


@pytest.fixture
def listed(enter, place):
    """listed(name, …): a duty of the bureau of water in force, that says 甲。"""

    def make(name=NAME, **more):
        return enter(
            name, **{"kind": "basic", "department": place.slj, "township_duties": "甲。"} | more
        ).duty

    return make


@pytest.fixture
def plan(place):
    """plan(row, …): {storage: text} each; by the rows' own kind, whatever columns they have."""

    def make(*rows, kind="basic", without=()):
        key = {column.storage: column.key for column in table_columns(place.kinds[kind]) if column.storage}
        usual = {"name": NAME, "department": WATER, "township_duties": "甲。"}
        usual = {storage: text for storage, text in usual.items() if storage not in without}
        said = [{key[storage]: text for storage, text in (usual | row).items()} for row in rows]
        return planned(place.kinds[kind], said, place.townships)

    return make


def told(plan):
    return [(each.what, each.current and each.current.duty.code) for each in plan.rows]


def problem(plan):
    [said] = [each.text for each in plan.problems]
    return said


def written(place, plan, day=TODAY, kind="basic", **more):
    assert plan.problems == []
    write_plan(kind=place.kinds[kind], plan=plan, document_number=PAPER, effective_from=day, **more)


def renamed(duty, place, name, day=None, text="甲。"):
    version = amend_duty(
        duty=duty,
        facts=facts(name, township_duties=text),
        townships=place.townships,
        department=place.slj,
    )
    return take_effect(version, day) if day else version


# -- townships that leave ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("townships", [None, "大圩镇、大境瑶族乡"])
def test_a_text_of_a_past_day_keeps_the_end_that_came_after_it(place, plan, listed, townships):
    """Whether or not the table has the column: who left on the 10th carried it on the 5th, and left it on its ground."""
    duty = listed()
    end(duty, [place.lcz], date(2026, 11, 10))
    days = date(2026, 11, 5), date(2026, 11, 15)
    before = [queries.standing_of(duty, day, township=place.lcz) for day in days]

    written(
        place,
        plan({"township_duties": "乙。"} | ({"townships": townships} if townships else {})),
        date(2026, 11, 1),
    )

    assert before == [queries.standing_of(duty, day, township=place.lcz) for day in days]
    row = DutyVersion.objects.get(duty=duty, number=2).carriers.get(township=place.lcz)
    assert (row.ended_on, row.end_kind) == (date(2026, 11, 10), "done")


@pytest.mark.parametrize("day", [date(2026, 11, 1), date(2026, 11, 15), date(2026, 12, 1)])
@pytest.mark.parametrize(("kind", "back"), [("done", False), ("moved", False), ("cancelled", True)])
def test_a_township_gets_nothing_back_that_it_left_for_good(place, plan, listed, day, kind, back):
    """灵川 第十条: 取消 alone may be taken back by a file, and then it counts from the file's day."""
    duty = listed()
    end(duty, [place.lcz], date(2026, 11, 10), kind=kind)
    row = {"townships": "全部"}
    if not back:
        assert problem(plan(row)) == f"灵川镇已经退出{duty.code}，须重新准入后才能再承担"
        return
    written(place, plan(row), day)

    assert queries.standing_of(duty, date(2026, 12, 2), township=place.lcz) == Standing.IN_FORCE
    assert told(plan(row)) == [(SAME, duty.code)]


def test_what_a_township_left_before_the_last_amendment_it_does_not_get_back_either(place, plan, listed):
    duty = listed()
    end(duty, [place.lcz], date(2026, 10, 1))
    text = amend_duty(duty=duty, facts=facts(NAME), townships=[place.dxz, place.djx], department=place.slj)
    take_effect(text, date(2026, 11, 1))

    assert "灵川镇已经退出" in problem(plan({"townships": "全部"}))

    # admitted anew, it carries it as the others do, and a file that leaves it out and one that names it are both read
    text = amend_duty(duty=duty, facts=facts(NAME), townships=place.townships, department=place.slj)
    take_effect(text, date(2026, 11, 15))
    assert told(plan({"townships": "全部"})) == [(CHANGED, duty.code)]


@pytest.mark.parametrize("decided", ["dated", "pending"])
@pytest.mark.parametrize("townships", ["灵川镇、大圩镇", "全部"])
def test_a_township_whose_end_is_decided_keeps_it_whether_the_file_names_it_or_not(
    place, plan, listed, decided, townships
):
    """And that alone is no change; its case can be closed on the text that the import wrote."""
    duty = listed()
    if decided == "dated":
        end(duty, [place.djx], date(2026, 12, 31))
    else:
        retire_duty(duty=duty, townships=[place.djx], kind="done", case="案件一")
    assert told(plan({"townships": townships})) == [(SAME, duty.code)]

    written(place, plan({"townships": townships, "township_duties": "乙。"}), date(2026, 12, 1))

    assert queries.standing_of(duty, date(2026, 12, 15), township=place.djx) == Standing.REVOKING
    if decided == "pending":
        set_end(
            duty=duty,
            townships=[place.djx],
            case="案件一",
            document_number=NUMBER,
            ended_on=date(2026, 12, 31),
        )
    assert queries.standing_of(duty, date(2027, 1, 1), township=place.djx) == Standing.REVOKED
    assert queries.standing_of(duty, date(2027, 1, 1), township=place.lcz) == Standing.IN_FORCE


@pytest.mark.parametrize("today", ["2026-11-21", "2026-12-20"])
def test_the_same_file_twice_for_a_day_to_come(place, plan, listed, today, time_machine):
    """The text to come has no more the township that leaves before it, which the file still names."""
    duty = listed()
    end(duty, [place.djx], date(2026, 12, 31))
    row = {"township_duties": "乙。", "townships": "全部"}
    written(place, plan(row), date(2027, 2, 1))
    time_machine.move_to(f"{today}T12:00:00+08:00")

    assert told(plan(row)) == [(SAME, duty.code)]


def test_what_runs_out_before_the_day_is_not_cancelled(place, plan, listed):
    terms = {"kind": "temporary", "term_from": date(2025, 9, 1)}
    duty = listed(**terms, term_until=date(2026, 12, 31))
    other = listed(LATER, **terms, term_until=date(2028, 12, 31))
    left = listed("示例事项丙", **terms, term_until=date(2028, 12, 31))
    row = {"name": LATER, "term_from": "2025-09-01", "term_until": "2028-12-31"}
    found = plan(row, kind="temporary")
    assert [each.duty for each in found.gone] == [duty, left]

    said = write_plan(
        kind=place.kinds["temporary"],
        plan=found,
        document_number=PAPER,
        effective_from=date(2027, 6, 1),
        ends_missing=True,
    )

    assert said["gone"] == 1
    standings = queries.standings([duty, other, left], date(2027, 7, 1))
    assert standings == {
        duty.pk: Standing.EXPIRED,
        other.pk: Standing.IN_FORCE,
        left.pk: Standing.CANCELLED,
    }


def test_a_term_that_is_over_is_not_entered(plan):
    """As an export has it that was made while the term ran."""
    row = {"term_from": "2025-09-01", "term_until": "2026-06-30", "effective_from": "2025-09-01"}
    assert problem(plan(row, kind="temporary")) == "期限已经结束，不再列入"


# -- what was revoked -------------------------------------------------------------------------------------------------


def revoked(place, listed, **more):
    duty = listed(**more)
    end(duty, place.townships, date(2026, 10, 1))
    return duty


def test_revoked_words_are_known_by_the_bureau_that_went_on(place, plan, listed):
    revoked(place, listed, department=place.zrj)
    listed(township_duties="乙。")
    accounts.change_unit(unit=place.zrj, by=SYSTEM, valid_until=date(2026, 11, 1), successor=place.slj)
    assert "须重新准入" in problem(plan({"townships": "全部"}))


def test_revoked_words_are_known_though_townships_left_one_after_another(place, plan, listed):
    duty = listed()
    end(duty, [place.lcz], date(2026, 5, 1), case="一")
    end(duty, [place.dxz, place.djx], date(2026, 10, 1), case="二")
    listed(township_duties="乙。")
    assert "须重新准入" in problem(plan({"townships": "大圩镇、大境瑶族乡"}))


def test_revoked_words_are_known_beside_a_new_paper(place, plan, listed):
    revoked(place, listed)
    listed(township_duties="乙。")
    assert "须重新准入" in problem(plan({"townships": "全部", "document_number": PAPER}))


@pytest.mark.parametrize("row", [{"townships": "全部"}, {"department": "", "township_duties": None}])
def test_what_was_admitted_anew_and_is_hidden_is_known(place, plan, listed, row):
    """By its words, or by its name where the table says no more."""
    revoked(place, listed)
    led = place.slj if row.get("department") is None else None
    duty = listed(department=led, is_public=False, publication_ground="涉密")
    row = {key: text for key, text in row.items() if text is not None}
    found = plan(row) if led else planned(place.kinds["basic"], [{"name": NAME}], place.townships)
    assert told(found) == [(SAME, duty.code)]


def test_two_that_a_short_row_may_be_are_unclear_and_not_revoked(place, listed):
    revoked(place, listed)
    listed(township_duties="乙。"), listed(township_duties="丙。")
    found = planned(place.kinds["basic"], [{"name": NAME, "department": WATER}], place.townships)
    assert "清单里有2项" in problem(found)


@pytest.mark.parametrize(
    "row", [{"townships": "灵川镇、大圩镇"}, {"townships": "全部", "document_number": PAPER}]
)
@pytest.mark.parametrize("without", [(), ("department",), ("township_duties",)])
def test_what_was_admitted_anew_is_known_where_townships_or_paper_differ(place, plan, listed, row, without):
    """With the same words; or where the table brings none."""
    revoked(place, listed)
    duty = listed(township_duties="乙。" if without == ("township_duties",) else "甲。")
    assert told(plan(row, without=without)) == [(CHANGED, duty.code)]


def test_revoked_words_with_one_more_township_go_onto_no_other(place, plan, listed):
    old = listed(townships=[place.lcz, place.dxz])
    end(old, [place.lcz, place.dxz], date(2026, 10, 1))
    listed(township_duties="乙。")
    assert "须重新准入" in problem(plan({"townships": "全部"}))


@pytest.mark.parametrize("later", [False, True])
def test_a_township_gets_nothing_back_by_a_new_duty(place, plan, listed, later):
    """Two left it for good; what the last one left by 取消 a file may bring anew, to that one. Also where they left a former text."""
    duty, rest = listed(), [place.djx]
    end(duty, [place.lcz, place.dxz], date(2026, 5, 1), case="一")
    if later:
        text = amend_duty(
            duty=duty, facts=facts(NAME, township_duties="甲。"), townships=rest, department=place.slj
        )
        take_effect(text, date(2026, 6, 1))
    end(duty, rest, date(2026, 10, 1), kind="cancelled", case="二")

    assert (
        problem(plan({"townships": "全部"})) == f"灵川镇、大圩镇已经退出{duty.code}，须重新准入后才能再承担"
    )
    assert told(plan({"townships": "大境瑶族乡"})) == [(NEW, None)]


def test_what_was_given_anew_and_a_file_dropped_a_file_may_bring(place, plan, listed):
    duty = listed()
    end(duty, [place.lcz], date(2026, 10, 1))
    text = amend_duty(
        duty=duty, facts=facts(NAME, township_duties="甲。"), townships=place.townships, department=place.slj
    )
    take_effect(text, date(2026, 11, 1))
    written(place, plan({"townships": "大圩镇、大境瑶族乡"}), date(2026, 11, 10))
    assert told(plan({"townships": "全部"})) == [(CHANGED, duty.code)]


@pytest.mark.parametrize("without", [(), ("department",)])
@pytest.mark.parametrize("led", ["slj", "zrj"])
def test_revoked_words_do_not_go_by_townships_onto_another(place, plan, listed, without, led):
    """One was admitted anew with these words for one township; another has all of them."""
    revoked(place, listed)
    other = listed(township_duties="乙。")
    listed(department=getattr(place, led), townships=[place.lcz])
    found = plan({"townships": "全部"}, without=without)
    assert (CHANGED, other.code) not in told(found)
    assert found.problems


@pytest.mark.parametrize("day", [None, date(2027, 2, 1)])
def test_what_ends_while_a_draft_waits_is_not_gone(place, plan, listed, day):
    duty = listed()
    end(duty, place.townships, date(2026, 12, 31))
    renamed(duty, place, NAME, day, text="乙。")
    listed(LATER)
    found = plan({"name": LATER, "townships": "全部"})
    assert [each.duty for each in found.gone] == ([duty] if day else [])


# -- papers and bureaus -----------------------------------------------------------------------------------------------


def test_a_new_paper_in_every_row_does_not_hide_which_is_which(plan, listed):
    codes = [listed(township_duties=text).code for text in ("甲。", "乙。")]
    rows = [
        {"township_duties": text, "townships": "全部", "document_number": PAPER} for text in ("乙。", "甲。")
    ]
    assert told(plan(*rows)) == [(CHANGED, codes[1]), (CHANGED, codes[0])]


@pytest.mark.parametrize("kind", ["basic", "supporting"])
@pytest.mark.parametrize("text", ["甲。", "丙。"])
def test_a_bureau_that_ended_and_the_one_that_went_on(place, plan, listed, kind, text):
    """Two duties alike but for the bureau: the export changes nothing, and a row is first its own bureau's."""
    listed(department=place.zrj, kind=kind)
    own = listed(kind=kind)
    accounts.change_unit(unit=place.zrj, by=SYSTEM, valid_until=date(2026, 11, 1), successor=place.slj)
    columns = [column.key for column in table_columns(place.kinds[kind])]
    rows = [dict(zip(columns, row, strict=True)) | {"code": ""} for row in exported(place.kinds[kind])[1:]]
    assert [what for what, _ in told(planned(place.kinds[kind], rows, place.townships))] == [SAME, SAME]

    found = plan({"township_duties": text, "townships": "全部"}, kind=kind)
    assert told(found) == [(SAME if text == "甲。" else CHANGED, own.code)]


def test_a_new_paper_in_every_row_of_a_table_without_departments(place, plan, listed):
    codes = [listed().code, listed(department=place.zrj, township_duties="乙。").code]
    rows = [
        {"township_duties": text, "townships": "全部", "document_number": PAPER} for text in ("乙。", "甲。")
    ]
    assert told(plan(*rows, without=("department",))) == [(CHANGED, codes[1]), (CHANGED, codes[0])]


def test_of_two_bureaus_with_one_heir_the_order_of_rows_decides_nothing(place, plan, listed):
    heir = accounts.create_unit(
        county=place.county, code="xj", name="县新设局", kind=place.slj.kind, by=SYSTEM, order=9
    )
    listed(department=place.zrj, kind="supporting")
    for gone in (place.zrj, place.slj):
        accounts.change_unit(unit=gone, by=SYSTEM, valid_until=date(2026, 11, 1), successor=heir)
    rows = [
        {"department": each, "township_duties": "丙。", "townships": "全部"} for each in (WATER, "县新设局")
    ]
    assert told(plan(*rows, kind="supporting")) == told(plan(*rows[::-1], kind="supporting"))[::-1]


# -- another name to come ---------------------------------------------------------------------------------------------


def test_a_duty_about_to_be_renamed_is_known_beside_another_of_its_name(place, plan, listed):
    duty = listed(kind="supporting")
    other = listed(kind="supporting", department=place.zrj, township_duties="另一件事。")
    renamed(duty, place, LATER, date(2026, 12, 1))
    rows = {"department": LAND, "township_duties": "另一件事。", "townships": "全部"}, {"name": LATER}
    found = plan(*rows, kind="supporting")
    assert (told(found), found.gone) == ([(SAME, other.code), (SAME, duty.code)], [])


def test_a_new_duty_may_take_the_name_that_another_gives_up(place, plan, listed):
    duty = listed(kind="supporting")
    renamed(duty, place, LATER, date(2026, 12, 1))
    rows = {"department": LAND, "township_duties": "另一件事。", "townships": "灵川镇"}, {"name": LATER}
    assert told(plan(*rows, kind="supporting")) == [(NEW, None), (SAME, duty.code)]


def test_one_duty_by_both_its_names_is_not_entered_again(place, plan, listed):
    duty = listed()
    renamed(duty, place, LATER, text="乙。")
    rows = {"townships": "全部"}, {"name": LATER, "township_duties": "乙。", "townships": "全部"}
    assert f"与{duty.code}待生效的文本相同" in problem(plan(*rows))


@pytest.mark.parametrize("numbered", [False, True])
def test_the_row_of_today_keeps_the_duty_and_the_other_is_told(place, plan, listed, numbered):
    duty = listed()
    renamed(duty, place, LATER if numbered else NAME, date(2026, 12, 1), text="乙。")
    rows = [{"townships": "全部"}, {"township_duties": "乙。", "townships": "全部"}]
    if numbered:
        rows[0]["code"], rows[1]["code"], rows[1]["name"] = duty.code, "", LATER
    assert "同一项只写一行" in problem(plan(*rows))
    [told_of] = plan(*rows).problems
    assert told_of.row == 3


@pytest.mark.parametrize("name", [NAME, LATER])
def test_words_to_come_go_onto_no_other_duty(place, plan, listed, name):
    duty, other = listed(), listed(name, township_duties="丙。", townships=[place.lcz])
    renamed(duty, place, name, date(2026, 12, 1), text="乙。")
    rows = {"townships": "全部"}, {"name": name, "township_duties": "乙。", "townships": "全部"}
    assert f"与{duty.code}待生效的文本相同" in problem(plan(*rows))
    assert other.code not in [code for _, code in told(plan(*rows))]


def test_departments_do_not_decide_which_text_is_whose(place, plan, listed):
    """Today 水利局's 甲, from December 自然资源局's 乙: neither goes onto the other duty of 水利局."""
    duty = listed()
    text = amend_duty(
        duty=duty, facts=facts(NAME, township_duties="乙。"), townships=place.townships, department=place.zrj
    )
    take_effect(text, date(2026, 12, 1))
    other = listed(township_duties="丁。", townships=[place.lcz])
    rows = {"townships": "全部"}, {"department": LAND, "township_duties": "乙。", "townships": "全部"}
    assert (CHANGED, other.code) not in told(plan(*rows))


@pytest.mark.parametrize("turned", [False, True])
def test_one_duty_by_two_names_to_come_is_told(place, plan, listed, turned):
    duty = listed()
    renamed(duty, place, LATER, date(2026, 12, 1), text="乙。")
    renamed(duty, place, "示例事项丙", text="丙。")
    rows = [
        {"name": LATER, "township_duties": "乙。", "townships": "全部", "document_number": PAPER},
        {"name": "示例事项丙", "township_duties": "丙。", "townships": "全部", "document_number": ""},
    ]
    assert "同一项只写一行" in problem(plan(*(rows[::-1] if turned else rows)))


@pytest.mark.parametrize("townships", ["全部", "灵川镇、大圩镇"])
@pytest.mark.parametrize("decided", ["dated", "pending"])
@pytest.mark.parametrize("text", ["甲。", "乙。"])
def test_an_end_decided_on_the_text_to_come_is_known(place, plan, listed, townships, decided, text):
    duty = listed()
    renamed(duty, place, NAME, date(2026, 12, 1), text="乙。")
    if decided == "dated":
        end(duty, [place.djx], date(2026, 12, 31))
    else:
        retire_duty(duty=duty, townships=[place.djx], kind="done", case="案件一")
    assert told(plan({"townships": townships, "township_duties": text})) == [(SAME, duty.code)]


def test_what_ends_on_its_text_to_come_is_not_gone(place, plan, listed):
    """And does not stand in the way of what is taken out."""
    duty = listed()
    renamed(duty, place, NAME, date(2026, 12, 1), text="乙。")
    end(duty, place.townships, date(2026, 12, 31))
    listed(LATER)
    gone = listed("示例事项丙")
    found = plan({"name": LATER, "townships": "全部"})
    assert [each.duty for each in found.gone] == [gone]
    written(place, found, date(2027, 2, 1), ends_missing=True)
