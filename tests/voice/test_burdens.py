"""What is laid on townships: listed, missed, kept, merged or cancelled; and a new one applied for, once a year."""

import io
import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from accounts.errands import errands
from admission.act import NotAllowed, Refused
from audit import clock
from regimes.schema import parse
from tests.cast import client_of, days_later, seat, second_seat
from tests.factories import number, scan, unit, units
from tests.regimes.conftest import only, regime_text
from tests.voice.asking import answered, asked, fresh_matter
from voice import queries, rules
from voice.actions import burdens as actions
from voice.actions import matters
from voice.dates import dates
from voice.models import Burden

LEADING = {"bb-jb", "bb-fz", "xwb-jb", "xwb-fz", "zgb-fz", "zjr"}
READING = LEADING | {"rd-jb"}  # the outside supervisors read it too
EVERYONE = READING | {"zjj-jb", "nyj-fz", "lcz-jb", "dxz-fz", "sbb-fz", "sys"}


def entered(who="zjj-jb", **more):
    given = {
        "kind": "pledge",
        "name": "安全生产责任状",
        "basis_level": "own",
        "townships": units(["lcz"]),
    } | more
    return actions.enter_burden(by=seat(who), **given)


def settled(burden, outcome, **more):
    given = {"document_number": "灵办发〔2026〕9号", "settled_on": clock.today()} | more
    actions.settle_burden(burden=burden, by=seat("xwb-fz"), lock=None, outcome=outcome, **given)
    return Burden.objects.get(pk=burden.pk)


def seen(burden):
    return {name for name in EVERYONE if queries.burdens_seen_by(seat(name)).filter(pk=burden.pk).exists()}


def test_who_enters_reads_and_settles(lingchuan):
    own = entered()
    missed = entered("lcz-jb", department=unit("nyj"), townships=())
    assert (own.department.code, missed.reported_by.code) == ("zjj", "lcz")
    assert seen(own) == READING | {"zjj-jb"}
    assert seen(missed) == READING | {"nyj-fz", "lcz-jb"}
    with pytest.raises(NotAllowed):
        entered("zjr", department=unit("nyj"))
    assert [each.title for each in errands(seat("xwb-jb"))] == ["安全生产责任状"] * 2

    settled(own, "burden_cancelled")
    assert seen(own) == EVERYONE - {"sbb-fz", "sys"}


def test_what_may_be_kept(lingchuan):
    veto = entered(kind="veto", name="信访一票否决")
    kept = settled(entered(), "burden_kept")
    with pytest.raises(Refused):
        settled(veto, "burden_kept")
    for wrong in ({"outcome": "burden_merged"}, {"outcome": "burden_cancelled", "merged_into": kept}):
        with pytest.raises(Refused):
            settled(veto, **wrong)
    with pytest.raises(Refused):
        settled(veto, "burden_cancelled", settled_on=clock.today() + timedelta(days=1))
    backwards = clock.today().replace(year=clock.today().year - 1)
    with pytest.raises(Refused, match="开展日期所在的年份不能早于文件日期"):
        settled(entered(), "burden_kept", held_on=backwards)
    assert settled(veto, "burden_merged", merged_into=kept).merged_into == kept
    ordered = {"basis_level": "upper", "basis": "示例文件第三条", "files": [scan()]}
    upper = entered(kind="veto", name="计划生育一票否决", **ordered)
    assert settled(upper, "burden_kept").state == "burden_kept"
    with pytest.raises(Refused, match="“信访一票否决”等已并入这一项，这一项不能合并或者取消"):
        settled(kept, "burden_cancelled")
    with pytest.raises(Refused, match="已并入这一项"):
        settled(kept, "burden_merged", merged_into=upper)
    assert "信访一票否决" in client_of("xwb-fz").get(kept.get_absolute_url()).content.decode()
    assert settled(kept, "burden_kept", held_on=clock.today()).state == "burden_kept"
    assert (
        settled(veto, "burden_merged", merged_into=upper).merged_into == upper
    )  # merged ones are cleaned up later
    assert settled(kept, "burden_cancelled").state == "burden_cancelled"  # and kept ones


def test_into_one_that_stays_kept_only(lingchuan):
    first, second = settled(entered(), "burden_kept"), settled(entered(name="森林防火责任状"), "burden_kept")
    with pytest.raises(Refused):
        settled(first, "burden_merged", merged_into=first)
    settled(first, "burden_cancelled")  # while another had the form open
    with pytest.raises(Refused) as refused:
        settled(second, "burden_merged", merged_into=first)
    assert str(refused.value) == "只能并入保留的另一项，请重新选择"


def test_another_day_makes_no_second_one_of_a_year(lingchuan):
    this = clock.today().year
    given = {"kind": "combined", "name": "年度综合考核", "department": unit("xwb"), "basis_level": "county"}
    entered("xwb-jb", held_on=date(this, 12, 20), **given)
    next_years = entered("xwb-jb", held_on=date(this + 1, 12, 20), **given)
    with pytest.raises(Refused) as refused:
        settled(next_years, "burden_kept", held_on=date(this, 12, 28))
    assert str(refused.value) == f"{this}年已有一次综合考核，一年只一次"
    assert settled(next_years, "burden_kept", held_on=date(this + 1, 12, 28)).year == this + 1

    matter, year = answered("assessment"), clock.today().year
    given = {"by": seat("xwb-fz"), "lock": matter.lock, "number": "灵办函〔2026〕3号"}
    matters.decide_assessment(matter=matter, result="approved", held_on=date(year, 12, 31), **given)
    approved = Burden.objects.get(matter=matter)
    with pytest.raises(Refused) as refused:
        settled(approved, "burden_kept", held_on=date(year + 1, 3, 1))
    assert str(refused.value) == f"经批准的考核只管{year}年，开展日期须在这一年内"


def test_which_township_reported_it_is_told_to_those_who_clean_up(lingchuan):
    missed = entered("lcz-jb", department=unit("zjj"), townships=())
    settled(missed, "burden_kept")
    for address in (missed.get_absolute_url(), reverse("burden-list")):
        named = {
            who: "灵川镇" in client_of(who).get(address).content.decode().partition("<main")[2]
            for who in ("zjj-jb", "dxz-fz", "lcz-jb", "bb-jb", "rd-jb")
        }
        assert named == {"zjj-jb": False, "dxz-fz": False, "lcz-jb": True, "bb-jb": True, "rd-jb": True}
        assert "由乡镇反映，不列名" in client_of("zjj-jb").get(address).content.decode()
    file = client_of("zjj-jb").get(reverse("burden-download", args=["csv"])).content.decode()
    assert "灵川镇" not in file
    both = second_seat(
        "zjj-fz", unit("xwb")
    )  # of the department complained of, whatever seat it reads from (I-76)
    assert (rules.knows_reporter(missed, seat("xwb-fz")), rules.knows_reporter(missed, both)) == (True, False)


def test_one_combined_assessment_a_year(lingchuan):
    given = {"kind": "combined", "name": "年度综合考核", "department": unit("xwb"), "basis_level": "county"}
    with pytest.raises(Refused):
        entered("xwb-jb", **given)
    first = entered("xwb-jb", held_on=date(2026, 12, 20), **given)
    with pytest.raises(Refused):
        entered("bb-jb", held_on=date(2026, 12, 28), **given)
    settled(first, "burden_kept")
    assert [each.name for each in queries.planned(seat("lcz-jb"), 2026)] == ["年度综合考核"]
    assert not queries.planned(seat("dxz-fz"), 2026).exists()
    next_year = entered("xwb-jb", held_on=date(2027, 1, 4), **given)
    with pytest.raises(Refused):  # by another day it would be the second of 2026
        settled(next_year, "burden_kept", held_on=date(2026, 12, 31))
    settled(next_year, "burden_merged", merged_into=first)
    entered("xwb-jb", held_on=date(2027, 3, 1), **given)  # what is part of another is none of its own


def test_one_matter_one_application_one_year(lingchuan):
    matter = answered("assessment")
    assert [each.what for each in errands(seat("zgb-jb"))] == ["报县委、县政府决定，由负责人登记决定"]
    with pytest.raises(Refused):
        asked("assessment")
    given = {"by": seat("xwb-fz"), "lock": matter.lock, "number": "灵办函〔2026〕3号"}
    today = clock.today()
    for wrong in (None, date(today.year + 1, 1, 5)):
        with pytest.raises(Refused):
            matters.decide_assessment(matter=matter, result="approved", held_on=wrong, **given)
    matters.decide_assessment(matter=matter, result="approved", held_on=date(today.year, 12, 31), **given)

    burden = Burden.objects.get()
    assert (burden.state, burden.matter, burden.year) == ("burden_kept", matter, today.year)
    assert burden.townships.count() == 12
    assert date(today.year, 12, 31) in [each.day for each in dates(seat("dxz-fz"))]
    asked("assessment", year=today.year + 1)  # the next year anew
    refused = answered("assessment", title="道路养护评比")
    given |= {"lock": refused.lock, "text": "可以并入综合考核。"}
    matters.decide_assessment(matter=refused, result="not_approved", **given)
    assert fresh_matter(refused).state == "matter_closed"
    assert Burden.objects.count() == 1


def test_the_pages(lingchuan):
    department, office = client_of("zjj-jb"), client_of("xwb-fz")
    new = reverse("burden-new")
    bad = department.post(new, {"name": "责任状", "kind": "combined"})
    said = bad.content.decode()
    assert (bad.status_code, "选择涉及乡镇" in said, "选择依据的层级" in said) == (422, True, True)
    sent = {"name": "责任状", "kind": "pledge", "basis_level": "own", "townships-all": "1"}
    assert department.post(new, sent).url == reverse("burden-list")
    burden = Burden.objects.get()
    url = reverse("burden-act", args=[burden.uuid, "settle_burden"])
    bad = office.post(url, {"outcome": "burden_kept", "document_number": "九号"})
    assert (bad.status_code, "九号" in bad.content.decode()) == (422, True)
    sent = {
        "outcome": "burden_kept",
        "document_number": "灵办发(2026)9号",
        "settled_on": clock.today().isoformat(),
        "held_on": clock.today().isoformat(),
        "lock": burden.lock,
    }
    assert office.post(url, sent).url == burden.get_absolute_url()
    assert "灵办发〔2026〕9号" in department.get(burden.get_absolute_url()).content.decode()
    calendar = reverse("burden-calendar")
    this = clock.today().year
    for year, there in ((str(this), True), (str(this - 1), False), ("²²²²", True), ("0000", True)):
        assert ("责任状" in client_of("lcz-jb").get(calendar, {"year": year}).content.decode()) is there
    body = office.get(reverse("burden-download", args=["xlsx"])).content
    rows = list(load_workbook(io.BytesIO(body)).active.values)
    assert [row[:4] for row in rows[1:]] == [("保留", "责任状", "责任状", "县住房城乡建设局")]
    assert client_of("zjr").get(new).status_code == 403


def test_the_same_is_not_entered_twice_while_it_waits_to_be_cleaned_up(lingchuan):
    first = entered()
    with pytest.raises(Refused, match="已登记，待清理"):
        entered(name="安全生产 责任状", townships=units(["lcz", "dxz"]))
    entered(townships=units(["dxz"]))
    settled(first, "burden_cancelled")
    assert entered().pk  # laid on it again afterwards
    entered("lcz-jb", department=unit("zjj"), townships=())  # it does not read the department's own


def test_an_assessment_is_applied_for_before_it_is_held(lingchuan):
    this = clock.today().year
    with pytest.raises(Refused, match="不能补报以前年度的"):
        asked("assessment", year=this - 1)
    assert [asked("assessment", year=year).year for year in (this, this + 1)] == [this, this + 1]


def test_a_new_assessment_comes_by_its_application_and_not_by_the_clean_up(lingchuan):
    """通渭 二14, 一事一报: the inventory is of what was there; a township may say what it was told to expect."""
    ahead = clock.today() + timedelta(days=10)
    for who, more in (("zjj-jb", {}), ("xwb-jb", {"department": unit("zjj")})):
        for kind in ("assessing", "model", "pledge"):
            with pytest.raises(Refused, match="按一事一报（本县自定），由县住房城乡建设局在“县乡协同”的"):
                entered(who, kind=kind, held_on=ahead, **more)
    missed = entered("lcz-jb", kind="assessing", department=unit("zjj"), townships=(), held_on=ahead)
    with pytest.raises(Refused, match="按一事一报"):
        settled(missed, "burden_kept")
    old = settled(entered(kind="assessing", name="安全生产考核", held_on=clock.today()), "burden_kept")
    with days_later(40):
        with pytest.raises(Refused, match="按一事一报"):  # held meanwhile, and nobody approved it
            settled(missed, "burden_kept")
        with pytest.raises(Refused, match="按一事一报"):
            settled(old, "burden_kept", held_on=clock.today() + timedelta(days=300))
        assert settled(missed, "burden_cancelled").state == "burden_cancelled"
    assert not queries.planned(seat("lcz-jb"), ahead.year).filter(held_on__gt=clock.today()).exists()


def test_where_the_county_knows_no_application_the_clean_up_names_the_day(lingchuan):
    only(lingchuan, cleanup="")
    ahead = clock.today() + timedelta(days=10)
    assert settled(entered(kind="assessing", held_on=ahead), "burden_kept").held_on == ahead


def test_a_veto_is_kept_only_by_a_basis_that_is_named_and_attached(lingchuan):
    """I-13; who settles says who orders it: a township does not always know."""
    missed = entered(
        "lcz-jb", kind="veto", department=unit("zjj"), townships=(), basis_level="no_basis", files=[scan()]
    )

    def problems(burden, **more):
        with pytest.raises(Refused) as refused:
            settled(burden, "burden_kept", **more)
        return [problem.anchor for problem in refused.value.problems]

    upper = {"basis_level": "upper", "basis": "示例文件第三条"}
    assert problems(missed) == ["outcome"]
    assert problems(missed, basis_level="upper") == ["basis", "files"]
    assert problems(missed, **upper) == ["files"]  # what the township handed in is not the basis
    kept = settled(missed, "burden_kept", files=[scan()], **upper)
    assert (kept.basis_level, kept.basis) == ("upper", "示例文件第三条")
    assert settled(kept, "burden_kept").state == "burden_kept"  # it is there
    assert "中央和自治区明确规定" in client_of("xwb-fz").get(kept.get_absolute_url()).text
    own = entered(kind="veto", name="计划生育一票否决", **upper)
    assert problems(own) == ["files"]


def test_the_form_offers_what_was_entered_of_the_basis(lingchuan):
    burden = entered(kind="veto", name="信访一票否决", basis="示例文件第三条", basis_level="own")
    url = reverse("burden-act", args=[burden.uuid, "settle_burden"])
    form = client_of("xwb-fz").get(url).context["form"]
    assert (form["basis"].value(), form["basis_level"].value()) == ("示例文件第三条", "own")
    sent = {"outcome": "burden_kept", "document_number": number(), "settled_on": clock.today().isoformat()}
    sent["lock"] = burden.lock
    assert (form.need["basis"], form.need["held_on"]) == ("必填", "选填")
    page = client_of("xwb-fz").post(url, sent | {"basis_level": "upper", "basis": "省委文件第五条"})
    assert (page.status_code, "请上传依据的文件" in page.text, "省委文件第五条" in page.text) == (
        422,
        True,
        True,
    )


def test_who_is_late_reads_what_was_chosen_in_words(lingchuan):
    burden = entered()
    sent = {"outcome": "burden_kept", "text": "年底再看。", "document_number": number(), "lock": burden.lock}
    sent |= {"settled_on": clock.today().isoformat(), "form_key": "late"}
    settled(burden, "burden_cancelled")

    page = client_of("xwb-fz").post(reverse("burden-act", args=[burden.uuid, "settle_burden"]), sent)
    said = page.content.decode()
    assert (page.status_code, "年底再看。" in said, "burden_kept" in said) == (409, True, False)


def test_nothing_is_settled_before_it_was_settled_the_last_time(lingchuan):
    kept = settled(entered(), "burden_kept")
    with pytest.raises(Refused, match="清理日期不能早于上一次清理的日期"):
        settled(kept, "burden_cancelled", settled_on=clock.today() - timedelta(days=1))
    assert settled(kept, "burden_cancelled").state == "burden_cancelled"


def test_what_is_approved_was_not_held_before_it_was_approved(lingchuan):
    """One matter, one application: 先申请、经批准再开展."""
    with clock.at(datetime(2026, 11, 5, 9, tzinfo=ZoneInfo("Asia/Shanghai"))):
        matter, today = answered("assessment"), clock.today()
        given = {"matter": matter, "by": seat("xwb-fz"), "lock": matter.lock, "number": "灵办函〔2026〕3号"}
        day, given["result"] = timedelta(days=1), "approved"
        with days_later(3) as later:
            for decided in (today - day, later + day):
                with pytest.raises(Refused, match="决定日期不能早于申请之日（") as refused:
                    matters.decide_assessment(held_on=later + day, decided_on=decided, **given)
                assert [problem.anchor for problem in refused.value.problems] == ["decided_on"]
            with pytest.raises(
                Refused, match="开展日期不能早于决定日期（"
            ):  # held between its application and its approval
                matters.decide_assessment(held_on=today + day, decided_on=today + 2 * day, **given)
            matters.decide_assessment(held_on=today + 2 * day, decided_on=today + 2 * day, **given)
        assert Burden.objects.get(matter=matter).settled_on == today + 2 * day


def test_the_day_of_the_decision_is_asked_for(lingchuan):
    matter = answered("assessment")
    address = reverse("matter-act", args=[matter.uuid, "decide_assessment"])
    page = client_of("xwb-fz").post(address, {"result": "approved", "number": "灵办函〔2026〕3号"})
    assert (page.status_code, "请填写决定日期" in page.text) == (422, True)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (', veto_except = "中央和省明确规定的"', "除中央和省明确规定的以外，不得保留一票否决"),
        ("", None),
    ],
)
def test_which_vetoes_may_stay_is_for_the_county_s_rules(lingchuan, more, said):
    """通渭 第14项 says it, other sources do not."""
    only(lingchuan, cleanup=more)
    veto = entered(kind="veto", name="信访一票否决")

    if said is None:
        assert settled(veto, "burden_kept").state == "burden_kept"
    else:
        with pytest.raises(Refused) as refused:
            settled(veto, "burden_kept")
        assert str(refused.value) == said


@pytest.mark.parametrize("allowed", ["党中央、国务院和省委、省政府明确规定", "中央和自治区明确规定"])
def test_who_orders_it_is_said_in_the_county_s_words(lingchuan, allowed):
    """通渭 has no 自治区 above it: the form, the list and the page ask and say what its own file says."""
    only(lingchuan, cleanup=f', veto_except = "{allowed}的"')
    veto = entered(kind="veto", name="信访一票否决", basis_level="upper")
    office = client_of("xwb-fz")

    for address in (reverse("burden-new"), reverse("burden-list"), veto.get_absolute_url()):
        page = office.get(address).content.decode()
        assert allowed in page
        assert "省（自治区）" not in page


def test_what_was_entered_under_a_file_of_before_is_settled_as_before(lingchuan):
    text = re.sub(r"\[sources\]\n.*?(?=\n# )", "", regime_text("lingchuan"), flags=re.DOTALL)
    rules = parse(text.replace(', veto_except = "中央和自治区明确规定的"', ""), stored=True)

    assert rules.veto_except == "党中央、国务院和省（自治区）委、政府明确规定的"


def test_what_only_one_outcome_asks_stands_below_it(lingchuan):
    """并入哪一项 below 合并, the day below 保留: a person who cancels is asked neither."""
    url = reverse("burden-act", args=[entered().uuid, "settle_burden"])
    page = client_of("xwb-fz").get(url).text

    revealed = re.findall(r'<div class="reveal">.*?name="(\w+)"', page, re.DOTALL)
    assert revealed == ["basis_level", "merged_into"]
    assert page.count('name="held_on"') == page.count('name="merged_into"') == page.count('name="basis"') == 1
