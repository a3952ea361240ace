"""更正纪要: on a sheet of its own, signed as the minutes were; results only until they are in their case."""

import pytest
from django.core.exceptions import PermissionDenied

from admission.act import Refused
from admission.actions import applicant
from documents.papers import papers_about
from jointmeeting import actions
from jointmeeting.models import Topic
from jointmeeting.queries import papers_of, waiting_for_correction
from jointmeeting.states import TopicStage
from tests.cast import client_of, seat
from tests.jointmeeting.conftest import Course, fresh_meeting
from tests.jointmeeting.test_topics import proposed


def sheets(meeting):
    return [paper for paper in papers_of(meeting) if paper.kind == "minutes_correction"]


def test_of_the_text(course):
    led = course("signed", cases=0)
    signed = led.meeting.content_hash
    with pytest.raises(PermissionDenied):
        led.act(actions.draft_correction, "zjr", old="会议概况", new="会议情况", reason="笔误。")
    for old, new in (("没有写过", "会议情况"), ("会议概况", "会议概况")):
        with pytest.raises(Refused):
            led.act(actions.draft_correction, "bb-jb", old=old, new=new, reason="笔误。")
    led.act(actions.draft_correction, "bb-jb", old="会议概况", new="会议情况", reason="笔误。")
    with pytest.raises(Refused):
        led.act(actions.draft_correction, "bb-jb", old="概况", new="情况", reason="笔误。")
    assert list(waiting_for_correction(seat("zjr"))) == [led.meeting]
    assert "会议情况" not in client_of("sfj-fz").get(led.meeting.get_absolute_url()).text
    with pytest.raises(PermissionDenied):
        led.act(actions.sign_correction, "bb-fz")
    led.act(actions.sign_correction, "zjr")

    assert (led.meeting.minutes, led.meeting.content_hash) == ("会议概况。", signed)
    (sheet,) = sheets(led.meeting)
    rows = dict(sheet.content["document"]["rows"])
    assert (rows["原文"], rows["更正为"], rows["更正的理由"]) == ("会议概况", "会议情况", "笔误。")
    assert not waiting_for_correction(seat("zjr"))


def test_of_a_result_until_it_is_in_its_case(course):
    led = course("signed")
    wrong = {"new": "理由不足。", "result": "failed", "reason": "记录有误。"}
    led.act(actions.draft_correction, "bb-jb", item=led.item, **wrong)
    with pytest.raises(Refused):
        led.act(actions.close_meeting, "bb-jb")
    assert led.item.result == "passed"
    led.act(actions.sign_correction, "zjr").record()

    assert led.case.state == "rejected"
    (extract,) = papers_about(led.case.uuid).filter(kind="meeting_minutes")
    assert "理由不足。" in str(extract.content["document"]["body"])
    with pytest.raises(Refused):
        led.act(actions.draft_correction, "bb-jb", item=led.item, **wrong | {"result": "passed"})


@pytest.fixture
def correcting(course):
    """The minutes are signed; that the meeting said no waits for the convenor on a sheet of its own."""
    led = course("signed")
    wrong = {"new": "不同意。", "result": "failed", "reason": "有误。"}
    return led.act(actions.draft_correction, "bb-jb", item=led.item, **wrong)


def test_a_result_that_is_being_corrected_waits(correcting):
    """The case would go the way that its office itself calls wrong, and nothing would bring it back."""
    led = correcting
    page = client_of("bb-jb").get(led.meeting.get_absolute_url()).text
    assert "这一结果的更正等待签署" in page
    assert f"agenda/{led.item.pk}/result/" not in page
    with pytest.raises(Refused, match="更正还没有签署"):
        led.record()
    assert (
        "有一份更正还没有签署" in client_of("bb-jb").get(f"{led.meeting.get_absolute_url()}correction/").text
    )
    led.act(actions.drop_correction, "bb-jb").record()

    assert led.case.state == "deciding"
    assert sheets(led.meeting) == []
    assert (
        "有一份更正还没有签署"
        not in client_of("bb-jb").get(f"{led.meeting.get_absolute_url()}correction/").text
    )


def test_what_is_in_its_case_is_not_offered_again(course):
    led = course("signed")
    page = f"{led.meeting.get_absolute_url()}agenda/{led.item.pk}/result/"
    assert "<button" in main(client_of("bb-jb").get(page).text)
    led.record()

    html = main(client_of("bb-jb").get(page).text)
    assert "这一结果已经登记到案件。" in html
    assert "<button" not in html


def main(html):
    return html.split("<main", 1)[1].split("</main>", 1)[0]


def test_a_result_of_a_case_that_left_meanwhile_is_not_corrected(correcting):
    led = correcting
    applicant.withdraw(case=led.case, by=seat("zjj-fz"), lock=led.case.lock, reason="不再需要。")
    with pytest.raises(Refused):
        led.act(actions.sign_correction, "zjr")
    led.act(actions.drop_correction, "bb-jb")

    assert sheets(led.meeting) == []
    assert led.item.result == "passed"


def test_of_a_topic(lingchuan):
    topic, led = proposed(), Course(cases=0)
    led.act(actions.put_topic, "bb-jb", topic=topic).call().attend().draft().sign()
    item = led.meeting.items.get()
    with pytest.raises(Refused):
        led.act(
            actions.draft_correction, "bb-jb", item=item, new="再协调。", result="coordinate", reason="有误。"
        )
    led.act(actions.draft_correction, "bb-jb", item=item, new="暂缓。", result="deferred", reason="有误。")
    led.act(actions.sign_correction, "zjr")

    assert Topic.objects.get(pk=topic.pk).stage == TopicStage.WAITING
    assert fresh_meeting(led.meeting).items.get().wording == "暂缓。"
