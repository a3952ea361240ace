"""勘误 by two persons: what becomes of the text, its townships and document; pages and marks."""

import re
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts import actions as accounts
from accounts.models import Notice, Post, Unit
from audit.models import Event
from audit.record import SYSTEM
from registry import actions
from registry.actions import NotPossible
from registry.actions.corrigenda import (
    Settled,
    confirm_corrigendum,
    propose_corrigendum,
    refuse_corrigendum,
)
from registry.models import Corrigendum, DutyVersion
from registry.since_edition import waiting_changes
from tests.cast import client_of, delegated
from tests.registry.conftest import FROM, NUMBER, TODAY, end, facts, take_effect

pytestmark = pytest.mark.django_db
WRONG, RIGHT = "每周巡查隐换点。", "每周巡查隐患点。"


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to("2026-11-21T12:00:00+08:00")


@pytest.fixture
def office(place, seat_of):
    place.handler, place.head = seat_of(place.bb, Post.HANDLER), seat_of(place.bb, Post.HEAD)
    return place


@pytest.fixture
def slip(enter):
    return enter("甲事项", township_duties=WRONG)


def propose(office, duty, **more):
    said = {
        "field": "township_duties",
        "kind": "typing",
        "new_text": RIGHT,
        "reason": "录入时写错。",
        "by": office.handler,
    }
    return propose_corrigendum(duty=duty, **said | more)


def test_the_corrected_text_takes_the_place_of_the_other(office, slip):
    result = confirm_corrigendum(corrigendum=propose(office, slip.duty), by=office.head)

    slip.refresh_from_db()
    assert (slip.township_duties, slip.superseded_on) == (WRONG, TODAY)
    assert (result.township_duties, result.effective_from, result.superseded_on) == (RIGHT, TODAY, None)
    assert (result.document_number, result.issued_on, result.number) == (NUMBER, FROM, 2)
    assert (result.is_corrigendum, result.basis, result.department) == (True, slip.basis, slip.department)
    row = Corrigendum.objects.get()
    assert (row.result, row.old_text, row.settled_by) == (result, WRONG, office.head.user)
    assert [event.facts["slip"] for event in Event.objects.filter(subject=str(row.uuid))] == [
        "typing",
        "typing",
    ]


def test_the_case_behind_it_stays_named(client, office, place):
    version = actions.enter_duty(
        county=place.county,
        facts=facts("乙事项", township_duties=WRONG),
        townships=place.townships,
        list_kind=place.kinds["supporting"],
        category=place.category,
        department=place.zrj,
        case="案件一",
        case_number="灵准申〔2025〕1号",
    )
    take_effect(version, FROM)

    result = confirm_corrigendum(corrigendum=propose(office, version.duty), by=office.head)

    assert (result.case, result.case_number) == ("案件一", "灵准申〔2025〕1号")
    page = client.get(version.duty.get_absolute_url()).text
    assert "<dt>准入文件</dt>" in page
    assert "<dt>准入申请</dt><dd>灵准申〔2025〕1号</dd>" in page


def test_townships_with_their_ends_come_along(office, slip, place):
    end(slip.duty, [place.djx], date(2026, 12, 31))
    end(slip.duty, [place.dxz], None, case="案件二")

    result = confirm_corrigendum(corrigendum=propose(office, slip.duty), by=office.head)

    assert [(row.township.code, row.ended_on, row.end_pending) for row in result.carriers.all()] == [
        ("lcz", None, False),
        ("dxz", None, True),
        ("djx", date(2026, 12, 31), False),
    ]
    actions.set_end(
        duty=slip.duty,
        townships=[place.dxz],
        case="案件二",
        document_number="灵编发〔2026〕4号",
        ended_on=TODAY,
    )


def test_a_township_that_left_does_not_come_back(office, slip, place):
    end(slip.duty, [place.djx], date(2026, 3, 31))

    result = confirm_corrigendum(corrigendum=propose(office, slip.duty), by=office.head)

    assert [row.township.code for row in result.carriers.all()] == ["lcz", "dxz"]


def test_a_text_of_today_is_corrected_from_tomorrow(office, enter):
    version = enter("乙事项", effective=TODAY, township_duties=WRONG)

    result = confirm_corrigendum(corrigendum=propose(office, version.duty), by=office.head)

    assert result.effective_from == date(2026, 11, 22)


def test_found_by_its_right_words_and_named_by_them(client, office, enter):
    duty = enter("地质灾害隐换点巡查").duty
    made = propose(office, duty, field="name", new_text="地质灾害隐患点巡查")
    confirm_corrigendum(corrigendum=made, by=office.head)

    duty.refresh_from_db()
    assert duty.name == "地质灾害隐患点巡查"
    assert "1项" in client.get("/?q=隐患点巡查").content.decode()
    assert client.get("/?q=隐换点").context["listing"].total == 0


def test_the_document_number_may_be_a_slip(office, slip):
    made = propose(office, slip.duty, field="document_number", kind="number", new_text="灵编发[2025]19号")

    result = confirm_corrigendum(corrigendum=made, by=office.head)

    assert (result.document_number, result.township_duties) == ("灵编发〔2025〕19号", WRONG)


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"new_text": "每周巡查十次。"}, "这不是勘误，请走调整程序。"),
        ({"kind": "punctuation"}, "这处更正属于“错别字”，种类请选“错别字”。"),
        ({"new_text": f"{WRONG}。"}, "这处更正属于“标点”，种类请选“标点”。"),
        ({"new_text": WRONG}, "与原文相同，没有要更正的。"),
        ({"field": "boundary"}, "这一栏没有文字，不能勘误。"),
        ({"field": "term_until"}, "这一栏没有文字，不能勘误。"),
    ],
)
def test_what_is_no_slip_is_refused(office, slip, more, told):
    with pytest.raises(NotPossible) as refusal:
        propose(office, slip.duty, **more)

    assert told in str(refusal.value)
    assert Corrigendum.objects.count() == 0


def test_one_person_does_not_do_both(office, slip):
    made = propose(office, slip.duty, by=office.head)
    for by in (office.head, delegated(office.head, office.handler)):
        with pytest.raises(PermissionDenied):
            confirm_corrigendum(corrigendum=made, by=by)
    assert DutyVersion.objects.count() == 1


@pytest.mark.parametrize("unit", ["zrj", "lcz"])
def test_only_the_office(office, slip, seat_of, unit):
    by = seat_of(getattr(office, unit))
    with pytest.raises(PermissionDenied):
        propose(office, slip.duty, by=by)
    made = propose(office, slip.duty)
    with pytest.raises(PermissionDenied):
        confirm_corrigendum(corrigendum=made, by=by)


def test_one_open_proposal_a_text_and_settled_once(office, slip):
    made = propose(office, slip.duty)
    with pytest.raises(NotPossible):
        propose(office, slip.duty, by=office.head)
    refuse_corrigendum(corrigendum=made, by=office.head, reason="印发件就是这样写的。")
    with pytest.raises(Settled):
        confirm_corrigendum(corrigendum=made, by=office.head)
    assert DutyVersion.objects.count() == 1


def test_not_beside_an_amendment_that_waits(office, slip, place):
    made = propose(office, slip.duty)
    actions.amend_duty(duty=slip.duty, facts=facts("甲事项"), townships=place.townships, department=place.zrj)

    for attempt in (
        lambda: confirm_corrigendum(corrigendum=made, by=office.head),
        lambda: propose(office, slip.duty),
    ):
        with pytest.raises(NotPossible):
            attempt()


@pytest.mark.parametrize("ended", ["expired", "revoked", "hidden"])
def test_only_what_is_in_force_and_public(office, enter, place, ended):
    more = {
        "expired": {"kind": "temporary", "term_from": FROM, "term_until": date(2026, 3, 1)},
        "revoked": {},
        "hidden": {"is_public": False, "publication_ground": "涉及个人隐私"},
    }[ended]
    duty = enter("乙事项", township_duties=WRONG, **more).duty
    if ended == "revoked":
        end(duty, place.townships, date(2026, 3, 31))

    with pytest.raises(NotPossible):
        confirm_corrigendum(corrigendum=propose(office, duty), by=office.head)
    assert DutyVersion.objects.filter(is_corrigendum=True).count() == 0


def test_an_amendment_after_it_counts_as_the_first(client, office, slip, place):
    confirm_corrigendum(corrigendum=propose(office, slip.duty), by=office.head)
    new = actions.amend_duty(
        duty=slip.duty, facts=facts("甲事项二"), townships=place.townships, department=place.zrj
    )
    assert new.label == "第1次修订"


def test_it_moves_no_day_of_the_duty(client, office, slip, time_machine):
    result = confirm_corrigendum(corrigendum=propose(office, slip.duty), by=office.head)

    page = client.get(slip.duty.get_absolute_url()).context["history"]
    assert (result.effective_from, result.in_force_from) == (TODAY, FROM)
    assert "自2025年9月1日起施行，长期有效。勘误日期：2026年11月21日。" in page.lead
    text = client.get(f"/api/v1/counties/{office.county.code}/duties/{slip.duty.uuid}/").json()["text"]
    assert (text["effective_from"], text["corrected_on"]) == ("2025-09-01", "2026-11-21")
    assert "2025-09-01" in b"".join(client.get("/duties.csv")).decode()
    again = {"new_text": WRONG, "kind": "typing"}
    time_machine.move_to("2026-11-25T12:00:00+08:00")
    second = confirm_corrigendum(corrigendum=propose(office, slip.duty, **again), by=office.head)
    assert second.in_force_from == FROM


def test_who_confirms_reads_from_which_day_it_counts(office, enter):
    """A text counts one day at least: of one that began today the correction counts tomorrow."""
    said = {}
    for name, effective in (("甲事项", FROM), ("乙事项", TODAY)):
        slip = propose(office, enter(name, township_duties=WRONG, effective=effective).duty)
        page = client_of(office.head).get(reverse("corrigendum", args=[slip.uuid])).text
        said[name] = re.search(r"同意后(.*?)，", page)[1]

    assert said == {"甲事项": "立即更正", "乙事项": "从2026年11月22日起更正"}


def test_the_history_of_the_duty_shows_it(client, office, slip, django_assert_max_num_queries):
    confirm_corrigendum(corrigendum=propose(office, slip.duty), by=office.head)

    history = client.get(slip.duty.get_absolute_url()).context["history"]

    assert [(step.label, step.texts) for step in history.steps] == [
        ("勘误（错别字）", [("乡镇职责", WRONG, RIGHT)]),
        ("首次列入", []),
    ]


def test_an_old_text_says_why_it_ended_on_its_day(client, office, enter, place, time_machine):
    """A text of today that is put right today is replaced tomorrow: one day from its first to its last needs a reason."""
    duty = enter("甲事项", township_duties=WRONG, effective=TODAY).duty
    confirm_corrigendum(corrigendum=propose(office, duty), by=office.head)
    time_machine.move_to("2026-11-23T09:00:00+08:00")
    right = duty.versions.get(number=2)
    slip = propose(office, duty, field="basis", kind="punctuation", new_text="《地质灾害防治条例》。")
    confirm_corrigendum(corrigendum=slip, by=office.head)
    time_machine.move_to("2026-11-25T09:00:00+08:00")
    amended = actions.amend_duty(
        duty=duty, facts=facts("甲事项"), townships=place.townships, department=place.zrj
    )
    take_effect(amended, date(2026, 11, 25), "灵编发〔2026〕9号")

    def told(number):
        return client.get(reverse("duty-version", args=[duty.uuid, number])).text

    first, second, third = told(1), told(right.number), told(3)
    assert (
        "2026年11月21日至2026年11月21日施行。文字有误，2026年11月22日起以勘误（错别字）更正的文本为准。"
        "勘误在施行的第一天就已复核；一个文本至少施行一天，所以从第二天起更正。" in first
    )
    assert (
        "2026年11月22日至2026年11月22日施行。文字有误，2026年11月23日起以勘误（标点）更正的文本为准。"
        in second
    )
    assert "第一天" not in second
    assert "2026年11月25日起以第1次修订的文本（灵编发〔2026〕9号）为准。" in third
    hidden = actions.amend_duty(
        duty=duty,
        facts=facts("甲事项", is_public=False, publication_ground="涉及个人隐私"),
        townships=place.townships,
        department=place.zrj,
    )
    take_effect(hidden, date(2026, 11, 26), "灵编发〔2026〕10号")
    shown = actions.amend_duty(
        duty=duty, facts=facts("甲事项"), townships=place.townships, department=place.zrj
    )
    take_effect(shown, date(2026, 11, 27), "灵编发〔2026〕11号")
    time_machine.move_to("2026-11-28T09:00:00+08:00")
    assert "这是旧文，不再执行" in told(4)
    assert "灵编发〔2026〕10号" not in told(4)
    assert "起以第" not in told(4)


def test_it_waits_for_the_next_edition_under_its_own_heading(client, office, slip):
    publish = {"county": office.county, "by": office.head}
    actions.publish_edition(document_number="灵编发〔2026〕1号", published_on=date(2026, 11, 20), **publish)
    confirm_corrigendum(corrigendum=propose(office, slip.duty), by=office.head)

    changes = client.get("/editions/").context["waiting"]
    home = client.get("/")
    row = home.context["page"].object_list[0]

    assert "其后勘误1项，待编入新版" in home.content.decode()
    assert (changes.changed, [pair.code for pair in changes.corrected]) == ([], ["配合001"])
    assert row.edition_tags == ["待编入新版"]
    edition = actions.publish_edition(document_number="灵编发〔2026〕2号", published_on=TODAY, **publish)
    assert waiting_changes(office.county, TODAY)[1].all == 0
    said = "新增0项、调整0项、勘误1项、退出0项"
    for page in ("/", "/editions/", edition.get_absolute_url(), "/editions/compare/", "/changes.atom"):
        assert said in client.get(page).content.decode(), page
    assert client.get("/").context["page"].object_list[0].edition_tags == ["第2版有勘误"]
    page = client.get(slip.duty.get_absolute_url())
    assert page.context["row"].edition_tags == ["第2版有勘误"]


def test_a_slip_of_an_amended_text_is_told_as_amended(client, office, slip):
    publish = {"county": office.county, "by": office.head}
    actions.publish_edition(document_number="灵编发〔2026〕1号", published_on=date(2026, 11, 20), **publish)
    new = facts(slip.name, township_duties=WRONG, boundary="不含抢险。")
    amended = actions.amend_duty(duty=slip.duty, facts=new, townships=[office.lcz], department=office.zrj)
    take_effect(amended, TODAY - timedelta(days=1), "灵编发〔2026〕8号")
    confirm_corrigendum(corrigendum=propose(office, slip.duty), by=office.head)
    actions.publish_edition(document_number="灵编发〔2026〕2号", published_on=TODAY, **publish)

    (row,) = client.get("/").context["page"].object_list

    assert row.version.is_corrigendum
    assert row.edition_tags == ["第2版有修改"]


def test_a_slip_beside_a_township_that_left_is_told_as_changed(client, office, slip, place):
    """The list says of a duty what the comparison of its editions says."""
    publish = {"county": office.county, "by": office.head}
    actions.publish_edition(document_number="灵编发〔2026〕1号", published_on=date(2026, 11, 20), **publish)
    end(slip.duty, [place.djx], date(2026, 11, 20))
    confirm_corrigendum(corrigendum=propose(office, slip.duty), by=office.head)
    edition = actions.publish_edition(document_number="灵编发〔2026〕2号", published_on=TODAY, **publish)

    (row,) = client.get("/").context["page"].object_list

    assert "调整1项、勘误0项" in client.get(edition.get_absolute_url()).content.decode()
    assert (row.version.is_corrigendum, row.edition_tags) == (True, ["第2版有修改"])


def test_a_slip_is_told_as_one_whatever_its_units_are_called_since(client, office, slip):
    publish = {"county": office.county, "by": office.head}
    actions.publish_edition(document_number="灵编发〔2026〕1号", published_on=date(2026, 11, 20), **publish)
    confirm_corrigendum(corrigendum=propose(office, slip.duty), by=office.head)
    for unit in (office.zrj, office.lcz):
        accounts.change_unit(unit=unit, by=SYSTEM, name=f"新{unit.name}", short_name=f"新{unit.short_name}")

    waiting = client.get("/editions/").context["waiting"]
    edition = actions.publish_edition(document_number="灵编发〔2026〕2号", published_on=TODAY, **publish)
    compared = client.get("/editions/compare/").context["changes"]

    assert edition.changes_said == "新增0项、调整0项、勘误1项、退出0项"
    for changes in (waiting, compared):
        assert changes.changed == []
        assert [pair.texts for pair in changes.corrected] == [[("乡镇职责", WRONG, RIGHT)]]


def test_a_slip_in_a_column_of_the_kinds_own_is_told_as_one(client, office, enter):
    kind = office.kinds["supporting"]
    own = [{"key": "telling", "label": "追责情形"}, {"key": "remark", "label": "备注"}]
    kind.columns = [*kind.columns, *own]
    kind.save()
    duty = enter("丙事项", texts={"telling": WRONG, "remark": "每月一次。"}).duty
    publish = {"county": office.county, "by": office.head}
    actions.publish_edition(document_number="灵编发〔2026〕1号", published_on=date(2026, 11, 20), **publish)
    made = propose(office, duty, field="texts.telling")
    confirm_corrigendum(corrigendum=made, by=office.head)

    waiting = client.get("/editions/").context["waiting"]
    actions.publish_edition(document_number="灵编发〔2026〕2号", published_on=TODAY, **publish)
    compared = client.get("/editions/compare/").context["compared"]

    assert (waiting.changed, [pair.code for pair in waiting.corrected]) == ([], [duty.code])
    assert compared.numbers == {"added": 0, "changed": 0, "corrected": 1, "ended": 0}


def test_the_triggers_let_it_through_and_nothing_more(office, slip):
    made = propose(office, slip.duty)
    result = confirm_corrigendum(corrigendum=made, by=office.head)

    with pytest.raises(IntegrityError), transaction.atomic():
        DutyVersion.objects.filter(pk=result.pk).update(township_duties=WRONG)


# -- pages --------------------------------------------------------------------------------------------------------


def test_two_people_by_their_forms(office, slip):
    new = reverse("corrigendum-new", args=[slip.duty.uuid])
    one, other = client_of(office.handler), client_of(office.head)
    assert one.get(new).context["picking"]
    assert one.get(f"{new}?field=township_duties").context["form"].initial["new_text"] == WRONG

    sent = {"field": "township_duties", "kind": "typing", "new_text": RIGHT, "reason": "录入时写错。"}
    page = one.post(new, sent)["Location"]
    assert "由联席会议办公室另一人复核" in one.get(page).content.decode()
    assert one.post(page, {"answer": "confirm"}).status_code == 403
    assert "甲事项" in other.get(reverse("corrigendum-list")).content.decode()
    first, again = other.post(page, {"answer": "confirm"}), other.post(page, {"answer": "confirm"})

    assert (first.status_code, again.status_code) == (302, 302)
    assert DutyVersion.objects.filter(is_corrigendum=True).count() == 1
    assert one.post(page, {"answer": "refuse", "refusal": "不。"}).status_code == 409


def test_another_answer_after_ones_own_is_told_and_keeps_its_reason(office, slip):
    """From a page left open: the answer that counts is the first."""
    page = reverse("corrigendum", args=[propose(office, slip.duty).uuid])
    other = client_of(office.head)
    other.post(page, {"answer": "confirm"})

    late = other.post(page, {"answer": "refuse", "refusal": "印发件就是这样写的。"})

    assert (late.status_code, "您已经复核：已勘误" in late.text) == (409, True)
    assert "印发件就是这样写的。" in late.text
    assert Corrigendum.objects.get().refusal == ""


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"new_text": "　"}, "new_text"),
        ({"new_text": RIGHT + "\u202e"}, "new_text"),
        ({"new_text": "另写一段完全不同的文字。"}, "new_text"),
        ({"kind": "other"}, "kind"),
        ({"field": "term_until"}, "field"),
        ({"reason": ""}, "reason"),
        ({"reason": "长" * 301}, "reason"),
    ],
)
def test_bad_input_is_told_beside_its_field(office, slip, typed, field):
    good = {"field": "township_duties", "kind": "typing", "new_text": RIGHT, "reason": "录入时写错。"}

    response = client_of(office.handler).post(reverse("corrigendum-new", args=[slip.duty.uuid]), good | typed)

    assert (response.status_code, list(response.context["form"].errors)) == (422, [field])
    assert Corrigendum.objects.count() == 0


def test_a_refusal_needs_its_reason(office, slip):
    page = reverse("corrigendum", args=[propose(office, slip.duty).uuid])

    response = client_of(office.head).post(page, {"answer": "refuse", "refusal": "　"})

    assert list(response.context["form"].errors) == ["refusal"]
    assert client_of(office.head).post(page, {}).status_code == 422


def test_strangers_see_neither_list_nor_proposal(office, slip, seat_of):
    made = propose(office, slip.duty)
    stranger = client_of(seat_of(office.zrj))

    assert [
        stranger.get(reverse(name, args=args)).status_code
        for name, args in (
            ("corrigendum-list", []),
            ("corrigendum-new", [slip.duty.uuid]),
            ("corrigendum", [made.uuid]),
        )
    ] == [403, 403, 404]


def test_who_took_over_from_the_department_reads_the_paper_too(office, slip, seat_of):
    made = propose(office, slip.duty)
    confirm_corrigendum(corrigendum=made, by=office.head)
    reader, paper = client_of(seat_of(office.slj)), reverse("corrigendum-paper", args=[made.uuid])
    assert reader.get(paper).status_code == 404
    Unit.objects.filter(pk=slip.department_id).update(
        valid_until=TODAY - timedelta(days=1), successor=office.slj
    )
    assert reader.get(paper).status_code == 200


def test_the_units_it_is_addressed_to_are_told_and_read_its_paper(office, slip, seat_of):
    made = propose(office, slip.duty)
    department, township = seat_of(slip.department), seat_of(slip.carriers.first().township)
    paper = reverse("corrigendum-paper", args=[made.uuid])
    before = client_of(township).get(paper).status_code

    confirm_corrigendum(corrigendum=made, by=office.head)

    told = Notice.objects.filter(url=paper).values_list("unit", flat=True)
    assert set(told) == {slip.department_id, *slip.carriers.values_list("township", flat=True)}
    readers = (department, township, office.head, seat_of(office.slj))
    opened = [client_of(seat).get(paper).status_code for seat in readers]
    assert (before, opened) == (404, [200, 200, 200, 404])
