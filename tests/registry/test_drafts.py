"""A next edition from 拟稿 to 公布: 黑龙江's three bodies, 灵川's none; what is published is what was approved."""

import json
import re
from datetime import date, datetime, time, timedelta

import pypdfium2
import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts import actions as accounts
from accounts.models import County, Notice, Post
from audit.models import Event
from audit.record import SYSTEM
from documents.models import Paper
from documents.numbers import claim
from regimes.actions import load_regime
from regimes.models import Regime
from registry import actions
from registry.actions import NotPossible, drafts, kinds
from registry.draft_flow import DraftFlow
from registry.editions import digest, newest
from registry.models import Edition, EditionDraft, EditionStep
from registry.since_edition import marked_changes, waiting_changes
from tests.cast import client_of
from tests.documents.test_editable import words
from tests.registry.binxian import NUMBERS, begun, fresh, passed, sent
from tests.registry.conftest import TODAY, end, facts, take_effect

pytestmark = pytest.mark.django_db
PUBLISHED = "宾编发〔2026〕3号"


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to("2026-11-21T12:00:00+08:00")


def scan(name="审定.pdf"):
    return SimpleUploadedFile(name, b"%PDF-1.7 sample")


def publish(place, draft, on=TODAY, by=None, number=PUBLISHED):
    draft = fresh(draft)
    return drafts.publish_draft(
        draft=draft, by=by or place.head, lock=draft.lock, document_number=number, published_on=on
    )


def refused(verb):
    return [event.facts["why"] for event in Event.objects.filter(verb=verb, outcome="refused")]


def test_the_whole_way(binxian, enter):
    enter("甲事项")
    draft = sent(binxian)
    assert (draft.state, draft.step) == ("under_way", "county")

    draft = passed(binxian, draft, "county", "city", "province")

    assert (draft.state, draft.step) == ("approved", "")
    edition = publish(binxian, draft)
    draft = fresh(draft)
    assert (draft.state, draft.edition, edition.sha256) == ("published", edition, draft.sha256)
    assert [(step.key, step.outcome, step.number, step.content_hash) for step in draft.steps.all()] == [
        (key, "passed", number, edition.sha256) for key, number in NUMBERS.items()
    ]
    assert [
        (event.source, event.target)
        for event in Event.objects.filter(subject=str(draft.uuid)).order_by("seq")
    ] == [
        ("", "draft_drafting"),
        ("draft_drafting", "draft_under_way"),
        ("draft_under_way", "draft_under_way"),
        ("draft_under_way", "draft_under_way"),
        ("draft_under_way", "draft_approved"),
        ("draft_approved", "draft_published"),
    ]


def test_the_office_sees_at_once_that_the_list_is_another_since_it_was_sent(binxian, enter):
    """Told before the bodies have passed it for nothing, not only when it is to be published."""
    enter("甲事项")
    draft = sent(binxian)
    page = reverse("edition-draft", args=[draft.uuid])
    client = client_of(binxian.office)
    assert "清单又有变化：" not in client.get(page).content.decode()

    enter("乙事项", effective=TODAY)

    html = client.get(page).content.decode()
    assert "送审以后，清单又有变化：新增" in html
    assert "“乙事项”。" in html


def test_a_source_worded_otherwise_since_is_no_other_list(binxian, enter):
    """docs/regime-file.md [list_path]: what is published is what was approved, to the letter. New words of the county's rules for
    where a temporary duty comes from ([temporary_sources]) send nobody back to the three bodies."""
    term = {"term_from": date(2026, 1, 1), "term_until": date(2026, 12, 31), "source_kind": "upper"}
    enter("甲事项", kind="temporary", **term)
    draft = passed(binxian, sent(binxian), "county", "city", "province")
    text = Regime.objects.get(county=binxian.county).text
    load_regime(
        county=binxian.county, text=text.replace("中央、省、哈尔滨市明确要求", "上级有文件要求"), by=SYSTEM
    )

    edition = publish(binxian, draft)

    [entry] = edition.entries.all()
    assert json.loads(entry.snapshot)["source_kind"] == "中央、省、哈尔滨市明确要求"
    assert edition.sha256 == draft.sha256


def test_a_source_worded_otherwise_since_it_was_taken_back_sends_nobody_what_was_passed(binxian, enter):
    """What comes back unchanged is not decided again: new words for the same source are no change of the list."""
    term = {"term_from": date(2026, 1, 1), "term_until": date(2026, 12, 31), "source_kind": "upper"}
    enter("甲事项", kind="temporary", **term)
    draft = passed(binxian, sent(binxian), "county", "city")
    approved = draft.sha256
    draft = drafts.take_back(draft=draft, by=binxian.office, lock=draft.lock)
    text = Regime.objects.get(county=binxian.county).text
    load_regime(
        county=binxian.county, text=text.replace("中央、省、哈尔滨市明确要求", "上级有文件要求"), by=SYSTEM
    )

    draft = drafts.send_draft(draft=draft, by=binxian.office, lock=draft.lock)
    assert (draft.step, draft.sha256) == ("province", approved)

    draft = drafts.take_back(draft=draft, by=binxian.office, lock=draft.lock)
    enter("乙事项", effective=TODAY)
    draft = drafts.send_draft(draft=draft, by=binxian.office, lock=draft.lock)
    assert draft.step == "county"
    assert [json.loads(text).get("source_kind", "") for text in draft.entries if "甲事项" in text] == [
        "上级有文件要求"
    ]


def test_a_draft_sent_before_there_were_codes_of_sources_is_published_as_it_was_approved(binxian, enter):
    """Nor do other numbers of the kinds, by which the list's order goes, send it back: it keeps the order that was approved."""
    term = {"term_from": date(2026, 1, 1), "term_until": date(2026, 12, 31), "source_kind": "upper"}
    enter("甲事项", kind="temporary", **term)
    enter("乙事项")
    draft = sent(binxian)
    facts = [json.loads(text) for text in reversed(draft.entries)]
    older = [
        {key: value for key, value in each.items() if key != "source_key"}
        | ({"source_kind": "上级明确要求"} if each["source_kind"] else {})
        for each in facts
    ]
    texts = [json.dumps(each, ensure_ascii=False, sort_keys=True, separators=(",", ":")) for each in older]
    EditionDraft.objects.filter(pk=draft.pk).update(content="\n".join(texts), sha256=digest(texts))

    edition = publish(binxian, passed(binxian, draft, "county", "city", "province"))

    assert list(edition.entries.order_by("pk").values_list("snapshot", flat=True)) == texts
    assert edition.sha256 == digest(texts)


def test_each_is_told_when_it_is_its_turn(binxian, enter):
    enter()
    passed(binxian, sent(binxian), "county", "city", "province")

    told = list(Notice.objects.order_by("pk").values_list("unit__code", "title"))
    assert told == [
        ("xwb", "灵川县拟编清单新版，请审定"),
        ("sbb", "灵川县拟编清单新版，请审核"),
        ("swb", "灵川县拟编清单新版，请备案"),
        ("bb", "拟编版次可以公布了"),
    ]


def test_a_return_brings_it_back_and_the_whole_way_is_walked_again(binxian, enter):
    enter("甲事项")
    draft = passed(binxian, sent(binxian), "county")
    draft = drafts.return_step(
        draft=draft,
        by=binxian.city,
        lock=draft.lock,
        step="city",
        decided_on=TODAY,
        reason="乙事项没有列入。",
    )
    assert (draft.state, draft.step, draft.turn) == ("drafting", "", "")

    enter("乙事项", effective=TODAY)
    draft = drafts.send_draft(draft=draft, by=binxian.office, lock=draft.lock)

    assert draft.step == "county"


def test_the_office_reads_who_returned_it_and_what_comes_next(binxian, enter):
    """The page of a returned draft read like that of a new one."""
    enter("甲事项")
    draft = passed(binxian, sent(binxian), "county")
    draft = drafts.return_step(
        draft=draft,
        by=binxian.city,
        lock=draft.lock,
        step="city",
        decided_on=TODAY,
        reason="乙事项没有列入。",
    )
    office = client_of(binxian.office)

    page = office.get(draft.get_absolute_url())

    assert (page.context["page"].word, page.context["page"].key) == ("退回修改", "back")
    assert re.search(r'<p class="lead">哈尔滨市委编办已退回修改。.*没有变的不用再走。</p>', page.text)
    assert "送审内容的校验值" not in page.text  # of what was sent before
    assert "退回修改" in office.get("/desk/").text

    draft = drafts.send_draft(draft=draft, by=binxian.office, lock=draft.lock)
    sent_again = office.get(draft.get_absolute_url())
    assert sent_again.context["page"].word == "待哈尔滨市委编办审核"
    assert "送审内容的校验值" in sent_again.text


def test_what_comes_back_unchanged_is_not_decided_again(binxian, enter):
    enter()
    draft = passed(binxian, sent(binxian), "county")
    draft = drafts.take_back(draft=draft, by=binxian.office, lock=draft.lock)
    assert (draft.step, draft.turn) == ("", "")

    draft = drafts.send_draft(draft=draft, by=binxian.office, lock=draft.lock)

    assert draft.step == "city"


def test_what_is_published_is_what_was_approved_and_says_what_changed_since(binxian, enter):
    """Record 0040: a list that changes every week could never be published by bodies that take a month."""
    gone = enter("甲事项").duty
    enter("丙事项")
    draft = passed(binxian, sent(binxian), "county", "city", "province")
    approved = draft.entries
    enter("乙事项", effective=TODAY)
    end(gone, binxian.townships, TODAY - timedelta(days=1))

    edition = publish(binxian, draft)

    assert list(edition.entries.order_by("pk").values_list("snapshot", flat=True)) == approved
    assert (edition.size, edition.added, edition.ended, edition.sha256) == (2, 2, 0, draft.sha256)
    assert edition.list_day == draft.as_of
    assert edition.notes == (
        "本版是2026年11月21日的清单。此后已退出清单、不再执行的：配合001“甲事项”；"
        "另有新增配合003“乙事项”，以调整后的为准。这些变化编入下一版。"
    )
    paper = Paper.objects.get(subject=edition.uuid)
    assert edition.notes in paper.content["document"]["body"]


def test_what_came_after_the_list_was_sent_waits_for_the_next_edition(binxian, enter):
    """待编入新版 is what the edition's list does not have, also where it is older than the edition."""
    gone = enter("甲事项").duty
    enter("丙事项")
    sent_on = TODAY - timedelta(days=3)
    draft = passed(binxian, sent(binxian), "county", "city", "province")
    EditionDraft.objects.filter(pk=draft.pk).update(as_of=sent_on)
    enter("乙事项", effective=TODAY)
    end(gone, binxian.townships, TODAY - timedelta(days=1))
    edition = publish(binxian, draft)

    latest = newest(binxian.county)
    changes = marked_changes(binxian.county, latest, TODAY, shown=9)

    assert latest == edition
    assert [facts["name"] for facts in changes.added] == ["乙事项"]
    assert [facts["name"] for facts in changes.ended] == ["甲事项"]

    following = sent(binxian)
    assert [json.loads(text)["name"] for text in following.entries] == ["丙事项", "乙事项"]
    numbers = {"county": "宾办发〔2026〕9号", "city": "哈编复〔2026〕16号", "province": ""}
    following = passed(binxian, following, "county", "city", "province", numbers=numbers)
    edition = publish(binxian, following, number="宾编发〔2026〕4号")
    assert (edition.size, edition.added, edition.ended, edition.notes) == (2, 1, 1, "")


def test_what_went_over_into_another_list_is_not_said_to_be_done_no_more(binxian, enter):
    """阿荣旗 第四条第（五）项: a temporary duty turned standing is a duty of the other list, and goes on there."""
    duty, gone = enter("甲事项").duty, enter("丙事项").duty
    draft = passed(binxian, sent(binxian), "county", "city", "province")
    enter("甲事项", kind="basic", effective=TODAY)
    end(duty, binxian.townships, TODAY - timedelta(days=1), kind="moved")
    end(gone, binxian.townships, TODAY - timedelta(days=1), case="案件二")

    assert publish(binxian, draft).notes == (
        "本版是2026年11月21日的清单。此后已退出清单、不再执行的：配合002“丙事项”；"
        "已转列其他清单、按新列的事项执行的：配合001“甲事项”；"
        "另有新增基本001“甲事项”，以调整后的为准。这些变化编入下一版。"
    )


def test_the_notice_counts_the_townships_of_the_day_of_the_list(binxian, enter, time_machine):
    """“全部2个乡镇” of a county that had three when its list was sent would name the one that does not carry it."""
    enter("甲事项", townships=[binxian.lcz, binxian.dxz])
    draft = passed(binxian, sent(binxian), "county", "city", "province")
    accounts.change_unit(unit=binxian.djx, valid_until=TODAY, by=SYSTEM)
    day = TODAY + timedelta(days=3)
    time_machine.move_to(datetime.combine(day, time(10)).astimezone())

    edition = publish(binxian, draft, on=day)

    [row] = Paper.objects.get(subject=edition.uuid).content["document"]["annexes"][0]["grids"][0]["rows"]
    assert row[2] == "灵川镇、大圩镇"


def test_files_of_an_edition_say_what_ended_since_too(binxian, enter, client):
    """Record 0040: nobody does what was cancelled because a list that was printed later has it."""
    gone = enter("甲事项").duty
    enter("丙事项")
    draft = passed(binxian, sent(binxian), "county", "city", "province")
    end(gone, binxian.townships, TODAY - timedelta(days=1))
    edition = publish(binxian, draft)

    file = f"{edition.get_absolute_url()}list."
    assert json.loads(b"".join(client.get(f"{file}json").streaming_content))["notes"] == edition.notes
    pages = pypdfium2.PdfDocument(client.get(f"{file}pdf").content)
    assert "不再执行的：配合001" in pages[0].get_textpage().get_text_range()


@pytest.mark.parametrize("renamed", [False, True])
def test_an_end_told_later_of_a_day_before_the_list_waits_for_the_next_edition(
    binxian, enter, client, renamed
):
    """A notice is entered days after it was issued: the edition's list has the township still, whatever the day says and whatever
    it is called since."""
    duty, before = enter("甲事项").duty, enter("乙事项").duty
    enter("丙事项")
    end(before, [binxian.lcz], TODAY - timedelta(days=9))
    edition = publish(binxian, passed(binxian, sent(binxian), "county", "city", "province"))
    end(duty, [binxian.lcz], edition.list_day - timedelta(days=2))

    changes = marked_changes(binxian.county, newest(binxian.county), TODAY)

    assert [pair.texts for pair in changes.changed] == [
        [("承担乡镇", "灵川镇、大圩镇、大境瑶族乡", "大圩镇、大境瑶族乡")]
    ]
    if renamed:
        accounts.change_unit(unit=binxian.lcz, name="新城镇", short_name="新城镇", by=SYSTEM)
    page = client.get("/").context["page"].object_list
    waits = {row.version.name: row.edition_tags for row in page}
    assert waits == {"甲事项": ["待编入新版"], "乙事项": [], "丙事项": []}
    assert "待编入新版" in client.get(duty.get_absolute_url()).content.decode()


def test_what_became_secret_since_it_was_approved_is_not_published(binxian, enter):
    """灵川 第八条: what is not to be public is in no published list, though the bodies had passed it."""
    duty = enter("甲事项").duty
    enter("丙事项")
    draft = passed(binxian, sent(binxian), "county", "city", "province")
    secret = actions.amend_duty(
        duty=duty,
        facts=facts("甲事项", is_public=False, publication_ground="涉及个人隐私"),
        townships=binxian.townships,
        department=binxian.zrj,
    )
    take_effect(secret, TODAY)

    with pytest.raises(NotPossible, match="配合001“甲事项”已经改为不予公开，不能公布"):
        publish(binxian, draft)

    assert Edition.objects.count() == 0
    assert fresh(draft).state == "approved"
    assert refused("publish_edition_draft") == ["Refused"]


def test_numbers_stay_without_gaps_after_a_refusal(binxian, enter):
    enter("甲事项")
    draft = passed(binxian, sent(binxian), "county", "city", "province")
    with pytest.raises(NotPossible):
        publish(binxian, draft, on=TODAY - timedelta(days=1))

    assert publish(binxian, draft).number == 1


def test_the_office_records_for_a_body_with_its_document_only(binxian, enter, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    enter()
    draft = sent(binxian)
    said = {
        "draft": draft,
        "by": binxian.office,
        "lock": draft.lock,
        "step": "county",
        "decided_on": TODAY,
        "number": NUMBERS["county"],
    }

    with pytest.raises(NotPossible) as told:
        drafts.pass_step(**said)
    assert str(told.value) == "由县委编办登记的，要附上县委、县政府的文件扫描件。"
    draft = drafts.pass_step(**said, upload=scan())

    assert (draft.step, draft.steps.get().file.name) == ("city", "审定.pdf")


@pytest.mark.parametrize("who", ["city", "province", "lcz"])
def test_a_body_out_of_turn_and_a_stranger_may_not(binxian, enter, seat_of, who):
    enter()
    draft = sent(binxian)
    by = seat_of(binxian.lcz) if who == "lcz" else getattr(binxian, who)

    with pytest.raises(PermissionDenied):
        drafts.pass_step(
            draft=draft, by=by, lock=draft.lock, step="county", decided_on=TODAY, number="宾办发〔2026〕8号"
        )
    assert refused("pass_step_edition_draft") == ["NotAllowed"]


def test_the_same_key_in_another_county_is_another_body(binxian, enter, seat_of):
    binxian.county.upper_body = None
    binxian.county.save()
    enter()
    draft = passed(binxian, sent(binxian), "county")

    with pytest.raises(PermissionDenied):
        passed(binxian, draft, "city")


def test_filing_may_not_return(binxian, enter):
    enter()
    draft = passed(binxian, sent(binxian), "county", "city")

    with pytest.raises(PermissionDenied):
        drafts.return_step(
            draft=draft, by=binxian.province, lock=draft.lock, step="province", decided_on=TODAY, reason="改"
        )


@pytest.mark.parametrize("decided_on", [TODAY - timedelta(days=1), TODAY + timedelta(days=1)])
def test_a_step_is_dated_between_sending_and_today(binxian, enter, decided_on):
    enter()

    with pytest.raises(NotPossible):
        passed(binxian, sent(binxian), "county", on=decided_on)


def test_no_body_answers_before_the_one_whose_turn_came_first(binxian, enter, time_machine):
    """四（一）: the city looks at what the county has approved."""
    enter()
    draft = sent(binxian)
    time_machine.move_to(datetime.combine(TODAY + timedelta(days=9), time(10)).astimezone())
    draft = passed(binxian, draft, "county", on=TODAY + timedelta(days=5))

    with pytest.raises(NotPossible, match="到今天之间"):
        passed(binxian, draft, "city", on=TODAY + timedelta(days=4))
    passed(binxian, draft, "city", on=TODAY + timedelta(days=5))


def test_an_old_form_is_stale(binxian, enter):
    enter()
    draft = begun(binxian)
    drafts.describe_draft(draft=draft, by=binxian.office, lock=draft.lock, notes="第一版。")

    with pytest.raises(drafts.StaleDraft):
        drafts.send_draft(draft=draft, by=binxian.office, lock=draft.lock)
    assert refused("send_edition_draft") == ["Stale"]


def test_one_open_draft_a_county(binxian, enter):
    first, again = begun(binxian), begun(binxian)

    assert first.pk == again.pk
    assert EditionDraft.objects.count() == 1


def test_nothing_new_is_not_sent(binxian, enter):
    enter()
    publish(binxian, passed(binxian, sent(binxian), "county", "city", "province"))

    with pytest.raises(NotPossible, match="没有变化"):
        sent(binxian)
    html = (
        client_of(binxian.office)
        .get(EditionDraft.objects.get(edition=None).get_absolute_url())
        .content.decode()
    )
    assert "没有变化，不用编新版" in html
    assert "/send/" not in html


def test_names_in_a_draft_lead_to_the_duties_of_its_county(binxian, enter):
    """A body above counties is under no county's address."""
    duty = enter("甲事项").duty
    draft = passed(binxian, sent(binxian), "county")
    link = f'<a href="{{}}/duties/{duty.uuid}/">甲事项</a>'

    for seat, county in ((binxian.city, f"/c/{binxian.county.code}"), (binxian.office, "")):
        client = client_of(seat)
        assert link.format(county) in client.get(draft.get_absolute_url()).text
        assert client.get(f"{county}/duties/{duty.uuid}/").status_code == 200


def test_a_kind_renamed_alone_is_sent_and_told(binxian, enter):
    """A rename before it is sent stands in the edition; one after it waits, and is told."""
    kind = enter().duty.list_kind
    publish(binxian, passed(binxian, sent(binxian), "county", "city", "province"))
    before = kind.name
    kinds.change_kind(kind=kind, name="配合类", columns=kind.columns, by=binxian.head)
    draft = begun(binxian)
    page = client_of(binxian.office)
    assert f"清单种类“{before}”改称“配合类”，其下的事项不变。" in page.get(draft.get_absolute_url()).text

    draft = drafts.send_draft(draft=draft, by=binxian.office, lock=draft.lock)
    kinds.change_kind(kind=kind, name="协助类", columns=kind.columns, by=binxian.head)
    html = page.get(draft.get_absolute_url()).text
    assert f"清单种类“{before}”改称“配合类”，其下的事项不变。" in html
    assert "送审以后，清单又有变化：清单种类“配合类”改称“协助类”。" in html

    later = {step: f"{number[:-2]}9号" if number else "" for step, number in NUMBERS.items()}
    draft = passed(binxian, draft, "county", "city", "province", numbers=later)
    edition = publish(binxian, draft, number="宾办发〔2026〕33号")
    assert edition.notes == (
        "本版是2026年11月21日的清单。此后另有清单种类“配合类”改称“协助类”，以调整后的为准。这些变化编入下一版。\n"
        f"清单种类“{before}”改称“配合类”，其下的事项不变。"
    )


def test_steps_are_written_once(binxian, enter):
    enter()
    passed(binxian, sent(binxian), "county")

    with pytest.raises(IntegrityError), transaction.atomic():
        EditionStep.objects.update(outcome="returned")


def test_no_way_past_the_bodies(binxian, enter):
    enter()

    with pytest.raises(NotPossible) as told:
        actions.publish_edition(
            county=binxian.county, document_number=PUBLISHED, published_on=TODAY, by=binxian.head
        )
    assert str(told.value) == (
        "清单要先经过县委、县政府审定、市级审核、省级备案，才能公布。请从“拟编版次”送审。"
    )


def test_without_a_path_the_head_publishes_what_the_handler_gathered(place, enter, seat_of):
    office, head = seat_of(place.bb, Post.HANDLER), seat_of(place.bb, Post.HEAD)
    enter()
    draft = drafts.begin_draft(county=place.county, by=office)
    draft = drafts.send_draft(draft=draft, by=office, lock=draft.lock)
    assert draft.state == "approved"
    page = client_of(head).get(draft.get_absolute_url()).text
    assert '<p class="lead">由联席会议办公室负责人公布。</p>' in page  # nobody else passed it

    with pytest.raises(NotPossible):
        actions.publish_edition(county=place.county, document_number=PUBLISHED, published_on=TODAY, by=head)
    with pytest.raises(PermissionDenied):
        publish(place, draft, by=office)

    assert publish(place, draft, by=head).size == 1


def test_bodies_of_transitions_are_empty():
    methods = [method for method in vars(DraftFlow).values() if hasattr(method, "_django_fsm")]

    assert len(methods) == 7
    assert all("（" in method.__doc__ for method in methods)


# -- pages --------------------------------------------------------------------------------------------------------


def url(name, draft):
    return reverse(name, args=[draft.uuid])


def form(draft, **more):
    return {"lock": draft.lock, "form_key": "k", **more}


def test_the_page_says_who_is_next(binxian, enter):
    enter("甲事项")
    draft = sent(binxian)

    html = client_of(binxian.office).get(draft.get_absolute_url()).content.decode()

    assert "下一步：县委、县政府审定（本县自定），由县委办公室登记。" in html
    assert "待县委、县政府审定" in html
    assert "甲事项" in html


def test_a_step_is_called_as_the_file_calls_it_whatever_cases_are_decided_by(binxian, enter):
    """[[list_path.steps]] has a verb of its own: 审定 of the list, where cases are 审议."""
    text = Regime.objects.get(county=binxian.county).text
    own = text.replace("[bodies.office]", '[bodies]\ndecision_verb = "审议"\n\n[bodies.office]')
    load_regime(county=binxian.county, text=own, by=SYSTEM)
    enter("甲事项")
    office = client_of(binxian.office)

    draft = begun(binxian)
    drafting = office.get(draft.get_absolute_url()).text
    drafts.send_draft(draft=draft, by=binxian.office, lock=draft.lock)
    under_way = office.get(draft.get_absolute_url()).text

    assert "之后依次是：县委、县政府审定、市级审核、省级备案，最后公布。" in drafting
    assert "下一步：县委、县政府审定（本县自定），由县委办公室登记。" in under_way


def test_who_sees_a_draft(binxian, enter, seat_of):
    enter()
    draft = begun(binxian)

    def statuses():
        return [
            client_of(by).get(draft.get_absolute_url()).status_code
            for by in (binxian.office, binxian.county_seat, binxian.city, binxian.province, stranger)
        ]

    stranger = seat_of(binxian.lcz)
    assert statuses() == [200, 404, 404, 404, 404]
    drafts.send_draft(draft=draft, by=binxian.office, lock=draft.lock)
    assert statuses() == [200, 200, 200, 200, 404]


def test_a_body_finds_its_drafts(binxian, enter, seat_of):
    enter()
    sent(binxian)

    html = client_of(binxian.province).get(reverse("edition-drafts")).content.decode()

    assert "灵川县" in html
    assert client_of(seat_of(binxian.lcz)).get(reverse("edition-drafts")).status_code == 403


def test_who_follows_several_counties_drafts_reads_them_under_no_county_s_name(binxian, enter):
    """`county_of` of a seat without a county is the first there is: its name stood above another county's draft."""
    County.objects.create(code="150721", name="阿荣旗", short="阿")
    enter()
    sent(binxian)

    for by in (binxian.city, binxian.province):
        assert "阿荣旗" not in client_of(by).get(reverse("edition-drafts")).text
    assert "拟编新版" in client_of(binxian.office).get(reverse("edition-drafts")).text


def test_recording_a_step_by_its_form_once_however_often_it_is_sent(binxian, enter):
    enter()
    draft = sent(binxian)
    client, sent_form = (
        client_of(binxian.county_seat),
        form(
            draft,
            step="county",
            outcome="passed",
            number="宾办发[2026]8号",
            decided_on="2026-11-21",
        ),
    )

    first, again = (client.post(url("edition-draft-step", draft), sent_form) for _ in range(2))

    assert (first.status_code, again.status_code) == (302, 302)
    assert EditionStep.objects.get().number == "宾办发〔2026〕8号"

    late = client.post(url("edition-draft-step", draft), sent_form | {"number": "宾办发〔2026〕99号"})
    assert (late.status_code, EditionStep.objects.get().number) == (409, "宾办发〔2026〕8号")
    assert "县委、县政府审定已经登记：通过，登记后不能更改。" in late.text
    assert all(number in late.text for number in ("宾办发〔2026〕8号", "宾办发〔2026〕99号"))


def test_the_form_of_a_step_says_what_follows_and_asks_no_choice_of_one(binxian, enter):
    """The province files and may not return (黑龙江 四（一）): its form says what it records, a hand-made return is refused."""
    enter()
    draft = passed(binxian, sent(binxian), "county")
    city = client_of(binxian.city).get(url("edition-draft-step", draft)).text
    assert "哈尔滨市委编办的意见。" in city
    assert "登记后不能更改；通过的，接着由黑龙江省委编办备案。" in city
    assert [
        city.count(f'type="radio" name="outcome" value="{value}"') for value in ("passed", "returned")
    ] == [1, 1]

    draft = passed(binxian, draft, "city")
    client, step = client_of(binxian.province), url("edition-draft-step", draft)
    province = client.get(step).text
    assert "黑龙江省委编办的意见：备案通过。" in province
    assert "登记后不能更改；通过的，接着由县委编办负责人公布。" in province
    assert 'type="radio"' not in province
    sent_form = form(draft, step="province", outcome="returned", reason="改", decided_on="2026-11-21")
    assert client.post(step, sent_form).status_code == 422
    assert client.post(step, sent_form | {"outcome": "passed"}).status_code == 302
    assert fresh(draft).state == "approved"


def test_a_form_of_an_earlier_state_gets_409_with_what_was_typed(binxian, enter):
    enter()
    draft = begun(binxian)
    client = client_of(binxian.office)
    drafts.describe_draft(draft=draft, by=binxian.head, lock=draft.lock, notes="别人写的。")

    response = client.post(url("edition-draft-notes", draft), form(draft, notes="我写的说明。"))

    assert response.status_code == 409
    html = response.content.decode()
    assert "我写的说明。" in html
    assert "别人写的。" in html  # what is stored now stands beside it


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"number": "　"}, "number"),
        ({"number": "宾办发8号"}, "number"),
        ({"decided_on": "2026-02-30"}, "decided_on"),
        ({"outcome": "returned", "reason": "　"}, "reason"),
        ({"outcome": "approved"}, "outcome"),
        ({"outcome": "returned", "reason": "改\u202e"}, "reason"),
    ],
)
def test_bad_input_is_told_beside_its_field(binxian, enter, typed, field):
    enter()
    draft = sent(binxian)
    good = form(draft, step="county", outcome="passed", number="宾办发〔2026〕8号", decided_on="2026-11-21")

    response = client_of(binxian.county_seat).post(url("edition-draft-step", draft), good | typed)

    assert (response.status_code, list(response.context["form"].errors)) == (422, [field])


def test_a_number_that_something_else_has_is_told_beside_its_field(binxian, enter):
    enter()
    draft = sent(binxian)
    claim(county=binxian.county, number=PUBLISHED, subject="a notice", organ="县委办公室")
    step = form(draft, step="county", outcome="passed", number=PUBLISHED, decided_on="2026-11-21")
    refused = client_of(binxian.county_seat).post(url("edition-draft-step", draft), step)
    draft = passed(binxian, draft, "county", "city", "province")
    last = form(draft, document_number=PUBLISHED, published_on="2026-11-21")
    not_published = client_of(binxian.head).post(url("edition-draft-publish", draft), last)

    assert list(refused.context["form"].errors) == ["number"]
    assert list(not_published.context["form"].errors) == ["document_number"]


def test_buttons_send_take_back_and_drop(binxian, enter):
    enter()
    draft = begun(binxian)
    client = client_of(binxian.office)
    for verb, state in (("send", "under_way"), ("take_back", "drafting"), ("drop", "dropped")):
        draft = fresh(draft)
        act = reverse("edition-draft-act", args=[draft.uuid, verb])
        assert client.post(act, form(draft)).status_code == 302
        assert EditionDraft.objects.get().state == state
    assert client.post(reverse("edition-draft-act", args=[draft.uuid, "save"])).status_code == 404


def test_publishing_by_its_form(binxian, enter):
    enter()
    draft = passed(binxian, sent(binxian), "county", "city", "province")
    sent_form = form(draft, document_number=PUBLISHED, published_on="2026-11-21")
    client = client_of(binxian.head)

    first, again = (client.post(url("edition-draft-publish", draft), sent_form) for _ in range(2))

    edition = Edition.objects.get()
    assert (first.status_code, again["Location"]) == (302, edition.get_absolute_url())
    html = client.get(edition.get_absolute_url()).content.decode()
    assert "哈尔滨市委编办，2026年11月21日（周六），哈编复〔2026〕15号" in html

    late = client.post(
        url("edition-draft-publish", draft), sent_form | {"document_number": "宾办发〔2026〕99号"}
    )
    assert (late.status_code, Edition.objects.get()) == (409, edition)
    assert "宾办发〔2026〕99号" in late.text
    assert "这一稿现在是“已公布”，和您打开时不一样了。" in late.text


def test_the_notice_is_looked_at_before_an_approved_edition_is_published(binxian, enter):
    """Its form offers the preview and the draft; trying publishes nothing, and what is wrong is told beside the form."""
    name = enter("甲事项").name
    draft = passed(binxian, sent(binxian), "county", "city", "province")
    said = form(draft, document_number=PUBLISHED, published_on="2026-11-21", preview="1")
    client, page = client_of(binxian.head), url("edition-draft-publish", draft)

    shown = client.get(page).text
    looked_at = client.post(f"{page}?as=docx", said)
    refused = client.post(f"{page}?as=docx", said | {"published_on": "2026-11-20"})

    assert shown.count('name="preview"') == 2
    assert 'value="宾办发〔2026〕"' in shown
    text = words(looked_at.content)
    assert PUBLISHED in text
    assert name in text
    assert "草稿，未印发" in text
    assert (refused.status_code, "公布日期不能早于" in refused.text) == (422, True)
    assert (Edition.objects.count(), Paper.objects.count(), fresh(draft).state) == (0, 0, "approved")
    del said["preview"]
    assert client.post(page, said).status_code == 302  # the same form still goes through


def test_the_direct_way_leads_to_the_drafts(binxian, enter):
    response = client_of(binxian.head).get("/editions/publish/")

    assert (response.status_code, response["Location"]) == (302, reverse("edition-drafts"))


def test_the_document_of_a_step_is_for_those_who_see_the_draft(
    binxian,
    enter,
    seat_of,
    settings,
    tmp_path,
):
    settings.MEDIA_ROOT = tmp_path
    enter()
    draft = sent(binxian)
    drafts.pass_step(
        draft=draft,
        by=binxian.office,
        lock=draft.lock,
        step="county",
        decided_on=date(2026, 11, 21),
        number="宾办发〔2026〕8号",
        upload=scan(),
    )
    file = reverse("edition-step-file", args=[draft.uuid, EditionStep.objects.get().file.uuid])

    assert b"".join(client_of(binxian.city).get(file).streaming_content) == b"%PDF-1.7 sample"
    assert client_of(seat_of(binxian.lcz)).get(file).status_code == 404


def test_what_waits_is_counted_whole_and_read_as_far_as_it_is_shown(binxian, enter):
    """A county may take over a whole list after its edition: nobody waits until each of its texts is told."""
    kept, gone = enter("甲事项").duty, enter("乙事项").duty
    edition = publish(binxian, passed(binxian, sent(binxian), "county", "city", "province"))
    for number in range(5):
        enter(f"新事项{number}", effective=TODAY)
    end(kept, [binxian.lcz], TODAY - timedelta(days=1))
    end(gone, binxian.townships, TODAY - timedelta(days=1))
    every = waiting_changes(binxian.county, TODAY)[1]

    for shown in (0, 2, 9):
        changes = marked_changes(binxian.county, edition, TODAY, shown)
        assert changes.numbers == every.numbers == {"added": 5, "changed": 1, "corrected": 0, "ended": 1}
        assert changes.added == every.added[:shown]
        assert (changes.changed, changes.ended) == (every.changed, every.ended)
        assert changes
