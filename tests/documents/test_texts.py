"""A county words its papers itself: the placeholders are checked by name, what was issued stays as it was."""

import io

import pdfplumber
import pytest
from django.urls import reverse

from admission.states import State
from audit.models import Event
from documents import kinds, pages, texts
from documents.models import Paper, PaperKind, StandardText
from tests.cast import client_of, seat
from tests.factories import journey

OWN = "同意受理“{事项}”（{申请编号}），受理编号{受理编号}。\n\n请按{制度}办理。"


def address(kind="receipt"):
    return reverse("paper-text", args=[kind])


def save(text, who="bb-fz", lock=0, **more):
    return client_of(who).post(address(), {"text": text, "lock": lock, **more})


def test_kinds_come_about_in_states_that_there_are():
    """A state that no county has would hide its kinds' paragraphs from all."""
    assert set(pages.COMES_OF.values()) <= set(State)


@pytest.mark.parametrize("kind", texts.EDITABLE)
def test_what_is_shipped_is_read_back_as_it_was_and_has_no_fault(kind):
    shipped = kinds.FORMS[kind].paragraphs

    assert texts.read(texts.written(shipped)) == shipped
    assert texts.problems(kind, shipped) == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", ["请写明标准段落；要用原来的，按“恢复原有段落”。"]),
        (
            "“{事项}”{申请编号}、{受理编号}，{金额}、{金额}。",
            ["没有“{金额}”这个占位符，请照“可以用的占位符”写。"],
        ),
        ("“{事项}”{申请编号}、{受理编号}。{期限}", ["没有“{期限}”这个占位符，请照“可以用的占位符”写。"]),
        ("“{事项}”{申请编号}。", ["缺少“{受理编号}”（受理编号）：没有它，文书就不写明这一项。"]),
        ("{申请编号}{受理编号}{事项", ["花括号没有成对，占位符写作“{事项}”。"]),
    ],
)
def test_faults_are_told_by_name(text, told):
    assert texts.problems(PaperKind.RECEIPT, texts.read(text)) == told


def test_what_may_be_missing_has_a_paragraph_of_its_own():
    text = "{来函}收悉。\n\n总体意见：{总体意见}。\n\n结论：{结论}。\n\n条件：{条件}；理由：{意见理由}"

    (told,) = texts.problems(PaperKind.REPLY, texts.read(text))

    assert told.startswith("“{条件}”、“{意见理由}”不能写在同一段")


def test_the_head_words_the_papers_that_follow(lingchuan):
    walked = journey("submitted", name="示例事项的日常巡查")
    before = journey("reviewing")
    old = Paper.objects.get(subject=str(before.case.uuid), kind="receipt").snapshot

    response = save(OWN)
    walked.accept()

    assert response.url == reverse("paper-texts")
    (body,) = [
        p.content["document"]["body"]
        for p in Paper.objects.filter(subject=str(walked.case.uuid), kind="receipt")
    ]
    number, receipt = walked.case.number, walked.case.receipt_number
    assert body == [
        f"同意受理“示例事项的日常巡查”（{number}），受理编号{receipt}。",
        "请按《灵川县乡镇职责准入制度》（办发〔2023〕3号）办理。",
    ]
    assert Paper.objects.get(subject=str(before.case.uuid), kind="receipt").snapshot == old
    event = Event.objects.get(verb="change_standard_text")
    assert (event.subject, event.facts) == ("450323/receipt", {"paper": "receipt"})
    assert "本县改写" in client_of("bb-jb").get(reverse("paper-texts")).text


def test_the_shipped_text_comes_back_and_what_was_is_kept(lingchuan):
    save(OWN)
    first = StandardText.objects.get()

    save("", lock=first.pk, shipped="1")

    assert texts.paragraphs_of(lingchuan, "receipt") == kinds.FORMS["receipt"].paragraphs
    assert list(StandardText.objects.values_list("text", flat=True)) == [first.text, ""]
    page = client_of("bb-fz").get(address()).text
    assert "同意受理“{事项}”" in page
    assert "恢复原有段落" in page
    assert Event.objects.filter(verb="restore_standard_text").count() == 1


def test_two_at_once_and_the_same_form_twice(lingchuan):
    save(OWN)
    same, other = save(OWN), save(OWN.replace("同意", "准予"))

    assert same.status_code == 302
    assert other.status_code == 409
    assert "准予受理" in other.text
    assert StandardText.objects.count() == 1


def test_who_may(lingchuan):
    answers = {who: save(OWN, who).status_code for who in ("bb-jb", "sfj-fz", "sys")}

    assert set(answers.values()) == {403}
    assert not StandardText.objects.exists()
    refused = Event.objects.get(verb="change_standard_text")
    assert (refused.outcome, refused.unit_id) == ("refused", str(seat("bb-jb").unit.pk))


def test_a_bad_text_comes_back_with_what_was_typed(lingchuan):
    response = save("只有{事项}。")

    assert response.status_code == 422
    assert "缺少“{受理编号}”" in response.text
    assert "只有{事项}。" in response.text


def test_it_is_looked_at_with_examples(lingchuan):
    response = save(OWN, preview="1")

    assert response["Content-Type"] == "application/pdf"
    with pdfplumber.open(io.BytesIO(response.content)) as pdf:
        text = "".join(char["text"] for char in pdf.pages[0].chars if char["size"] < 20)  # not 预览
    assert "同意受理“农村自建房施工安全日常巡查和隐患报告”" in text
    assert not StandardText.objects.exists()
