"""The application form: saved at any time, told what is missing, and what bad input gets."""

import datetime
import re
from decimal import Decimal

import pytest
from django.urls import reverse

from accounts import kept
from admission.actions.applicant import save_text
from admission.models import Application
from admission.states import Kind
from audit.models import Event
from audit.record import SYSTEM
from regimes.actions import load_regime
from registry.models import ListKind
from tests.admission.forms import address, filled
from tests.cast import client_of, days_later, office_abroad, seat
from tests.factories import facts, fresh, journey, listed, listed_duty, make_case, open_requests, unit
from tests.regimes.conftest import with_ways

pytestmark = pytest.mark.usefixtures("lingchuan")

BIDI = "巡查\u202e查巡"
MONGOLIAN = "ᠠᠷᠤᠨ ᠬᠣᠰᠢᠭᠤ\u180e\u180b ᠨᠤ"


def draft(by="zjj-jb", **post):
    """A new draft begun through its page, and the seat's browser."""
    client = client_of(by)
    response = client.post(reverse("case-new"), {"kind": "admission", "form_key": "k1"} | post)
    return client, Application.objects.get(uuid=response.url.split("/")[2])


def save(client, case, **changes):
    url = address("case-edit", case)
    return client.post(url, filled(client, url, **changes))


# -- beginning --------------------------------------------------------------------------------------------------------


def test_a_draft_begins_with_its_department():
    _, case = draft()

    assert (case.kind, case.state, case.version.department.code) == ("admission", "draft", "zjj")


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("入河排污口巡查", ["入河排污口日常巡查"]),
        ("入河排汙口巡查", ["入河排污口日常巡查"]),
        ("渡口码头秩序引导", []),
        ("", []),
        ("\x00\u202e", []),
        ("巡" * 3000, []),
    ],
)
def test_a_name_being_typed_is_told_what_is_like_it(name, told):
    listed_duty("入河排污口日常巡查", townships=("lcz",))
    client, case = draft()

    shown = client.get(address("case-alike", case), {"name": name})

    assert shown.status_code == 200
    assert re.findall(r"</?a\b[^>]*>\S+ (.*?)</a>", shown.content.decode()) == told


def test_a_revoked_duty_that_is_typed_again_is_not_said_to_be_in_the_list():
    """第十条: it comes back under another name."""
    ended = listed_duty("入河排污口日常巡查", townships=("lcz",))
    over = {"end_kind": "done", "ended_on": datetime.date(2026, 1, 5), "end_document": "灵办发〔2026〕1号"}
    ended.versions.get().carriers.update(**over)
    client, case = draft()

    told = client.get(address("case-alike", case), {"name": "入河排污口巡查"}).text

    assert "与已有的事项相近" in told
    assert "（已撤销）" in told


def test_what_was_typed_when_the_session_ended_is_shown_by_the_regulation_s_names():
    client, case = draft()
    url = address("case-edit", case)
    written = {
        "township_duties": "每周看一次。",
        "boundary": "乡镇只看，不查。",
        "guarantee_funding": "每年1万元。",
    }
    typed = filled(client, url, name="山塘巡查", **written, talk_gist="没有不同意见。")
    fields = [
        [name, str(each)]
        for name, value in typed.items()
        for each in (value if isinstance(value, list) else [value])
    ]

    texts = dict(kept.labelled({"app": "admission", "fields": fields}, case.county))

    assert texts == {
        "职责名称": "山塘巡查",
        "权责内容（乡镇职责）": "每周看一次。",
        "职责边界": "乡镇只看，不查。",
        "经费保障": "每年1万元。",
        "沟通情况": "没有不同意见。",
    }


def test_a_township_applies_for_itself():
    _, case = draft("dxz-jb")

    assert [unit.code for unit in case.version.townships.all()] == ["dxz"]


def test_the_same_beginning_sent_twice_is_one_draft():
    client, case = draft()

    again = client.post(reverse("case-new"), {"kind": "admission", "form_key": "k1"})

    assert (again.status_code, again.url) == (302, address("case-edit", case))
    assert Application.objects.count() == 1


def test_the_change_and_both_ends_of_a_listed_duty_are_offered_alike(lingchuan):
    """None before the others: which it is to be is chosen first, then the duty (第四条, 第五条)."""
    page = client_of("zjj-jb").get(reverse("case-new"))

    chosen = re.findall(r'href="\?kind=(\w+)">选择要(\w+)的事项', page.text)
    assert sorted(chosen) == [("adjustment", "调整"), ("cancellation", "取消"), ("revocation", "撤销")]
    assert 'name="q"' not in page.text


def test_a_body_that_is_not_standing_is_told_why():
    response = client_of("cjb-fz").get(reverse("case-new"))

    assert response.status_code == 403
    assert response.context["reason"] == "县创建办是议事协调机构或临时机构，不能作为申请主体。"


@pytest.mark.parametrize("who", ["zjr", "sbb-jb", "sys"])
def test_others_cannot_begin(who):
    assert client_of(who).get(reverse("case-new")).status_code == 403


def test_a_revocation_begins_with_a_duty_of_ones_own():
    duty = listed_duty("沿河垃圾清理", department="zjj")
    client = client_of("zjj-jb")

    offered = client.get(reverse("case-new"), {"kind": "revocation", "q": "垃圾"}).context["rows"]
    response = client.post(reverse("case-new"), {"kind": "revocation", "duty": duty.uuid})
    case = Application.objects.get()

    assert [row.duty for row in offered] == [duty]
    assert response.url == address("case-edit", case)
    assert (case.kind, case.duty, case.version.name) == (Kind.REVOCATION, duty, "沿河垃圾清理")


@pytest.mark.parametrize(
    ("who", "status"), [("zjj-jb", 200), ("dxz-jb", 200), ("nyj-jb", 404), ("ltz-jb", 404)]
)
def test_whose_duty_may_be_chosen(who, status):
    duty = listed_duty(department="zjj", townships=("lcz", "dxz"))

    response = client_of(who).get(reverse("case-new"), {"kind": "revocation", "duty": duty.uuid})

    assert response.status_code == status


def test_the_office_registers_a_paper_application():
    client = client_of("bb-jb")
    data = {"applicant": unit("dxz").pk, "kind": "admission", "form_key": "k"}

    client.post(reverse("case-register"), data)
    case = Application.objects.get()

    assert (case.on_paper, case.applicant.code) == (True, "dxz")
    assert "paper" in client.get(address("case-edit", case)).context["form"].fields
    assert client_of("dxz-fz").get(address("case-edit", case)).status_code == 403


def test_the_office_is_offered_what_the_county_takes(lingchuan):
    load_regime(county=lingchuan, text=with_ways(("admission", "revocation")), by=SYSTEM)

    page = client_of("bb-jb").get(reverse("case-register"))

    assert [kind for kind, _ in page.context["form"].fields["kind"].choices] == ["admission", "revocation"]


def test_registering_is_the_offices():
    assert client_of("zjj-jb").get(reverse("case-register")).status_code == 403


def test_a_paper_revocation_names_the_duty_by_its_code():
    duty = listed_duty(department="zjj", townships=("dxz",))
    client = client_of("bb-jb")
    data = {"applicant": unit("dxz").pk, "kind": "revocation"}

    wrong = client.post(reverse("case-register"), data | {"code": "配合999"})
    client.post(reverse("case-register"), data | {"code": duty.code})

    assert wrong.context["form"].errors["code"] == ["清单里没有编号为“配合999”、由大圩镇牵头或承担的事项"]
    assert wrong.text.count('name="code"') == 1  # of several only the last one would be read
    assert Application.objects.get().duty == duty


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("\u3000", "请填写清单编号"),
        ("查\u202e看", "清单编号第2个字是从右到左覆盖（U+202E），不能使用，请删去"),
    ],
)
def test_a_code_that_is_none_is_told_once_and_as_what_it_is(code, error):
    data = {"applicant": unit("dxz").pk, "kind": "adjustment", "code": code}
    response = client_of("bb-jb").post(reverse("case-register"), data)

    assert response.context["form"].errors == {"code": [error]}


# -- writing ----------------------------------------------------------------------------------------------------------


def test_sections_follow_the_regulation():
    client, case = draft()

    page = client.get(address("case-edit", case)).context["sheet"]

    assert [section.heading for section in page.sections] == [
        "职责名称",
        "由谁下放、谁承担",
        "期限和清单",
        "法定依据",
        "权责内容",
        "职责边界",
        "运行机制",
        "制度保障",
        "人员安排",
        "综合论证",
        "保障",
        "公开",
        "与联席会议办公室沟通",
        "附件",
    ]


def test_saved_with_what_is_written_so_far():
    client, case = draft()

    response = save(client, case, name="秸秆禁烧巡查", mechanism="每月汇总。", talk_with="办公室主任")
    case = fresh(case)

    assert response.url == address("case-edit", case)
    assert (case.version.name, case.version.texts["mechanism"]) == ("秸秆禁烧巡查", "每月汇总。")
    assert (case.talk_with, case.version.number) == ("办公室主任", 1)


def test_saving_goes_on_to_the_next_section():
    client, case = draft()
    url = address("case-edit", case)

    assert save(client, case, next="section-4").url == f"{url}#section-4"
    assert save(client, case, next="//evil.example").url == url


def test_all_townships_at_once():
    client, case = draft()

    save(client, case, **{"townships-all": "1"})

    assert case.version.townships.count() == 12


def test_a_township_stays_among_those_it_applies_for():
    client, case = draft("dxz-jb")

    save(client, case, townships=[unit("lcz").pk], department=unit("nyj").pk)
    version = fresh(case).version

    assert {each.code for each in version.townships.all()} == {"dxz", "lcz"}
    assert version.department.code == "nyj"


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"township_role": "assist"}, "supporting"),
        ({"township_role": "handle"}, "basic"),
        ({"term": "temporary", "township_role": "handle"}, "temporary"),
        ({}, None),
    ],
)
def test_the_list_is_proposed_by_rule(changes, kind):
    client, case = draft()

    save(client, case, **changes)
    found = fresh(case).version.list_kind

    assert (found and found.key) == kind


def test_the_list_follows_the_role_until_someone_chooses():
    client, case = draft()
    supporting = ListKind.objects.get(key="supporting")

    save(client, case, township_role="assist")
    save(client, case, township_role="handle")
    follows = fresh(case).version.list_kind.key
    save(client, case, list_kind=supporting.pk)

    assert (follows, fresh(case).version.list_kind) == ("basic", supporting)


def test_a_standing_duty_keeps_no_dates():
    client, case = draft()
    dates = {"term_from": "2026-12-01", "term_until": "2027-03-31", "why_temporary": "季节性。"}

    save(client, case, term="temporary", source_kind="county", **dates)
    temporary = fresh(case).version
    save(client, case, term="standing", term_from="2026-02-30")
    standing = fresh(case).version

    assert (temporary.term_until, temporary.why_temporary) == (datetime.date(2027, 3, 31), "季节性。")
    assert (standing.term, standing.term_from, standing.why_temporary) == ("standing", None, "")


def test_what_is_missing_is_listed_with_a_link_to_its_field():
    client, case = draft()
    save(client, case, name="秸秆禁烧巡查")

    page = client.get(address("case-edit", case)).context["sheet"]
    links = {item["label"]: item["url"] for item in page.missing}

    assert links["法定依据"] == "#id_basis"
    assert links["下放方式"] == "#id_transfer_mode_0"
    assert links["与联席会议办公室沟通的情况"] == "#id_talk_on"
    assert page.missing_title == f"还不能提交，缺{len(page.missing)}样"
    assert [item["word"] for item in page.nav[:2]] == ["已填", "未填"]


def test_term_and_publication_are_chosen_by_nobody_beforehand():
    client, case = draft()
    page = client.get(address("case-edit", case))
    words = {item["label"]: item["word"] for item in page.context["sheet"].nav}

    assert (page.context["form"]["term"].value(), page.context["form"]["is_public"].value()) == ("", None)
    assert (words["期限和清单"], words["公开"]) == ("未填", "未填")
    save(client, case, name="秸秆禁烧巡查")
    version = fresh(case).version
    assert (version.term, version.is_public) == ("", None)
    save(client, case, term="standing", is_public="True")
    version = fresh(case).version
    assert (version.term, version.is_public) == ("standing", True)


def test_beside_a_refused_save_stands_what_was_saved():
    client, case = draft()
    saved = client.get(address("case-edit", case))
    refused = save(client, case, name=BIDI)

    assert "按上次保存的内容" not in saved.content.decode()
    assert refused.context["sheet"].missing_title.endswith("（按上次保存的内容）")
    assert refused.content.decode().count("按上次保存的内容") == 3


def test_a_full_draft_waits_for_its_head_only():
    made = journey("consulting").answer()

    handler = client_of("zjj-jb").get(address("case-edit", made.case)).context["sheet"]
    head = client_of("zjj-fz").get(address("case-edit", made.case)).context["sheet"]

    assert (handler.missing, handler.missing_title, handler.waits_for_head) == ([], "可以提交了", True)
    assert [step["label"] for step in head.steps] == ["提交申请"]


def test_forbidden_wording_is_shown_at_its_field_with_article_and_advice():
    client, case = draft()
    save(client, case, township_duties="层层签订责任状，出现问题一票否决。")

    (note,) = client.get(address("case-edit", case)).context["form"].checks["township_duties"]

    assert [words for words, _ in note.hits] == [("责任状",), ("一票否决",)]
    (listed_form, own) = [advice for _, advice in note.hits]
    assert listed_form.startswith("制度第七条。可以这样改：不签责任状。")
    assert own.startswith("本县自定。可以这样改：除中央和自治区有明确规定的以外")
    body = client.get(address("case-edit", case)).content.decode()
    assert "<mark>责任状</mark>　制度第七条" in body
    assert "写明理由，由联席会议办公室核定" not in body


def test_a_listed_duty_is_told_at_the_name_with_a_link():
    same = listed("沿河垃圾清理", department="zjj").duty
    like = listed("沿河垃圾日常清理", department="nyj").duty
    client, case = draft()
    save(client, case, name="沿河垃圾清理")

    hard, soft = client.get(address("case-edit", case)).context["form"].checks["name"]

    assert (hard.hard, [url for _, url in hard.links]) == (True, [same.get_absolute_url()])
    assert (soft.hard, [url for _, url in soft.links]) == (False, [like.get_absolute_url()])


@pytest.mark.parametrize(("length", "noted"), [(40, False), (41, True)])
def test_a_name_longer_than_the_hint_advises_is_noted_and_saved(length, noted):
    """灵川's hint advises 40 characters; the limit is another."""
    client, case = draft()
    assert save(client, case, name="巡" * length).status_code == 302

    checks = client.get(address("case-edit", case)).context["form"].checks.get("name", [])
    assert [(check.hard, check.title) for check in checks if "建议的" in check.title] == (
        [(False, "有41个字，比建议的40个字长")] if noted else []
    )


# -- while consulting ---------------------------------------------------------------------------------------------------


def test_a_changed_text_is_a_new_draft_and_asks_those_it_touches():
    made = journey("consulting", townships=("lcz", "dxz"))
    made.answer()
    client = client_of("zjj-jb")
    shown = client.get(address("case-edit", made.case)).context["sheet"]

    save(client, made.case, boundary="乡镇只报告。")
    case = fresh(made.case)

    assert shown.save_label == "保存为新一稿"
    assert case.version.number == 2
    assert {request.unit.code for request in open_requests(case)} == {"lcz", "dxz"}


def test_an_unchanged_text_stays_the_same_draft():
    case = make_case("consulting")

    save(client_of("zjj-jb"), case, talk_gist="又谈了一次。")
    case = fresh(case)

    assert (case.version.number, case.talk_gist) == (1, "又谈了一次。")


def test_the_talk_with_the_office_stays_as_it_was_submitted():
    walked = journey("submitted").return_for_correction()
    client, said = client_of("zjj-jb"), walked.case.talk_gist
    page = client.get(address("case-edit", walked.case))

    response = save(client, walked.case, talk_gist="另一种说法。", talk_with="别人", boundary="只巡查。")
    case = fresh(walked.case)

    assert response.status_code == 302
    assert (case.talk_gist, case.talk_with) == (said, walked.case.talk_with)
    assert case.version.boundary == "只巡查。"
    assert all(page.context["form"][name].field.disabled for name in ("talk_on", "talk_with", "talk_gist"))
    assert said in page.content.decode()


def test_each_unit_asked_has_the_buttons_that_fit():
    case = make_case("consulting")
    client, url = client_of("zjj-jb"), address("case-edit", case)

    def acts():
        return [set(row.acts) for row in client.get(url).context["sheet"].rows]

    at_first = acts()
    for code in ("lcz", "dxz"):
        client.post(address("case-remind", case, unit(code).uuid))
    with days_later(30):
        client = client_of("zjj-jb")
        late = acts()

    assert at_first == [{"remind", "file_position"}] * 2
    assert late == [{"remind", "record_overdue", "file_position"}] * 2


@pytest.mark.parametrize(("state", "words"), [("correcting", "缺附件。"), ("revising", "请明确边界。")])
def test_what_the_office_wants_stands_at_the_top(state, words):
    case = make_case(state)

    assert client_of("zjj-jb").get(address("case-edit", case)).context["sheet"].asked_for.text == words


# -- revocation -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("route", "article"),
    [("revocation", "第四条"), ("simple", "第三条第（一）项、第三条第（二）项")],
)
def test_the_townships_are_asked_by_the_article_of_the_kind(lingchuan, route, article):
    """第四条: together with the townships; 第三条 is of admissions."""
    made = journey("draft", route=route)
    page = client_of(made.handler).get(address("case-edit", made.case)).content.decode()

    assert f'<h2>征询意见</h2><p class="article">{article}</p>' in page


def test_a_revocation_names_townships_that_carry_the_duty():
    duty = listed_duty(department="zjj", townships=("lcz", "dxz"))
    client, case = draft(kind="revocation", duty=duty.uuid)
    form = client.get(address("case-edit", case)).context["form"]

    save(
        client, case, townships=[unit("dxz").pk, unit("ltz").pk], ground="done", ground_evidence="已清理完。"
    )
    version = fresh(case).version

    assert {each.code for each in form.fields["townships"].queryset} == {"lcz", "dxz"}
    assert [each.code for each in version.townships.all()] == ["dxz"]
    assert (version.ground, version.ground_evidence) == ("done", "已清理完。")


def test_a_township_revokes_for_itself_alone():
    duty = listed_duty(department="zjj", townships=("lcz", "dxz"))
    client, case = draft("dxz-jb", kind="revocation", duty=duty.uuid)

    save(client, case, townships=[unit("lcz").pk], ground="done")

    assert [each.code for each in fresh(case).version.townships.all()] == ["dxz"]


# -- who ------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "who", "status"),
    [
        ("draft", "zjj-fz", 200),
        ("draft", "lcz-fz", 404),
        ("draft", "bb-fz", 404),
        ("consulting", "lcz-fz", 403),
        ("consulting", "nyj-jb", 404),
        ("submitted", "zjj-jb", 409),
        ("submitted", "bb-jb", 403),
        ("correcting", "zjj-jb", 200),
        ("revising", "zjj-jb", 200),
        ("withdrawn", "zjj-jb", 409),
    ],
)
def test_who_may_open_the_form(state, who, status):
    assert client_of(who).get(address("case-edit", make_case(state))).status_code == status


def test_someone_elses_case_does_not_exist():
    case = make_case("consulting")
    url = address("case-edit", case)
    data = filled(client_of("zjj-jb"), url, name="改名") | {"form_key": "forged"}

    answers = [client_of(who).post(url, data).status_code for who in ("nyj-jb", office_abroad(), "lcz-fz")]

    assert answers == [404, 404, 403]
    assert fresh(case).version.name != "改名"


def test_a_bad_form_of_someone_who_may_not_write_shows_nothing():
    case = journey("consulting").act(save_text, "zjj-jb", boundary="只有申请方知道的一句话").case
    url = address("case-edit", case)

    response = client_of("nyj-jb").post(url, {"name": BIDI})
    asked = client_of("lcz-fz").post(url, {"name": BIDI})

    assert (response.status_code, asked.status_code) == (404, 403)
    assert "只有申请方知道" not in asked.content.decode()


# -- what bad input gets ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "value", "error"),
    [
        ("name", BIDI, "职责名称第3个字是从右到左覆盖（U+202E），不能使用，请删去"),
        ("name", "巡" * 201, "职责名称最多200个字，现在有201个字"),
        ("name", "㍿" * 51, "“㍿”一类的合写符号展开以后有204个字，最多200个字，请照平常的写法改短"),
        ("basis", "依据\x00", "法定依据第3个字是空字符（U+0000），不能使用，请删去"),
        ("mechanism", "机" * 5001, "运行机制最多5000个字，现在有5001个字"),
        ("talk_on", "2026-02-30", "没有2026-02-30这一天，请核对"),
        ("cost", "三万", "只用数字和小数点，例如12.5"),
        ("cost", "1_000", "只用数字和小数点，例如12.5"),
        ("cost", "1E+9", "只用数字和小数点，例如12.5"),
        ("cost", "٣", "只用数字和小数点，例如12.5"),
        ("talk_on", "2100-12-31", "不能晚于今天"),
        ("talk_on", "9999-12-31", "年份要在1949到2100之间"),
        ("cost", "-1", "不能小于0"),
        ("cost", "NaN", "只用数字和小数点，例如12.5"),
        ("transfer_mode", "sell", "请在给出的各项中选择"),
    ],
)
def test_an_error_stands_beside_the_field_and_nothing_typed_is_lost(field, value, error):
    client, case = draft()

    response = save(client, case, boundary="已经写好的边界", **{field: value})
    form = response.context["form"]

    assert response.status_code == 422
    assert form.errors == {field: [error]}
    assert (form["boundary"].value(), form[field].value()) == ("已经写好的边界", value)
    assert fresh(case).version.boundary == ""


@pytest.mark.parametrize(("typed", "kept"), [("１２．５", "12.5"), (" 3 ", "3"), ("０", "0")])
def test_a_sum_may_be_typed_in_full_width(typed, kept):
    client, case = draft()

    save(client, case, cost=typed)

    assert fresh(case).version.cost == Decimal(kept)


def test_a_sum_that_looks_blank_is_none():
    client, case = draft()

    assert save(client, case, cost="\u3000", boundary="只报告。").status_code == 302

    assert (fresh(case).version.cost, fresh(case).version.boundary) == (None, "只报告。")


def test_dates_that_run_backwards():
    client, case = draft()

    response = save(client, case, term="temporary", term_from="2026-12-02", term_until="2026-12-01")

    assert response.context["form"].errors == {"term_until": ["结束日期不能早于开始日期"]}


def test_u3000_is_blank_and_still_missing():
    client, case = draft()

    save(client, case, name="\u3000\u3000", basis="\u3000\n ")
    version = fresh(case).version
    missing = client.get(address("case-edit", case)).context["sheet"].missing

    assert (version.name, version.basis) == ("", "")
    assert missing[0] == {"label": "职责名称", "url": "#id_name"}


def test_mongolian_is_kept_byte_for_byte():
    client, case = draft()

    save(client, case, name=MONGOLIAN, basis=f"依据：{MONGOLIAN}")
    version = fresh(case).version

    assert (version.name, version.basis) == (MONGOLIAN, f"依据：{MONGOLIAN}")


def test_forged_units_and_fields_are_ignored():
    client, case = draft()
    abroad = office_abroad().unit

    save(
        client,
        case,
        townships=[unit("lcz").pk, unit("nyj").pk, abroad.pk, "999999", "x"],
        related=[unit("nyj").pk, unit("cjb").pk, "0"],
        department=unit("nyj").pk,
        applicant=unit("nyj").pk,
        state="approved",
        list_kind="77777",
    )
    case = fresh(case)

    assert [each.code for each in case.version.townships.all()] == ["lcz"]
    assert [each.code for each in case.version.related.all()] == ["nyj"]
    assert (case.version.department.code, case.applicant.code, case.state) == ("zjj", "zjj", "draft")
    assert case.version.list_kind is None


def test_a_form_sent_twice_saves_once():
    client, case = draft()
    url = address("case-edit", case)
    data = filled(client, url, name="沿河垃圾清理")

    first, second = client.post(url, data), client.post(url, data)

    assert (first.url, second.url) == (url, url)
    assert Event.objects.filter(verb="save_text", outcome="done").count() == 1


def test_a_stale_form_tells_only_what_was_done_since_it_was_opened():
    client, case = draft()
    save(client, case, boundary="起初的边界")
    url = address("case-edit", case)
    mine = filled(client, url, boundary="我写的边界")
    save(client_of("zjj-fz"), case, boundary="负责人写的边界")

    happened = client.post(url, mine).context["events"]

    assert [(event["text"], event["by"]) for event in happened] == [("修改申请", "县住房城乡建设局 · 负责人")]


def test_a_stale_form_shows_both_texts():
    client, case = draft()
    url = address("case-edit", case)
    mine = filled(client, url, boundary="我写的边界", mechanism="我写的机制", term="temporary")
    save(client_of("zjj-fz"), case, boundary="负责人写的边界")

    response = client.post(url, mine)

    assert response.status_code == 409
    assert response.context["texts"] == [
        ("期限", "", "临时性、阶段性"),
        ("职责边界", "负责人写的边界", "我写的边界"),
        ("运行机制", "", "我写的机制"),
    ]
    assert fresh(case).version.boundary == "负责人写的边界"


def test_a_text_of_several_lines_that_nobody_changed_is_not_shown_as_two():
    client, case = draft()
    save(client, case, mechanism="第一行\n第二行")
    url = address("case-edit", case)
    mine = filled(client, url, boundary="我写的边界", mechanism="第一行\r\n第二行")
    save(client_of("zjj-fz"), case, mechanism="第一行\n第二行", boundary="负责人写的边界")

    assert [label for label, *_ in client.post(url, mine).context["texts"]] == ["职责边界"]


def test_a_bad_form_comes_back_with_the_lock_it_was_made_for():
    client, case = draft()
    url = address("case-edit", case)
    mine = filled(client, url, name=BIDI)
    save(client_of("zjj-fz"), case, boundary="负责人写的边界")

    again = client.post(url, mine).context["lock"]

    assert (again, fresh(case).lock) == (mine["lock"], mine["lock"] + 1)


@pytest.mark.parametrize("lock", ["", "x", "-1", "99999999999999999999"])
def test_a_form_without_its_lock_is_stale(lock):
    client, case = draft()

    assert save(client, case, lock=lock).status_code == 409


def test_a_form_key_of_any_shape_is_taken():
    client, case = draft()

    assert save(client, case, form_key="\x00" + "长" * 500).status_code == 302


def test_saved_text_is_never_in_the_record():
    client, case = draft()
    save(client, case, name="不应出现在记录里的名称")

    assert not Event.objects.filter(data__contains="不应出现").exists()


def test_a_full_application_is_saved_whole():
    client, case = draft()
    text = facts("沿河垃圾清理", is_public=False)
    texts = text.pop("texts")

    save(
        client,
        case,
        **text,
        **texts,
        townships=[unit("lcz").pk],
        talk_on="2026-11-01",
        publication_ground="《条例》第三条",
    )
    version = fresh(case).version

    assert {name: getattr(version, name) for name in text} == text
    assert version.texts == texts
    assert (version.is_public, version.publication_ground) == (False, "《条例》第三条")
    assert seat("zjj-jb").unit == version.department


def test_a_list_left_to_the_rule_is_still_left_to_it_when_edited_again():
    client, case = draft()

    save(client, case, township_role="assist")
    again = client.get(address("case-edit", case)).context["form"]

    assert (fresh(case).version.list_kind.key, again["list_kind"].value()) == ("supporting", None)
