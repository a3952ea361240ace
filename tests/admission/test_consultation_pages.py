"""The asked unit's page, answers on paper, 催办 and 逾期未复."""

import re
from datetime import timedelta

import pytest

from admission.models import Position, Reminder
from admission.pages.case import CasePage
from audit import clock
from tests.admission.forms import address, filled
from tests.cast import client_of, days_later, seat
from tests.documents.samples import PDF, upload
from tests.factories import fresh, journey, make_case, request_of, take_position, unit

pytestmark = pytest.mark.usefixtures("lingchuan", "uploads")


@pytest.fixture
def uploads(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def case():
    return make_case("consulting", related=("nyj",))


def answer(client, case, asked, **changes):
    seen = {"seen_request": asked.pk, "seen_version": asked.version_id, "form_key": "k", "written": "0"}
    return client.post(address("position", case, asked.pk), {"answer": "agree"} | seen | changes)


# -- the asked unit ---------------------------------------------------------------------------------------------------


def test_the_head_answers(case):
    asked = request_of(case, "lcz")

    response = answer(client_of("lcz-fz"), case, asked, answer="conditional", text="先培训。")
    given = Position.objects.get()

    assert response.url == case.get_absolute_url()
    assert (given.consultation, given.answer, given.text) == (asked, "conditional", "先培训。")


def test_of_two_heads_the_slower_reads_what_the_other_answered(case):
    """Both opened the page; the one cannot take the place of the other's answer without a word."""
    asked = request_of(case, "lcz")
    opened = re.search(
        r'name="written" value="(\d+)"', client_of("lcz-fz").get(address("position", case, asked.pk)).text
    )[1]
    take_position(asked, "conditional", text="先落实经费。")

    late = answer(client_of("lcz-fz"), case, asked, answer="disagree", text="接不住。", written=opened)

    assert (late.status_code, "先落实经费。" in late.text, "接不住。" in late.text) == (409, True, True)
    assert Position.objects.get().answer == "conditional"


def test_the_page_says_what_is_asked_about(case):
    asked = request_of(case, "lcz")

    page = client_of("lcz-fz").get(address("position", case, asked.pk)).context
    told = {line.label: line.value for line in page["told"]}

    assert (page["question"], page["form"].errors) == ("灵川镇是否同意？", {})
    assert (told["申请方"], told["职责边界"]) == ("县住房城乡建设局", "乡镇只巡查和报告。")


def test_the_handler_reads_and_the_head_answers(case):
    asked = request_of(case, "lcz")
    client = client_of("lcz-jb")

    page = client.get(address("position", case, asked.pk))

    assert (page.status_code, page.context["form"]) == (200, None)
    assert answer(client, case, asked).status_code == 403
    assert not Position.objects.exists()


@pytest.mark.parametrize(
    ("who", "status"), [("dxz-fz", 403), ("zjj-fz", 403), ("nyj-fz", 403), ("ltz-fz", 404), ("bb-fz", 404)]
)
def test_nobody_answers_for_another(case, who, status):
    asked, client = request_of(case, "lcz"), client_of(who)

    statuses = {
        client.get(address("position", case, asked.pk)).status_code,
        answer(client, case, asked).status_code,
    }

    assert statuses == {status}
    assert not Position.objects.exists()


def test_a_request_of_another_case_does_not_exist(case):
    other = make_case("consulting")

    response = answer(client_of("lcz-fz"), case, request_of(other, "lcz"))

    assert response.status_code == 404


def test_a_forged_unit_is_ignored(case):
    asked = request_of(case, "lcz")

    answer(client_of("lcz-fz"), case, asked, unit=unit("dxz").pk, consultation=request_of(case, "dxz").pk)

    assert Position.objects.get().consultation == asked


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({"answer": ""}, {"answer": ["请选择意见"]}),
        ({"answer": "not_ours"}, {"answer": ["请在给出的各项中选择"]}),
        ({"answer": "disagree"}, {"text": ["选了“不同意”，须写明理由。"]}),
        ({"answer": "conditional", "text": "\u3000"}, {"text": ["选了“附条件同意”，须写明条件。"]}),
        (
            {"answer": "conditional", "text": "先\u202e培训"},
            {"text": ["条件或理由第2个字是从右到左覆盖（U+202E），不能使用，请删去"]},
        ),
    ],
)
def test_what_a_bad_answer_gets(case, changes, errors):
    response = answer(client_of("lcz-fz"), case, request_of(case, "lcz"), **changes)

    assert (response.status_code, response.context["form"].errors) == (422, errors)


def test_a_lying_file_is_told_and_the_answer_kept(case):
    wrong = {"text": "先培训。", "answer": "conditional", "files": upload("答复.pdf", b"MZ" + bytes(64))}

    form = answer(client_of("lcz-fz"), case, request_of(case, "lcz"), **wrong).context["form"]

    assert form.errors["files"][0].startswith("答复.pdf：无法识别文件的内容")
    assert form["text"].value() == "先培训。"


def test_sent_twice_is_one_answer(case):
    asked, client = request_of(case, "lcz"), client_of("lcz-fz")

    statuses = [answer(client, case, asked).status_code for _ in range(2)]

    assert (statuses, Position.objects.count()) == ([302, 302], 1)


def test_an_answer_to_a_text_that_changed_meanwhile_is_stale():
    made = journey("consulting")
    asked = request_of(made.case, "lcz")
    client_of("zjj-jb").post(
        address("case-edit", made.case),
        filled(client_of("zjj-jb"), address("case-edit", made.case), boundary="只报告。"),
    )

    response = answer(client_of("lcz-fz"), made.case, asked, answer="disagree", text="人员不足。")

    assert response.status_code == 409
    assert response.context["texts"][:2] == [("意见", "", "不同意"), ("条件或理由", "", "人员不足。")]


@pytest.mark.parametrize("seen", ["", "x", "9" * 40, "-1"])
def test_a_forged_sight_is_stale(case, seen):
    asked = request_of(case, "lcz")

    assert answer(client_of("lcz-fz"), case, asked, seen_version=seen).status_code == 409


def test_two_last_answers_do_not_collide(case):
    before = [request_of(case, code) for code in ("lcz", "dxz")]

    statuses = [
        answer(client_of(f"{asked.unit.code}-fz"), case, asked, form_key=asked.unit.code).status_code
        for asked in before
    ]

    assert statuses == [302, 302]


def test_a_closed_request_is_stale():
    case = make_case("submitted")
    asked = request_of(case, "lcz")
    url = address("position", case, asked.pk)

    assert [client_of(who).get(url).status_code for who in ("lcz-fz", "lcz-jb")] == [409, 409]


def test_a_revocation_is_joined_or_not():
    case = make_case("consulting", route="revocation")
    asked = request_of(case, "lcz")
    client = client_of("lcz-fz")

    page = client.get(address("position", case, asked.pk)).context
    conditional = answer(client, case, asked, answer="conditional", text="再等等。")

    assert page["question"] == "是否同意联合申请撤销这项职责？"
    assert [label for _, label in page["form"].fields["answer"].choices] == ["同意联合申请", "不同意"]
    assert list(conditional.context["form"].errors) == ["answer"]
    assert "条件" not in page["form"].fields["text"].help_text  # none can be set


# -- on paper ---------------------------------------------------------------------------------------------------------


def on_paper(client, case, asked, **changes):
    data = {"lock": fresh(case).lock, "answer": "agree", "files": upload("答复.pdf", PDF), "form_key": "p"}
    data["paper_on"] = clock.today()
    return client.post(address("position-paper", case, asked.pk), data | changes)


def test_the_applicant_files_an_answer_on_paper_with_its_scan(case):
    asked, client = request_of(case, "lcz"), client_of("zjj-jb")

    without = on_paper(client, case, asked, files="")
    on_paper(client, case, asked)
    given = Position.objects.get()

    assert without.context["form"].errors == {"files": ["请上传盖章答复的扫描件"]}
    assert (given.on_paper, given.consultation, given.files.count()) == (True, asked, 1)
    assert (given.paper_on, given.paper_number) == (clock.today(), "")


def test_an_answer_on_paper_is_told_all_that_is_missing_at_once(case):
    asked = request_of(case, "lcz")

    response = on_paper(
        client_of("zjj-jb"), case, asked, answer="conditional", text="\u3000", paper_on="", files=[]
    )

    assert set(response.context["form"].errors) == {"text", "paper_on", "files"}


DATES = [  # what is written as the paper's day (a number: days from today), and what is said of it
    ("", "填写落款日期"),
    ("2026年2月30日", "没有2026年2月30日"),
    (1, "不能晚于今天"),
    (-1, "落款日期不能早于发出征求的日期"),
]


@pytest.mark.parametrize(("day", "told"), DATES)
def test_the_paper_s_day_lies_between_the_request_and_today(case, day, told):
    day = clock.today() + timedelta(days=day) if isinstance(day, int) else day
    response = on_paper(client_of("zjj-jb"), case, request_of(case, "lcz"), paper_on=day, text="见扫描件。")

    assert response.status_code == 422
    (problem,) = response.context["form"].errors["paper_on"]
    assert told in problem
    assert response.context["form"]["text"].value() == "见扫描件。"
    assert not Position.objects.exists()


def test_a_paper_application_brings_the_answers_it_asked_for_on_paper(lingchuan):
    """The department asked for them before anything was entered here."""
    path = journey("consulting", on_paper=True)
    asked, week_ago = request_of(path.case, "lcz"), clock.today() - timedelta(days=7)

    page = client_of("bb-jb").get(address("position-paper", path.case, asked.pk)).content.decode()
    assert "随纸质申请一并送来的，可以早于登记征询的日期" in page
    assert on_paper(client_of("bb-jb"), path.case, asked, paper_on=week_ago).status_code == 302
    assert Position.objects.get().paper_on == week_ago


def test_an_answer_that_is_there_is_told_where_another_is_registered(case):
    asked, client = request_of(case, "lcz"), client_of("zjj-jb")
    before = client.get(address("position-paper", case, asked.pk)).content.decode()
    on_paper(client, case, asked, answer="conditional", text="配一台车。")

    again = client.get(address("position-paper", case, asked.pk)).content.decode()

    # whoever enters it is not the unit that answers
    assert "申请方把条件写进下一稿、灵川镇再答复同意，才算同意。" in before
    assert "贵单位" not in before
    assert "随纸质申请" not in before
    assert "以最近一次为准" not in before
    assert all(said in again for said in ("已登记书面答复：附条件同意", "配一台车。", "以最近一次为准"))


def test_the_paper_s_number_is_kept_in_its_one_form_and_shown(case):
    asked, client = request_of(case, "lcz"), client_of("zjj-jb")

    wrong = on_paper(client, case, asked, paper_number="灵镇函3号")
    assert list(wrong.context["form"].errors) == ["paper_number"]
    assert on_paper(client, case, asked, paper_number="灵镇函(2026)3号", form_key="q").status_code == 302
    assert Position.objects.get().paper_number == "灵镇函〔2026〕3号"
    (said,) = CasePage(fresh(case), seat("zjj-jb")).answers
    today = clock.today()
    assert said["sign"].startswith(f"书面答复（灵镇函〔2026〕3号），{today.month}月{today.day}日")
    assert "落款，县住房城乡建设局 · 经办人" in said["sign"]


def test_one_paper_s_number_does_not_serve_two_cases(case):
    other = journey("consulting").case
    numbered = {"paper_number": "灵镇函〔2026〕3号"}
    assert on_paper(client_of("zjj-jb"), other, request_of(other, "lcz"), **numbered).status_code == 302

    response = on_paper(client_of("zjj-jb"), case, request_of(case, "lcz"), **numbered, form_key="q")
    assert response.context["form"].errors == {
        "paper_number": ["发文字号“灵镇函〔2026〕3号”已用于另一件事项，请核对。"]
    }


@pytest.mark.parametrize(("who", "status"), [("lcz-fz", 403), ("bb-jb", 404), ("ltz-jb", 404)])
def test_paper_is_filed_by_the_applicant_only(case, who, status):
    asked, client = request_of(case, "lcz"), client_of(who)

    assert client.get(address("position-paper", case, asked.pk)).status_code == status
    assert on_paper(client, case, asked).status_code == status


def test_in_a_round_the_office_files_it():
    made = journey("revising").revise()
    asked = request_of(made.case, "lcz")

    applicant = on_paper(client_of("zjj-jb"), made.case, asked)
    office = on_paper(client_of("bb-jb"), made.case, asked, form_key="o")

    assert (applicant.status_code, office.status_code) == (403, 302)


def test_a_stale_paper_answer_keeps_what_was_typed(case):
    asked = request_of(case, "lcz")

    response = on_paper(client_of("zjj-jb"), case, asked, lock=0, answer="disagree", text="人员不足。")

    assert response.status_code == 409
    assert response.context["texts"][:2] == [("意见", "", "不同意"), ("条件或理由", "", "人员不足。")]


# -- reminders --------------------------------------------------------------------------------------------------------


def test_reminding_is_recorded_and_goes_back(case):
    client, edit = client_of("zjj-jb"), address("case-edit", case)
    url = address("case-remind", case, unit("lcz").uuid)

    first = client.post(url, {"form_key": "a"})
    again = client.post(url, {"form_key": "a", "next": edit})
    away = client.post(url, {"form_key": "a", "next": "https://evil.example/"})
    nameless = client.post(url, {"form_key": "a", "next": "case"})

    assert [first.url, again.url] == [case.get_absolute_url(), edit]
    assert away.url == nameless.url == case.get_absolute_url()
    assert Reminder.objects.count() == 1


@pytest.mark.parametrize("name", ["case-remind", "case-overdue"])
@pytest.mark.parametrize(
    ("who", "code", "status"), [("lcz-fz", "dxz", 403), ("ltz-fz", "dxz", 404), ("bb-jb", "dxz", 404)]
)
def test_who_may_not_remind(case, name, who, code, status):
    assert client_of(who).post(address(name, case, unit(code).uuid)).status_code == status


@pytest.mark.parametrize("name", ["case-remind", "case-overdue"])
def test_reminding_is_a_post(case, name):
    assert client_of("zjj-jb").get(address(name, case, unit("lcz").uuid)).status_code == 405


def test_reminding_someone_who_is_not_asked_says_so(case):
    response = client_of("zjj-jb").post(address("case-remind", case, unit("ltz").uuid), follow=True)

    assert [str(message) for message in response.context["messages"]] == ["灵田镇没有待答复的事项。"]


def test_silence_is_recorded_after_a_reminder_and_the_date(case):
    url = address("case-overdue", case, unit("lcz").uuid)

    def told():
        client = client_of("zjj-jb")
        response = client.post(url, {"lock": fresh(case).lock}, follow=True)
        return [str(message) for message in response.context["messages"]]

    early = told()
    client_of("zjj-jb").post(address("case-remind", case, unit("lcz").uuid))
    in_time = told()
    with days_later(30):
        late = told()

    assert early == ["还没有催办灵川镇，催办后才能记录逾期未复。"]
    assert in_time == ["灵川镇的答复期限还没有过。"]
    assert late == ["已记录灵川镇逾期未复。"]
    assert request_of(case, "lcz").overdue_at


def test_the_timeline_says_whose_answer_was_registered_from_paper(case):
    response = on_paper(client_of("zjj-jb"), case, request_of(case, "lcz"))
    assert response.status_code == 302

    told = [event["text"] for event in client_of("zjj-jb").get(case.get_absolute_url()).context["it"].events]

    assert "登记灵川镇的书面答复：同意" in told


def test_who_sent_no_file_is_not_told_to_choose_it_again(case):
    again, asked = "选过的文件要重新选一次", request_of(case, "lcz")

    without = on_paper(client_of("zjj-jb"), case, asked, files="")
    chosen = on_paper(client_of("zjj-jb"), case, asked, answer="disagree", text="")

    assert [r.status_code for r in (without, chosen)] == [422, 422]
    assert [again in r.content.decode() for r in (without, chosen)] == [False, True]
