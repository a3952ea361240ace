"""通报 with receipts, 专报 with answers, the notice of a changed roster, the library: who writes, issues, reads."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.urls import reverse

from accounts.actions import add_roster_entry, end_roster_entry, withdraw_roster_entry
from accounts.errands import errands
from accounts.models import County, Notice, RosterEntry
from admission.act import Refused, Stale
from audit import clock
from audit.models import Event
from audit.record import SYSTEM
from documents.files import BadFile
from documents.numbers import claim
from documents.papers import papers_about
from jointmeeting import actions, queries
from jointmeeting.forms.letters import CircularForm
from jointmeeting.models import Circular, SharedFile, SpecialReport
from jointmeeting.states import LetterStage
from regimes.actions import load_regime
from tests.cast import client_of, days_later, seat
from tests.factories import scan, unit
from tests.jointmeeting.conftest import prepared
from tests.jointmeeting.test_actions import CONVENORS, EVERYONE, OFFICE, PREPARE
from tests.regimes.conftest import regime_text

SAID = {"matter": "保障落实", "text": "经费没有拨付。", "next": "年底前拨付。"}
OTHER_THAN_OFFICE = sorted(EVERYONE - OFFICE)


def seen(model, row):
    return {name for name in EVERYONE if queries.seen_by(seat(name), model).filter(pk=row.pk).exists()}


def circular(*codes, issued=True):
    row = actions.draft_circular(by=seat("bb-jb"), units=[unit(code) for code in codes], **SAID)
    if issued:
        actions.issue_circular(circular=row, by=seat("bb-fz"), lock=None, number="灵编发〔2026〕7号")
    return Circular.objects.get(pk=row.pk)


def report(issued=True, **more):
    row = actions.draft_report(by=seat("bb-jb"), **SAID | more)
    if issued:
        actions.issue_report(special_report=row, by=seat("bb-fz"), lock=None, number="灵编报〔2026〕8号")
    return SpecialReport.objects.get(pk=row.pk)


def test_what_a_button_does_is_said_in_the_county_s_words(lingchuan):
    County.objects.filter(pk=lingchuan.pk).update(name="灵川旗")
    assert "登记旗委、旗政府的批复、批示。" in client_of("xwb-jb").get(report().get_absolute_url()).text
    assert "报请旗委、旗政府审定" in client_of("bb-jb").get(reverse("special-report-new")).text


@pytest.mark.parametrize(
    ("who", "begun"), [("xwb-jb", "county_party"), ("zgb-jb", "county_government"), ("bb-jb", None)]
)
def test_the_one_body_that_a_seat_records_for_is_chosen(lingchuan, who, begun):
    form = client_of(who).get(reverse("special-report-answer", args=[report().uuid])).context["form"]
    assert form["body"].value() == begun


@pytest.mark.parametrize("draft", [actions.draft_circular, actions.draft_report])
def test_the_office_drafts(lingchuan, draft):
    for name in OTHER_THAN_OFFICE:
        with pytest.raises(PermissionDenied):
            draft(by=seat(name), **SAID)
    assert draft(by=seat("bb-jb"), **SAID).stage == LetterStage.DRAFT


def test_only_the_head_issues_and_a_number_serves_once(lingchuan):
    first, second = circular("czj"), circular("czj", issued=False)
    with pytest.raises(PermissionDenied):
        actions.issue_circular(circular=second, by=seat("bb-jb"), lock=None, number="灵编发〔2026〕9号")
    with pytest.raises(Refused):
        actions.issue_circular(circular=second, by=seat("bb-fz"), lock=None, number=first.number)
    nobody = circular(issued=False)
    with pytest.raises(Refused):
        actions.issue_circular(circular=nobody, by=seat("bb-fz"), lock=None, number="灵编发〔2026〕9号")
    with pytest.raises(Stale):
        actions.change_circular(circular=first, by=seat("bb-jb"), lock=None, units=[], **SAID)


def test_a_circular_is_read_by_the_units_it_is_addressed_to(lingchuan):
    draft = circular("lcz", "czj", issued=False)
    assert seen(Circular, draft) == OFFICE
    actions.issue_circular(circular=draft, by=seat("bb-fz"), lock=None, number="灵编发〔2026〕7号")
    assert seen(Circular, draft) == PREPARE | CONVENORS | {"lcz-fz", "czj-jb"}
    told = Notice.objects.filter(url=draft.get_absolute_url()).values_list("unit__code", flat=True)
    assert sorted(told) == ["czj", "lcz"]
    waiting = [each.what for each in errands(seat("lcz-fz")) if each.title == "保障落实"]
    assert waiting == ["阅知"]

    for name in ("xwb-fz", "zjr", "bb-jb"):  # who sees it and is not addressed confirms nothing
        with pytest.raises(PermissionDenied):
            actions.read_circular(circular=draft, by=seat(name))
    actions.read_circular(circular=draft, by=seat("lcz-jb"))
    with pytest.raises(Refused):
        actions.read_circular(circular=draft, by=seat("lcz-fz"))

    assert not any(each.title == "保障落实" for each in errands(seat("lcz-fz")))
    assert "2家，已阅1家" in client_of("bb-jb").get(draft.get_absolute_url()).text
    (paper,) = papers_about(draft.uuid)
    assert paper.content["document"]["to"] == ["灵川县财政局", "灵川县灵川镇人民政府"]


def test_addressees_change_until_it_is_issued(lingchuan):
    draft = circular("czj", "lcz", issued=False)
    actions.change_circular(
        circular=draft, by=seat("bb-jb"), lock=1, units=[unit("lcz"), unit("sbb")], **SAID | {"text": "改。"}
    )
    assert [row.unit.code for row in draft.readings.all()] == [
        "lcz"
    ]  # a unit above the county is none of its
    with pytest.raises(Stale):
        actions.change_circular(circular=draft, by=seat("bb-jb"), lock=1, units=[], **SAID)


def test_one_office_of_both_bodies_records_the_answer_of_each(lingchuan):
    text, own = regime_text("lingchuan"), 'office_unit_key = "service_admin"'
    load_regime(county=lingchuan, text=text.replace(own, 'office_unit_key = "party_office"'), by=SYSTEM)
    draft, said = report(is_major=True), {"text": "同意。", "answered_on": clock.today()}

    for body in ("county_party", "county_government"):
        assert [e.what for e in errands(seat("xwb-jb")) if e.title == "保障落实"] == ["呈批，登记批复"]
        page = client_of("xwb-fz").get(reverse("special-report-answer", args=[draft.uuid]))
        assert page.status_code == 200
        actions.record_answer(special_report=draft, by=seat("xwb-fz"), lock=None, body=body, **said)

    assert not [e for e in errands(seat("xwb-jb")) if e.title == "保障落实"]
    assert SpecialReport.objects.get(pk=draft.pk).stage == LetterStage.ANSWERED


def test_a_report_goes_up_and_each_body_answers_once(lingchuan):
    draft = report(issued=False, is_major=True)
    assert seen(SpecialReport, draft) == OFFICE
    actions.issue_report(special_report=draft, by=seat("bb-fz"), lock=None, number="灵编报〔2026〕8号")
    assert seen(SpecialReport, draft) == PREPARE | CONVENORS
    assert [e.what for e in errands(seat("xwb-jb")) if e.title == "保障落实"] == ["呈批，登记批复"]

    def answer(who, body, day=0, **more):
        actions.record_answer(
            special_report=draft, by=seat(who), lock=None, body=body, text="同意。",
            answered_on=clock.today() + timedelta(days=day), **more,
        )  # fmt: skip

    for who, body in (("xwb-fz", "county_government"), ("zjr", "county_party"), ("bb-jb", "nobody")):
        with pytest.raises(PermissionDenied):
            answer(who, body)
    for wrong in ({"day": 1}, {"day": -1}, {"number": "灵政第3号"}):
        with pytest.raises(Refused):
            answer("xwb-fz", "county_party", **wrong)
    answer("xwb-fz", "county_party", number="灵委〔2026〕3号")
    assert not [e for e in errands(seat("xwb-jb")) if e.title == "保障落实"]
    with pytest.raises(Refused):
        answer("bb-jb", "county_party")
    assert SpecialReport.objects.get(pk=draft.pk).stage == LetterStage.ISSUED
    answer("bb-jb", "county_government")

    assert SpecialReport.objects.get(pk=draft.pk).stage == LetterStage.ANSWERED
    (paper,) = papers_about(draft.uuid)
    said = paper.content["document"]
    assert said["to"] == ["中共灵川县委员会", "灵川县人民政府"]
    assert said["signer"] == str(seat("bb-fz").user)  # 签发人 is a person (GB/T 9704 7.2.6), not a post


def test_a_letter_begins_with_what_its_meeting_decided(course):
    led = course("signed")
    url = reverse("special-report-new")
    page = client_of("bb-jb").get(url, {"meeting": str(led.meeting.uuid)}).text
    assert f"“{led.case.title}”：通过。会议同意。" in page
    unsigned = prepared()
    for named in (unsigned.uuid, "none"):
        assert client_of("bb-jb").get(url, {"meeting": str(named)}).status_code == 404


# -- the roster -----------------------------------------------------------------------------------------------------------


def test_what_was_entered_by_mistake_is_told_only_where_it_had_been_told(lingchuan):
    given = {"role": "member", "valid_from": clock.today(), "by": SYSTEM}
    told = add_roster_entry(seat=seat("nyj-fz").seat, title="县农业农村局局长", **given)
    actions.issue_roster_notice(by=seat("bb-fz"), number="灵编发〔2026〕5号")
    untold = add_roster_entry(seat=seat("zjj-fz").seat, title="县住建局局长", **given)
    withdraw_roster_entry(entry=untold, reason="选错了人", by=SYSTEM)
    assert queries.roster_changes(lingchuan) == []

    withdraw_roster_entry(entry=told, reason="选错了人", by=SYSTEM)
    page = client_of("bb-fz").get(reverse("roster-issue")).text
    assert "原通知有误，撤回" in page
    assert "不再担任" not in page
    notice = actions.issue_roster_notice(by=seat("bb-fz"), number="灵编发〔2026〕6号")

    said = papers_about(notice.uuid).get().content["document"]
    assert "成员：灵川县农业农村局，县农业农村局局长，原通知有误，予以撤回。" in said["body"]
    assert "县农业农村局局长" not in [row[3] for row in said["annexes"][0]["grids"][0]["rows"]]
    assert queries.roster_changes(lingchuan) == []


@pytest.mark.parametrize("later", [0, 1])
def test_what_was_entered_wrong_before_any_notice_does_not_make_the_first_list_a_change(lingchuan, later):
    """The list of the first day came with the regulation: the wrong row is not of it, whether it began before or with it."""
    RosterEntry.objects.filter(county=lingchuan).update(valid_from=clock.today() + timedelta(days=later))
    wrong = add_roster_entry(seat=seat("nyj-fz").seat, role="member", valid_from=clock.today(), by=SYSTEM)

    withdraw_roster_entry(entry=wrong, reason="日期填错", by=SYSTEM)

    assert queries.roster_changes(lingchuan) == []


def test_what_changed_in_the_roster_is_told_with_the_list_of_the_day(lingchuan):
    assert queries.roster_changes(lingchuan) == []
    with pytest.raises(Refused):
        actions.issue_roster_notice(by=seat("bb-fz"), number="灵编发〔2026〕5号")
    meeting = prepared(meets_on=clock.today() + timedelta(days=3))
    gone = RosterEntry.objects.get(seat=seat("czj-fz").seat)
    end_roster_entry(entry=gone, valid_until=clock.today(), by=SYSTEM)
    add_roster_entry(
        seat=seat("nyj-fz").seat, role="member", title="县农业农村局局长", valid_from=clock.today(), by=SYSTEM
    )
    for name in [*OTHER_THAN_OFFICE, "bb-jb"]:
        with pytest.raises(PermissionDenied):
            actions.issue_roster_notice(by=seat(name), number="灵编发〔2026〕5号")
    notice = actions.issue_roster_notice(by=seat("bb-fz"), number="灵编发〔2026〕5号")

    said = papers_about(notice.uuid).get().content["document"]
    assert [line for line in said["body"] if "农业" in line or "财政局" in line] == [
        f"成员：灵川县财政局，县财政局负责人，{cn(clock.today())}后不再担任。",
        f"成员：灵川县农业农村局，县农业农村局局长，自{cn(clock.today())}起担任。",
    ]
    listed = said["annexes"][0]["grids"][0]["rows"]
    assert ["成员", "灵川县农业农村局", "县农业农村局负责人", "县农业农村局局长"] in listed
    assert len(listed) == RosterEntry.objects.count()  # the last day of the one still counts
    assert queries.roster_changes(lingchuan) == []
    assert [each.code for each in queries.uninvited(meeting)] == ["nyj"]
    page = client_of("xwb-jb").get(meeting.get_absolute_url()).text
    assert "县农业农村局在召开那天的名单上，还没有受邀" in page
    page = client_of("lcz-jb").get(reverse("meeting-roster")).text
    assert reverse("roster-paper", args=[notice.uuid]) in page


def cn(day):
    return f"{day.year}年{day.month}月{day.day}日"


# -- the library ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def uploads(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def pdf(name="办法.pdf", content=b"%PDF-1.7\nx"):
    return SimpleUploadedFile(name, content)


def shared(by="czj-jb", **more):
    return actions.share_file(by=seat(by), kind="regulation", title="补贴办法", file=pdf(), **more)


@pytest.mark.usefixtures("uploads")
def test_members_share_and_read_and_outsiders_do_not(lingchuan):
    for name in sorted(EVERYONE - PREPARE - {"sfj-fz", "czj-jb"}):
        with pytest.raises(PermissionDenied):
            shared(name)
    row = shared(note="桂财〔2026〕1号")
    assert seen(SharedFile, row) == PREPARE | CONVENORS | {"sfj-fz", "czj-jb"}
    url = reverse("shared-file", args=[row.uuid])
    response = client_of("sfj-fz").get(url)
    assert b"".join(response.streaming_content).startswith(b"%PDF")
    assert response["Content-Disposition"].startswith("attachment")
    assert {client_of(name).get(url).status_code for name in ("zjj-fz", "lcz-fz", "sbb-fz", "aud")} == {404}
    with pytest.raises(BadFile):
        actions.share_file(by=seat("czj-jb"), kind="material", title="坏", file=pdf("坏.exe"))


@pytest.mark.usefixtures("uploads")
def test_the_library_is_searched(lingchuan):
    shared(note="桂财〔2026〕1号")
    found = {
        q: client_of("sfj-fz")
        .get(reverse("shared-list"), {"q": q, "kind": kind})
        .context["page"]
        .paginator.count
        for q, kind in (("补贴 桂财", ""), ("财政局", "regulation"), ("补贴", "material"), ("别的", ""))
    }
    assert found == {"补贴 桂财": 1, "财政局": 1, "补贴": 0, "别的": 0}


@pytest.mark.usefixtures("uploads")
def test_who_takes_it_out(lingchuan):
    row = shared()
    for name in ("sfj-fz", "zjr", "xwb-fz"):
        with pytest.raises(PermissionDenied):
            actions.withdraw_shared(shared_file=row, by=seat(name), lock=None)
    actions.withdraw_shared(shared_file=row, by=seat("czj-fz"), lock=None)
    assert client_of("czj-jb").get(reverse("shared-file", args=[row.uuid])).status_code == 404


@pytest.mark.usefixtures("uploads")
def test_who_left_the_roster_reads_it_no_more(lingchuan):
    row = shared()
    for entry in RosterEntry.objects.filter(seat__unit=unit("sfj")):
        end_roster_entry(entry=entry, valid_until=clock.today(), by=SYSTEM)
    assert "sfj-fz" in seen(SharedFile, row)
    with days_later(1):
        assert "sfj-fz" not in seen(SharedFile, row)


def test_a_number_that_no_unit_can_have_is_ignored(lingchuan):
    sent = SAID | {"townships": ["9" * 20, unit("lcz").pk], "units": ["9" * 20]}

    form = CircularForm(sent, county=lingchuan)

    assert form.is_valid(), form.errors
    assert form.facts()["units"] == [unit("lcz")]


def roster_notice():
    add_roster_entry(seat=seat("nyj-fz").seat, role="member", valid_from=clock.today(), by=SYSTEM)
    return actions.issue_roster_notice(by=seat("bb-fz"), number="灵编发〔2026〕5号")


# by the name of its addresses; the seat that may not read it, if there is one
CORRECTING = {
    "circular": (lambda: circular("czj"), actions.correct_circular, "灵编发〔2026〕70号", "sfj-jb"),
    "special-report": (report, actions.correct_report, "灵编报〔2026〕80号", "sfj-jb"),
    "roster": (roster_notice, actions.correct_roster_notice, "灵编发〔2026〕50号", None),
}


@pytest.fixture(params=CORRECTING)
def wrong(request, lingchuan, uploads):
    """(an issued letter, the act that puts its number right as this person, the right number)"""
    make, act, number, _ = CORRECTING[request.param]
    letter = make()
    letter.name, letter.shut = request.param, CORRECTING[request.param][3]

    def correct(by="bb-fz", lock=None, **more):
        said = {"number": number, "reason": "登记时抄错。", "file": scan()} | more
        return act(**{letter.KIND: letter}, by=seat(by), lock=lock, **said)

    return letter, correct, number


def test_a_wrong_number_is_put_right_by_the_head(wrong):
    """更正: the paper as issued stays, one with the right number stands for it; the wrong one is free again."""
    letter, correct, number = wrong
    before, was = papers_about(letter.uuid).get(), letter.number
    with pytest.raises(PermissionDenied):
        correct(by="bb-jb")

    done = correct()

    first, second = papers_about(letter.uuid)
    assert (first.snapshot, first.number) == (before.snapshot, was)
    assert (done.number, second.number, second.stands_for) == (number, number, str(first.uuid))
    assert f"原文号{was}有误，更正为本文号" in second.content["document"]["note"]
    assert (done.stage, done.scans.count()) == (letter.stage, 1)
    event = Event.objects.filter(subject=str(letter.uuid), outcome="done").last()
    assert (event.facts["number"], event.facts["wrong_number"]) == (number, was)
    assert event.facts["file"] == done.scans.get().sha256
    assert claim(county=letter.county, number=was, subject="另一件", organ="县委编办") == was
    told = Notice.objects.filter(url=letter.get_absolute_url(), title__contains=f"更正为{number}")
    assert told.exists()


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"number": "灵编发2026-7"}, "发文字号应由机关代字、年份和序号组成"),
        ({"number": "灵编发〔2026〕99号"}, "已用于另一件事项"),
        ({"number": "the same"}, "与原来的文号相同"),
        ({"reason": "　"}, "写明更正的理由"),
    ],
    ids=lambda each: next(iter(each)) if isinstance(each, dict) else "",
)
def test_what_is_no_correction_is_refused(wrong, more, said):
    letter, correct, _ = wrong
    claim(county=letter.county, number="灵编发〔2026〕99号", subject="另一件", organ="县委编办")
    if more.get("number") == "the same":
        more = {"number": letter.number}

    with pytest.raises(Refused, match=said):
        correct(**more)

    assert (papers_about(letter.uuid).count(), letter.scans.count()) == (1, 0)


def test_a_draft_has_no_number_to_put_right_and_an_old_form_is_stale(wrong):
    letter, correct, _ = wrong
    lock = letter.lock
    correct(lock=lock)
    with pytest.raises(Stale):
        correct(lock=lock, number="灵编发〔2026〕71号")
    draft = circular("czj", issued=False)
    with pytest.raises(Stale):
        actions.correct_circular(
            circular=draft,
            by=seat("bb-fz"),
            lock=None,
            number="灵编发〔2026〕72号",
            reason="抄错。",
            file=scan(),
        )


def test_a_number_is_put_right_by_its_form(lingchuan, uploads):
    """A wrong file is told beside its field and nothing typed is lost; the page then strikes the old number through."""
    letter = circular("czj")
    client, url = client_of(seat("bb-fz")), reverse("circular-correct", args=[letter.uuid])
    sent = {
        "number": "灵编发〔2026〕70号",
        "reason": "登记时抄错。",
        "lock": letter.lock,
        "form_key": "a-key",
    }
    lying = SimpleUploadedFile("扫描件.pdf", b"not a PDF")

    refused = client.post(url, sent | {"file": lying})
    done = client.post(url, sent | {"file": scan()})
    again = client.post(url, sent | {"file": scan()})

    assert (refused.status_code, "登记时抄错。" in refused.text) == (422, True)
    assert (done.status_code, again.status_code) == (302, 302)
    html = client.get(letter.get_absolute_url()).text
    assert "<del>灵编发〔2026〕7号</del>" in html
    stands_on = reverse("circular-scan", args=[letter.uuid, Circular.objects.get().scans.get().uuid])
    assert stands_on in html
    assert b"".join(client_of(seat("czj-jb")).get(stands_on).streaming_content).startswith(b"%PDF")
    assert client_of(seat("sfj-jb")).get(stands_on).status_code == 404


def test_the_letter_as_issued_stays_open_to_who_may_read_it(wrong, monkeypatch):
    """更正: the page says that the first one is kept; it leads there, and each is handed over by its own address."""
    letter, correct, number = wrong
    handed = []
    monkeypatch.setattr(
        "jointmeeting.views.letters.printed",
        lambda request, paper, back: handed.append(paper.number) or HttpResponse(),
    )
    was = letter.number
    correct()
    first, _ = papers_about(letter.uuid)
    name, client = f"{letter.name}-paper", client_of(seat("xwb-jb"))
    before = reverse(f"{name}-before", args=[letter.uuid, first.uuid])

    page = client.get(letter.get_absolute_url()).text
    assert f'href="{before}"' in page
    assert f"<del>{was}</del>" in page
    assert [client.get(url).status_code for url in (before, reverse(name, args=[letter.uuid]))] == [200, 200]
    assert handed == [was, number]
    assert client.get(reverse(f"{name}-before", args=[letter.uuid, letter.uuid])).status_code == 404
    if letter.shut:
        assert client_of(seat(letter.shut)).get(before).status_code == 404


def test_the_corrected_letter_is_looked_at_first(wrong):
    """Preview: the draft as it would be issued; nothing is issued and no scan kept."""
    letter, _, number = wrong
    client, url = client_of(seat("bb-fz")), reverse(f"{letter.name}-correct", args=[letter.uuid])
    assert 'name="preview"' in client.get(url).text
    sent = {"number": number, "reason": "登记时抄错。", "lock": letter.lock, "form_key": "k", "file": scan()}

    shown = client.post(f"{url}?as=docx", sent | {"preview": "1"})

    assert (shown.status_code, "attachment" in shown["Content-Disposition"]) == (200, True)
    assert (papers_about(letter.uuid).count(), letter.scans.count()) == (1, 0)
