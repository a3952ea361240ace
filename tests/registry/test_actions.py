import gc
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from accounts.models import Post
from audit.models import Event
from documents.numbers import BadNumber, claim
from registry import actions, editions, triggers
from registry.models import Duty, DutyTownship, DutyVersion, Edition, EditionEntry
from tests.registry.conftest import FROM, NUMBER, TODAY, end, facts, take_effect

DAY = timedelta(days=1)


def test_serials_run_on_within_a_kind(enter):
    codes = [enter("甲事项").duty.code, enter("乙事项", kind="basic").duty.code, enter("丙事项").duty.code]

    assert codes == ["配合001", "基本001", "配合002"]


def test_a_number_that_another_list_has_is_passed_over(enter):
    """A file brought it, and the kind whose numbers begin like it came later."""
    brought = enter("甲事项", kind="basic").duty
    Duty.objects.filter(pk=brought.pk).update(code="配合001")

    assert [enter(name).duty.code for name in ("乙事项", "丙事项")] == ["配合002", "配合003"]


@pytest.mark.parametrize(
    ("kind", "given", "why"),
    [
        ("supporting", {"name": " 　"}, "请填写事项名称。"),
        (
            "supporting",
            {"name": "㍿" * 51},
            "“㍿”一类的合写符号展开以后有204个字，最多200个字，请照平常的写法改短。",
        ),
        ("temporary", {"term_from": FROM}, "临时性、阶段性职责须有起止日期。"),
        (
            "temporary",
            {"term_from": FROM, "term_until": FROM - DAY},
            "期限的结束日期不能早于开始日期。",
        ),
        ("supporting", {"is_public": False}, "不予公开须写明依据。"),
    ],
)
def test_facts_that_the_list_does_not_take(enter, kind, given, why):
    with pytest.raises(actions.NotPossible, match=f"^{why}$"):
        enter(**{"kind": kind, "name": "事项", **given})

    assert Duty.objects.count() == 0


def test_effect_is_given_once(enter):
    version = enter()

    with pytest.raises(actions.NotPossible):
        take_effect(version, TODAY)
    assert (version.effective_from, version.document_number) == (FROM, NUMBER)


def test_effect_needs_a_document_number_in_form(enter):
    version = enter(effective=None)

    with pytest.raises(BadNumber):
        take_effect(version, FROM, "灵编发2025第9")
    assert DutyVersion.objects.get().effective_from is None


def test_an_amendment_waits_then_replaces(enter, place):
    old = enter()
    new = actions.amend_duty(
        duty=old.duty, facts=facts("新名称"), townships=[place.lcz], department=place.slj
    )
    assert (new.number, new.label, old.duty.name) == (2, "第1次修订", "地质灾害隐患点汛期巡查")
    with pytest.raises(actions.NotPossible):
        actions.amend_duty(duty=old.duty, facts=facts(), townships=[place.lcz], department=place.slj)

    take_effect(new, TODAY)

    old.refresh_from_db()
    duty = Duty.objects.get()
    assert (old.superseded_on, duty.name, duty.department) == (TODAY, "新名称", place.slj)


def test_an_amendment_is_not_in_effect_before_the_text_it_replaces(enter, place):
    old = enter()
    new = actions.amend_duty(duty=old.duty, facts=facts(), townships=[place.lcz], department=place.slj)

    with pytest.raises(actions.NotPossible):
        take_effect(new, FROM)


def test_a_decided_end_stays_on_the_next_text(enter, place):
    old = enter()
    end(old.duty, [place.djx], None, case="撤销案")
    end(old.duty, [place.dxz], date(2026, 12, 31), case="另一案")
    new = actions.amend_duty(duty=old.duty, facts=facts(), townships=place.townships, department=place.zrj)
    take_effect(new, date(2026, 6, 1))

    rows = new.carriers.values_list("township__code", "end_pending", "ended_on")
    assert list(rows) == [("lcz", False, None), ("dxz", False, date(2026, 12, 31)), ("djx", True, None)]
    actions.set_end(
        duty=old.duty,
        townships=[place.djx],
        case="撤销案",
        document_number=NUMBER,
        ended_on=TODAY,
    )


def test_an_end_is_decided_once(enter, place):
    duty = enter().duty
    end(duty, [place.djx], None, case="案件一")

    with pytest.raises(actions.NotPossible, match="大境瑶族乡"):
        end(duty, place.townships, None, case="案件二")

    pending = DutyTownship.objects.filter(end_pending=True)
    assert list(pending.values_list("township__code", "end_case")) == [("djx", "案件一")]


def test_an_end_is_dated_by_its_own_case(enter, place):
    duty = enter().duty
    end(duty, [place.djx], None, case="案件一")
    given = {"document_number": NUMBER, "ended_on": TODAY}

    with pytest.raises(actions.NotPossible, match="大境瑶族乡"):
        actions.set_end(duty=duty, townships=[place.djx], case="案件二", **given)

    assert not DutyTownship.objects.filter(ended_on=TODAY).exists()


# ------------------------------------------------------------------ what the database refuses


@pytest.mark.parametrize(
    "broken",
    [
        lambda version: DutyVersion.objects.filter(pk=version.pk).update(name="改了"),
        lambda version: DutyVersion.objects.filter(pk=version.pk).update(basis="改了"),
        lambda version: DutyVersion.objects.filter(pk=version.pk).update(case="别的案件"),
        lambda version: DutyVersion.objects.filter(pk=version.pk).update(case_number="灵准〔2026〕9号"),
        lambda version: EditionEntry.objects.update(snapshot="{}"),
        lambda version: Edition.objects.update(size=9),
        lambda version: DutyVersion.objects.create(
            duty=version.duty, number=1, name="重号", department=version.department
        ),
        lambda version: Duty.objects.create(
            county=version.duty.county, list_kind=version.duty.list_kind, serial=1, code="另号",
            department=version.department,
        ),
        lambda version: DutyTownship.objects.filter(version=version).update(ended_on=TODAY),
        lambda version: DutyVersion.objects.filter(pk=version.pk).update(superseded_on=FROM),
    ],
    ids=["name", "basis", "case", "case_number", "snapshot", "size", "number", "serial", "end", "superseded"],
)  # fmt: skip
def test_the_database_refuses(enter, place, head, broken):
    version = enter()
    actions.publish_edition(county=place.county, document_number=NUMBER, published_on=TODAY, by=head)

    with pytest.raises(IntegrityError), transaction.atomic():
        broken(version)


def test_the_triggers_come_back_after_a_table_was_rebuilt(enter):
    version = enter()
    triggers.remove(connection)
    DutyVersion.objects.filter(pk=version.pk).update(name="改了")
    triggers.install(connection)

    with pytest.raises(IntegrityError), transaction.atomic():
        DutyVersion.objects.filter(pk=version.pk).update(name="再改")


# ---------------------------------------------------------------------------------- editions


def publish(place, head, day, number):
    return actions.publish_edition(
        county=place.county, document_number=number, published_on=day, by=head, notes=""
    )


def test_an_edition_holds_what_is_in_force_and_public_that_day(enter, place, head):
    staying, ending = enter("一直在"), enter("会终止")
    enter("不公开", is_public=False, publication_ground="涉及个人隐私")
    enter("未生效", effective=None)
    first = publish(place, head, date(2026, 1, 5), "灵编发〔2026〕1号")

    end(ending.duty, place.townships, date(2026, 3, 31))
    enter("新加入", effective=date(2026, 4, 1))
    new = actions.amend_duty(
        duty=staying.duty, facts=facts("改了名"), townships=[place.lcz], department=place.zrj
    )
    take_effect(new, date(2026, 4, 1))
    second = publish(place, head, date(2026, 4, 2), "灵编发〔2026〕2号")

    assert (first.number, first.size, first.added, first.changed, first.ended) == (1, 2, 2, 0, 0)
    assert (second.number, second.size, second.added, second.changed, second.ended) == (2, 2, 1, 1, 1)
    assert second.size == first.size + second.added - second.ended
    assert [entry.code for entry in second.entries.all()] == ["配合001", "配合005"]


def test_an_edition_is_numbered_by_year_and_recorded(enter, place, head):
    enter("甲")
    publish(place, head, date(2025, 12, 30), "灵编发〔2025〕30号")
    enter("乙", effective=date(2026, 1, 2))

    edition = publish(place, head, date(2026, 1, 5), "灵编发〔2026〕1号")

    event = Event.objects.filter(verb="publish_edition").last()
    assert str(edition) == "2026年第1版"
    assert (event.subject, event.subject_kind, event.content_hash) == (
        str(edition.uuid),
        "edition",
        edition.sha256,
    )


def test_a_list_without_a_duty_is_not_published(place, head, time_machine):
    """There is no edition before it from which it could differ."""
    time_machine.move_to("2026-11-21T12:00:00+08:00")

    with pytest.raises(actions.NotPossible, match="清单在这一天没有施行的事项，没有可以公布的。"):
        publish(place, head, date(2026, 1, 5), "灵编发〔2026〕1号")


@pytest.mark.parametrize(
    ("day", "number", "why"),
    [
        (date(2027, 1, 1), "灵编发〔2027〕1号", "公布日期不能晚于今天。"),
        (date(2026, 1, 4), "灵编发〔2026〕2号", "公布日期不能早于上一版的公布日期（2026年1月5日）。"),
        (date(2026, 1, 6), "灵编发〔2026〕2号", "与上一版相比没有变化，不用公布新版。"),
        (date(2026, 5, 1), "灵编发〔2026〕1号", "这个文号已用于另一版清单。"),
    ],
)
def test_editions_that_are_not_published(enter, place, head, time_machine, day, number, why):
    time_machine.move_to("2026-11-21T12:00:00+08:00")
    enter("甲")
    publish(place, head, date(2026, 1, 5), "灵编发〔2026〕1号")
    enter("乙", effective=date(2026, 4, 1))

    with pytest.raises(actions.NotPossible) as refused:
        publish(place, head, day, number)

    assert str(refused.value) == why
    assert Edition.objects.count() == 1
    assert refusals() == [("publish_edition", "Refused")]


def test_an_edition_and_a_notice_do_not_share_a_number(enter, place, head):
    enter("甲")
    claim(county=place.county, number="灵编发〔2026〕8号", subject="一件通知", organ="县委办公室")

    with pytest.raises(BadNumber, match="已用于另一件事项"):
        publish(place, head, date(2026, 1, 5), "灵编发〔2026〕8号")
    publish(place, head, date(2026, 1, 5), "灵编发[2026]9号")
    with pytest.raises(BadNumber, match="已用于另一件事项"):
        claim(county=place.county, number="灵编发〔2026〕9号", subject="一件通知", organ="县委办公室")


@pytest.mark.parametrize("post", [Post.HANDLER, Post.HEAD])
@pytest.mark.parametrize("unit", ["bb", "zrj", "lcz"])
def test_only_the_head_of_the_office_publishes(enter, place, seat_of, unit, post):
    enter()
    by = seat_of(getattr(place, unit), post)
    allowed = (unit, post) == ("bb", Post.HEAD)

    if allowed:
        publish(place, by, TODAY, NUMBER)
    else:
        with pytest.raises(PermissionDenied):
            publish(place, by, TODAY, NUMBER)

    assert Edition.objects.count() == int(allowed)
    assert refusals() == ([] if allowed else [("publish_edition", "NotAllowed")])


def refusals():
    """What stands on record as refused."""
    return [(event.verb, event.facts["why"]) for event in Event.objects.filter(outcome="refused")]


def test_no_duty_is_listed_for_no_township(enter, county):
    """Its last one leaves between the two queries of the snapshot: on PostgreSQL each sees what was committed before it."""
    stays, leaves = enter("甲事项"), enter("乙事项")
    left = False

    def meanwhile(execute, sql, params, many, context):
        nonlocal left
        if not left and 'FROM "registry_dutytownship" INNER JOIN' in sql:
            left = True
            leaves.carriers.update(ended_on=TODAY - DAY, end_kind="done", end_document=NUMBER)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(meanwhile):
        found = editions.entries_on(county, TODAY)

    assert (left, [entry.version for entry in found]) == (True, [stays])


def alive():
    """How many rows of carriers are in memory; by their very type, for what only stands for an object would be asked for it."""
    gc.collect()
    return sum(type(each) is DutyTownship for each in gc.get_objects())


def test_the_carriers_of_a_long_list_are_not_all_in_memory(
    enter, county, place, monkeypatch, django_assert_num_queries
):
    """12,000 duties of 300 townships are 3.6 million rows."""
    for number in range(5):
        enter(f"事项{number}")
    monkeypatch.setattr(editions, "AT_ONCE", 2)
    before = alive()

    with django_assert_num_queries(1 + 3):
        found = editions.entries_on(county, TODAY)

    assert [entry.code for entry in found] == [f"配合{number:03d}" for number in range(1, 6)]
    assert alive() <= before
