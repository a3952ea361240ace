"""调整 and 取消 of a listed duty by the procedure of admission (灵川 第五条; I-63, I-68)."""

import re
from dataclasses import fields
from datetime import timedelta

import pytest
from django.db.models import Max
from django.urls import reverse

from admission import checks
from admission.act import Refused
from admission.actions import applicant, beginning
from admission.listed import HELD
from admission.models import Version
from admission.pages.application import told
from admission.pages.case import CasePage
from admission.states import Ground, Term
from audit import clock
from config.templatetags.chinese import plain_date
from documents.models import PaperKind
from documents.papers import papers_about
from registry.actions import DutyFacts
from registry.actions.corrigenda import FIELDS
from registry.models import Duty, DutyVersion
from registry.queries import in_force, standing_of
from registry.states import EndKind, Standing
from registry.triggers import VERSION_TEXTS
from supervision.actions.endings import ask_ends
from supervision.actions.promised import enter_guarantees
from supervision.models import EndCheck, Guarantee
from tests.cast import client_of, seat
from tests.factories import fresh, journey, listed, listed_duty, make_case, problems, unit

pytestmark = pytest.mark.usefixtures("lingchuan")


def today():
    return clock.today()


def paper_of(case, kind):
    (paper,) = papers_about(case.uuid).filter(kind=kind)
    return paper


# -- from the duty's page ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "offered"),
    [
        ("zjj-jb", ["调整", "取消", "撤销"]),  # the department in charge
        ("lcz-fz", ["调整", "取消", "撤销"]),  # a township that carries it
        ("sjz-jb", []),  # one that does not
        ("zrj-jb", []),  # another department
        ("bb-jb", []),
    ],
)
def test_the_duty_page_offers_it_to_those_it_is_the_duty_of(who, offered):
    html = client_of(who).get(listed_duty().get_absolute_url()).content.decode()

    assert [label for label in ("调整", "取消", "撤销") if f">申请{label}</a>" in html] == offered


@pytest.mark.parametrize("kind", ["adjustment", "cancellation"])
def test_it_starts_from_the_page_of_the_duty(kind):
    duty, client = listed_duty(), client_of("zjj-jb")
    address = f"/cases/new/?kind={kind}&duty={duty.uuid}"

    assert str(duty) in client.get(address).content.decode()
    sent = client.post("/cases/new/", {"kind": kind, "duty": duty.uuid, "form_key": ""})

    case = duty.cases.get()
    assert sent.url == f"{case.get_absolute_url()}edit/"
    assert (case.kind, case.amends, case.version.name) == (kind, duty.versions.get(), duty.name)
    assert client.get(sent.url).status_code == 200


def test_the_old_text_is_filled_in():
    version = listed(townships=("lcz", "dxz"))
    case = beginning.start(kind="adjustment", by=seat("zjj-jb"), duty=version.duty)

    for name in ("name", "basis", "township_duties", "department_duties", "boundary", "guarantee_funding"):
        assert getattr(case.version, name) == getattr(version, name), name
    assert case.version.term == Term.STANDING
    assert {each.code for each in case.version.townships.all()} == {"lcz", "dxz"}
    assert CasePage(case, seat("zjj-jb")).changed is False
    assert "与清单现行文本相比没有改动，请写出要调整的内容。" in problems(applicant.submit, case, "zjj-fz")


OWN = {
    "list_kind",
    "category",
    "term",
    "cost",
    "publication_checked_by",
    "similarity_note",
}  # of an application alone
OWN |= {"ground", "ground_evidence", "texts"}


def test_every_column_of_a_text_has_its_place():
    """A column that is forgotten here is lost without a word when the case is approved, compared or corrected."""
    asked = {field.name for field in Version._meta.concrete_fields}
    asked -= {name.removesuffix("_id") for name in Version.BOOKKEEPING} | {"application"}
    assert asked - OWN == set(HELD)

    kept = {field.name for field in DutyVersion._meta.concrete_fields}
    assert {each.name for each in fields(DutyFacts)} <= kept & set(VERSION_TEXTS)
    assert not set(FIELDS) - {"document_number"} - set(VERSION_TEXTS)


# -- who is asked -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("by", "text", "asked"),
    [
        ("zjj", {}, {"lcz": "township", "dxz": "township"}),
        ("lcz", {}, {"dxz": "township", "zjj": "owner"}),
        # a township that would not carry it any more, and the department that is to have it
        ("zjj", {"townships": ("lcz",)}, {"lcz": "township", "dxz": "township"}),
        ("zjj", {"department": "zrj"}, {"lcz": "township", "dxz": "township", "zrj": "owner"}),
    ],
)
def test_whom_an_adjustment_concerns(by, text, asked):
    text = text | ({"department": unit(text["department"])} if "department" in text else {})
    case = journey("draft", route="adjustment", duty=listed_duty(), applicant=by, **text).case

    assert {each.unit.code: each.role for each in case.dossier.concerns} == asked


# -- what differs is marked -------------------------------------------------------------------------------------------


def test_differences_against_the_list_are_marked_on_the_page_and_in_the_paper():
    case = make_case("submitted", route="adjustment")
    page = CasePage(case, seat("zjj-jb"))

    assert [(line.key, line.old) for line in page.lines if line.changed] == [
        ("township_duties", "每周巡查一次并记录。")
    ]
    html = client_of("lcz-fz").get(case.get_absolute_url()).content.decode()
    assert "<del>" in html
    assert "<ins>" in html
    assert ("township_duties", "每周巡查一次并记录。") in [
        (line.key, line.old) for line in told(case, case.version)
    ]
    grid = paper_of(case, PaperKind.APPLICATION).content["document"]["grid"]
    assert grid["head"] == ["项目", "清单现行文本", "调整后的文本"]
    assert grid["rows"] == [["权责内容（乡镇职责）", "每周巡查一次并记录。", "每月巡查一次并记录。"]]


# -- the list ---------------------------------------------------------------------------------------------------------


def test_an_adjustment_is_the_next_text_of_the_duty():
    made = journey("approved", route="adjustment")
    case, duty = made.case, made.case.duty
    first, second = duty.versions.order_by("number")

    assert (second.case, second.case_number, second.effective_from) == (str(case.uuid), case.number, None)
    assert case.entered == second

    case = made.notice().case
    first, second = duty.versions.order_by("number")
    assert (first.superseded_on, second.effective_from) == (today(), today())
    assert second.township_duties == "每月巡查一次并记录。"
    assert second.label == "第1次修订"
    assert paper_of(case, PaperKind.ADJUSTMENT_NOTICE).content["document"]["title"].startswith("关于同意调整")
    # afterwards the page still says what was changed
    assert [line.key for line in CasePage(case, seat("bb-jb")).lines if line.changed] == ["township_duties"]


def test_a_cancelled_duty_ends_with_the_day_of_its_notice():
    made = journey("approved", route="cancellation")
    case, duty = made.case, made.case.duty

    assert standing_of(duty, today()) == Standing.REVOKING
    case = made.notice().case
    assert standing_of(duty, today()) == Standing.REVOKING
    assert standing_of(duty, today() + timedelta(days=1)) == Standing.CANCELLED
    row = duty.versions.get().carriers.first()
    assert (row.end_kind, row.end_case, row.ended_on) == (EndKind.CANCELLED, str(case.uuid), today())
    assert "关于同意取消" in paper_of(case, PaperKind.CANCELLATION_NOTICE).content["document"]["title"]


def temporary_turned_standing(**more):
    start = today() - timedelta(days=20)
    duty = listed_duty(
        term="temporary",
        **more,
        term_from=start,
        term_until=today() + timedelta(days=60),
        source_kind="upper",
        why_temporary="有期限。",
    )
    return journey(
        "approved",
        route="adjustment",
        duty=duty,
        term_from=None,
        term_until=None,
        source_kind="",
        why_temporary="",
        ground=Ground.OTHER,
    )


def test_a_temporary_duty_turned_standing_goes_over_into_the_other_list():
    made = temporary_turned_standing()
    old, case = made.case.duty, made.notice(days=3).case
    new = case.entered.duty
    on = today() + timedelta(days=3)

    assert new != old
    assert (new.list_kind.key, case.entered.term_until) == ("supporting", None)
    for day, duty in ((on - timedelta(days=1), old), (on, new)):
        assert [text.duty for text in in_force(new.county, day).filter(duty__in=(old, new))] == [duty]
    with clock.at(clock.now() + timedelta(days=4)):
        html = client_of("zjj-jb").get(old.get_absolute_url()).content.decode()
        assert f'转列其他清单：<a href="{new.get_absolute_url()}">' in html
        assert (
            f">已退出清单的{old.code}<" in client_of("zjj-jb").get(case.get_absolute_url()).content.decode()
        )
        assert ask_ends() == 0  # nobody stops doing it


def test_turned_standing_on_the_day_it_began_is_told_at_the_day_that_was_typed():
    """The old text has to have had a day; the form asks for no 终止日期, so the sentence speaks of 生效."""
    made = temporary_turned_standing(effective_from=today())

    with pytest.raises(Refused) as refused:
        made.notice()
    [problem] = refused.value.problems

    first, second = plain_date(today()), plain_date(today() + timedelta(days=1))
    assert problem.text == f"现行文本{first}起施行，调整后的最早从第二天（{second}）起生效。"
    assert problem.anchor == "effective_on"
    assert made.notice(days=1).case.entered.effective_from == today() + timedelta(days=1)


def test_what_was_promised_before_is_not_listed_again():
    made = journey("approved", route="adjustment", guarantee_funding="每年20万元")
    Guarantee.objects.all().delete()
    enter_guarantees()
    made.notice()
    enter_guarantees()
    first = Guarantee.objects.count()
    assert enter_guarantees() == 0
    assert Guarantee.objects.count() == first


# -- what stands in the way -------------------------------------------------------------------------------------------


def hard(case):
    return [finding.text for finding in checks.hard(fresh(case))]


def test_one_open_case_a_duty():
    duty = listed_duty()
    first = make_case("submitted", route="adjustment", duty=duty)
    for route in ("adjustment", "cancellation", "revocation"):
        other = make_case("draft", route=route, duty=duty)
        label = other.kind_label
        assert hard(other) == [f"{first.number}正在办理这一事项的调整，办结后才能再申请{label}。"], route
    assert hard(first) == []


def test_townships_may_still_ask_for_their_own_ends_beside_one_another():
    duty = listed_duty()
    journey("draft", route="revocation", duty=duty, applicant="lcz", townships=("lcz",)).submit()
    second = make_case("draft", route="revocation", duty=duty, applicant="dxz", townships=("dxz",))

    assert hard(second) == []


@pytest.mark.parametrize("kind", ["adjustment", "cancellation"])
def test_only_a_duty_in_force(kind):
    duty = listed_duty()
    case = make_case("draft", route=kind, duty=duty)
    text = duty.versions.get()
    text.carriers.update(
        end_kind="done", ended_on=today() - timedelta(days=1), end_document="灵办发〔2026〕1号"
    )

    label = case.kind_label
    assert f"{duty.code}现为“已撤销”，不能申请{label}。" in hard(case)


def test_a_text_corrected_meanwhile_must_be_looked_at_again():
    made = journey("submitted", route="adjustment")
    duty = made.case.duty
    text = duty.versions.get()
    duty.versions.update(superseded_on=today())
    last = Duty.objects.filter(pk=duty.pk).aggregate(last=Max("versions__number"))["last"]
    text.pk, text.number, text.effective_from, text.superseded_on = None, last + 1, today(), None
    text.uuid = made.case.uuid
    text.save()

    assert any("清单文本在申请以后有了变化" in each for each in hard(made.case))
    assert EndCheck.objects.count() == 0


# -- coming back under another name (第十条; I-70) --------------------------------------------------------------------


@pytest.fixture
def like_a_revoked_duty():
    """A case before the office whose duty resembles one that has ended; the township was asked about it."""
    ended = listed_duty("古树名木日常巡护和病虫害报告")
    ended.versions.get().carriers.update(
        end_kind="done", ended_on=today() - timedelta(days=9), end_document="灵办发〔2026〕1号"
    )
    return ended, make_case("reviewing", name="古树名木日常巡护和险情报告")


def test_what_is_carried_on_by_another_list_does_not_come_back():
    """阿荣旗 第四条第（五）项: it was not revoked."""
    moved = listed_duty("古树名木日常巡护和病虫害报告")
    moved.versions.get().carriers.update(
        end_kind="moved", ended_on=today() - timedelta(days=9), end_document="灵办发〔2026〕1号"
    )

    assert make_case("reviewing", name="古树名木日常巡护和险情报告").version.resembles == []


def test_the_office_and_the_townships_are_told_what_it_resembles(like_a_revoked_duty):
    ended, case = like_a_revoked_duty
    alike = "与已退出清单的“古树名木日常巡护和病虫害报告”相近"

    assert case.version.resembles == [[ended.code, ended.name, "已撤销", ended.get_absolute_url()]]
    for code in ("lcz", "bb"):
        assert any(alike in title for title in unit(code).notices.values_list("title", flat=True)), code
    for who, address in (("bb-jb", ""), ("bb-fz", "initial-review/"), ("zjj-jb", "")):
        html = client_of(who).get(f"{case.get_absolute_url()}{address}").content.decode()
        assert "与已经退出清单的事项相近" in html, who
        assert "反映仍在下放" not in html


def test_a_township_opens_a_report_from_it(like_a_revoked_duty):
    ended, case = like_a_revoked_duty
    client, address = client_of("lcz-jb"), f"/supervision/reports/new/?kind=continued&code={ended.code}"

    assert address.replace("&", "&amp;") in client.get(case.get_absolute_url()).content.decode()
    html = client.get(address).content.decode()
    assert f'value="{ended.code}"' in html
    assert re.search(r'value="continued"[^>]*checked', html)


@pytest.mark.parametrize("kind", ["adjustment", "revocation"])
def test_the_form_leads_to_the_duty_s_page_only_where_it_is_there(lingchuan, kind):
    """第八条: 不予公开 has no page."""
    shown = listed_duty(townships=("lcz",))
    kept = (
        journey("approved", is_public=False, publication_ground="涉及个人信息。").notice().case.entered.duty
    )
    for duty, leads in ((shown, True), (kept, False)):
        case = journey("draft", kind=kind, duty=duty).case
        page = client_of("zjj-jb").get(reverse("case-edit", args=[case.uuid]))
        assert page.status_code == 200
        assert (f'href="{duty.get_absolute_url()}"' in page.text) is leads
