"""What the forms do with what people really send: nothing lost, nothing done twice, everything said in Chinese."""

import re

from playwright.sync_api import expect

from accounts.models import Session
from admission.models import Position
from demo.county import PASSWORD
from tests.browser import steps
from tests.browser.controls import (
    attach,
    choose,
    fill,
    follow,
    labelled,
    press,
    question,
    refused,
    section,
    switch_seat,
    told,
)
from tests.cast import seat
from tests.factories import make_case, open_reviews

CASE = "沿街店铺燃气软管入户检查"


def field_error(page, label, sentence):
    """The sentence stands beside the field, and the field says that it is wrong."""
    field = labelled(page, label)
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_accessible_description(re.compile(re.escape(sentence)))


def test_errors_beside_the_field_and_nothing_lost(people, picture):
    make_case("draft", name=CASE)
    page = people("zjj-jb")
    steps.take_up(page, CASE)
    choose(page, "期限", "临时性、阶段性")
    fill(page, {"开始日期": "2026-12-31", "结束日期": "2026-12-01"})
    fill(page, {"每年所需经费（万元）": "十二", "职责边界": "乡镇不处置。", "职责名称": "查\u202e看"})
    attach(page, "添加附件", "说明.exe")
    press(page, "保存草稿")

    expect(page.get_by_role("alert")).to_be_focused()
    field_error(page, "结束日期", "结束日期不能早于开始日期")
    field_error(page, "每年所需经费（万元）", "只用数字和小数点，例如12.5")
    expect(labelled(page, "每年所需经费（万元）")).to_have_value("十二")
    expect(labelled(page, "职责边界")).to_have_value("乡镇不处置。")
    expect(page.get_by_role("alert").get_by_role("listitem")).to_have_count(4)
    picture(page, "bad-input")
    page.get_by_role("alert").get_by_role("link").first.click()
    expect(labelled(page, "职责名称")).to_be_focused()


def test_blank_reasons_are_asked_for(people):
    make_case("circulating", name=CASE)
    page = people("zzb-fz")
    steps.open_case(page, CASE)
    steps.own_answer(page, "签发意见")
    choose(page, "审查结论：治理适应性", "不适应")
    choose(page, "总体意见", "不同意")
    fill(page, {"理由": "\u3000 \u3000"})
    press(page, "签发意见")
    field_error(page, "理由", "请写明理由")
    expect(question(page, "总体意见").get_by_label("不同意", exact=True)).to_be_checked()


def test_form_sent_twice_does_one_thing(people):
    case = make_case("consulting", name=CASE)
    page = people("lcz-fz")
    steps.take_up(page, CASE)
    choose(page, "意见", "同意")
    with page.expect_request(lambda asked: asked.method == "POST") as sent:
        press(page, "答复")
    told(page, "已答复。")
    first = sent.value
    again = page.request.post(
        first.url, data=first.post_data_buffer, headers={"Content-Type": first.headers["content-type"]}
    )
    assert again.ok
    assert Position.objects.filter(consultation__application=case).count() == 1


def test_stale_form_shows_both_texts(people, picture):
    make_case("draft", name=CASE)
    page, colleague = people("zjj-jb"), people("zjj-fz")
    for each in (page, colleague):
        steps.open_case(each, CASE)
        follow(each, "修改申请")
    fill(colleague, {"职责边界": "乡镇只看，不查。"})
    press(colleague, "保存草稿")
    told(colleague, "已保存。")

    fill(page, {"职责边界": "乡镇又看又查。"})
    press(page, "保存草稿")
    expect(page.get_by_role("heading", level=1)).to_have_text("您打开之后，这一件已有人办过")
    expect(page.locator("main")).to_contain_text("乡镇只看，不查。")
    expect(page.get_by_label("您填的")).to_have_value("乡镇又看又查。")
    picture(page, "stale")
    follow(page, "看现在的情况")
    expect(page.get_by_role("heading", level=1)).to_have_text(CASE)


def six_minutes_ago(username):
    """As if the person had typed the password in this session six minutes ago."""
    for row in Session.objects.all():
        session = row.get_decoded()
        if session.get("_auth_user_id") == str(seat(username).user.pk):
            store = Session.get_session_store_class()(row.session_key)
            store["password_at"] = session["password_at"] - 6 * 60
            store.save()


def test_signing_asks_for_the_password_again(people, picture):
    make_case("signing", name=CASE)
    page = people("zjr")
    section(page, "工作台")
    follow(page, CASE)
    follow(page, "同意并审签")
    fill(page, {"批语": "请抓好落实。"})
    six_minutes_ago("zjr")
    press(page, "同意并审签")
    refused(page, "距上次输入密码已超过5分钟，请再输入一次登录密码。")
    expect(labelled(page, "批语")).to_have_value("请抓好落实。")

    fill(page, {"登录密码": "not-this-one"})
    press(page, "同意并审签")
    refused(page, "密码不对，请重新输入。")
    picture(page, "password-again")
    fill(page, {"登录密码": PASSWORD})
    press(page, "同意并审签")
    told(page, "已同意并审签。")


def test_delegate_switches_seats_and_signs(people):
    """县司法局's handler holds the head's delegation: an entry of its own in the switch."""
    case = make_case("circulating", name=CASE)
    page = people("sfj-jb")
    switch_seat(page, "县司法局 · 负责人（受托）")
    steps.open_case(page, CASE)
    steps.own_answer(page, "签发意见")
    steps.write_opinion(page, "sfj")
    press(page, "签发意见")
    told(page, "意见已签发。")
    assert [review.unit.code for review in open_reviews(case)].count("sfj") == 0


def test_wrong_password_is_told_and_the_name_kept(county, page):
    page.goto("/login/")
    fill(page, {"账号": "sfj-fz", "密码": "not-this-one"})
    press(page, "登录")
    field_error(page, "密码", "账号或密码不对")
    expect(labelled(page, "账号")).to_have_value("sfj-fz")


def test_another_s_case_does_not_exist(people):
    case = make_case("submitted", name=CASE)
    response = people("nyj-jb").goto(case.get_absolute_url())
    assert response.status == 404
