"""Every page as its people see it, wide and narrow: nothing axe finds serious, nothing wider than the window.

The demonstration is loaded, the rows are added that it has no example of, and every address of the site is opened
by somebody it is for. Pictures are left in test-results/.
"""

import os
import re

import pytest
from django.urls import Resolver404, get_resolver, resolve, reverse
from playwright.sync_api import expect

from accounts.models import County
from audit import clock
from demo import loading
from demo.county import CODE
from jointmeeting import actions as meetings
from jointmeeting import queries as meeting_queries
from registry import actions as list_actions
from registry.actions import corrigenda, drafts, imports
from registry.actions.archive import archive_case
from registry.importing import settling
from registry.models import Duty, ListKind
from registry.queries import versions_on
from tests import kept
from tests.browser.addresses import ANYBODY, PARTS
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.controls import press, sign_in
from tests.cast import seat
from tests.factories import journey, scan
from tests.registry.tables import xlsx

WITHOUT_PAGE = {  # only pressed or downloaded, read by machines, or leading on
    "api-counties",
    "api-county",
    "api-departments",
    "api-duties",
    "api-duty",
    "api-edition",
    "api-editions",
    "api-entries",
    "api-entries-file",
    "api-kinds",
    "api-openapi",
    "api-townships",
    "archive-file",
    "calendar-feed",
    "desk-drop",
    "figures-xlsx",
    "desk-keep",
    "desk-print-pdf",
    "desk-remind",
    "phrase-drop",
    "read-notices",
    "import-again",
    "import-approval",
    "import-drop",
    "import-file",
    "case-alike",  # a piece of the form's page
    "case-file",
    "case-file-add",
    "case-file-remove",
    "case-overdue",
    "corrigendum-paper",
    "made",
    "edition-paper",
    "edition-paper-before",
    "edition-scan",
    "meeting-paper",
    "guarantee-file",
    "purchase-file",
    "guarantee-paper",
    "matter-file",
    "period-download",
    "figures-download",
    "burden-download",
    "burden-file",
    "training-file",
    "urgent-paper",
    "report-file",
    "report-paper",
    "circular-paper",
    "circular-paper-before",
    "circular-scan",
    "special-report-paper",
    "special-report-paper-before",
    "special-report-scan",
    "roster-paper",
    "roster-paper-before",
    "roster-scan",
    "shared-file",
    "case-paper-attached",
    "case-paper-docx",
    "case-paper-pdf",
    "case-whole-pdf",
    "case-remind",
    "changes-feed",
    "duty-download",
    "edition-download",
    "edition-draft-act",
    "edition-draft-publish",  # of an approved draft; one is open at a time: test_editions
    "edition-draft-step",  # where a body has to pass it: not in 灵川
    "edition-step-file",
    "posting-picture",
    "county-list",  # of one county it leads on; of several: test_region
    "elder",
    "kept",
    "logout",
    "manage",
    "manage-issued",
    "manage-unlock",
    "manage-verify-events",
    "meeting-of-case",
    "region-table",
    "revoke-delegation",
    "robots",
    "sitemap",
    "sitemap-section",
    "search",  # as county-list
    "switch_seat",
    "township-poster",
}
NAMED_THERE = re.compile(r"[0-9a-f-]{36}|\d+|\?.*")  # which case, which row, which filter
ORDINARY = bool(
    os.environ.get("ORDINARY")
)  # each address once, but for those that wait; --release opens every page
EVERY_PICTURE = os.environ.get("PICTURES") == "all"
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def county(transactional_db, tmp_path_factory):
    where = kept.directory(tmp_path_factory)

    def build():
        kept.put_in("demonstration", lambda: loading.load(tell=lambda text: None), where)
        for last_step in (0, 3, 4):
            lead_meeting(last_step)
        report_twice()
        bring_lists()
        begin_edition()

    kept.put_in("demonstration-and-meetings", build, where)
    return County.objects.get(code=CODE)


def begin_edition():
    """The next edition being drafted, and a slip proposed."""
    county = County.objects.get(code=CODE)
    drafts.begin_draft(county=county, by=seat("bb-jb"))
    duty = versions_on(county, clock.today()).filter(standing="in_force").last().duty
    basis = corrigenda.published_text(duty).basis
    corrigenda.propose_corrigendum(
        duty=duty,
        field="basis",
        kind="punctuation",
        new_text=f"{basis}；",
        reason="漏了标点。",
        by=seat("bb-jb"),
    )


def report_twice():
    """Feedback that waits and feedback that is answered."""
    county = County.objects.get(code=CODE)
    duty = county.duties.first()
    list_actions.receive_feedback(
        county=county, subject="wrong_entry", duty=duty, text="电话已经变了。\n新的在门口贴着。"
    )
    answered = list_actions.receive_feedback(
        county=county, subject="not_listed", matter="征收某项费用", text="上月起。", contact="办公室"
    )
    list_actions.answer_feedback(feedback=answered, answer="已核实，已停止。", by=seat("bb-jb"))


def bring_lists():
    """A file with something wrong, one that waits for the head, one imported; and a former case."""
    kind, by = ListKind.objects.get(key="supporting"), seat("bb-jb")
    header = ["类别", "事项名称", "对应上级部门", "乡镇配合职责"]
    good = ["水利", "示例事项甲", "县水利局", "每周巡查。"]
    for rows in ([header, good, ["", "", "县国土局", ""]], [header, good], [header, good]):
        row = imports.upload_list(county=kind.county, list_kind=kind, upload=xlsx(rows), by=by)
        row = imports.work(imports.settle_import(row=row, choices=settling.with_defaults(row), by=by))
    head = seat("bb-fz")
    imports.work(
        imports.confirm_import(
            row=row, by=head, document_number="灵编发〔2026〕91号", effective_from=clock.today()
        )
    )
    facts = {"number": "2019-1", "title": "示例事项", "kind": "准入", "applicant": "县水利局"}
    facts |= {"decided_on": clock.today(), "result": "admitted", "duty": Duty.objects.first()}
    archive_case(county=kind.county, by=by, facts=facts, uploads=[scan()])


def lead_meeting(last_step):
    """A further meeting with a case of its own, led so many steps on: being prepared, minutes sent, signed."""
    case = journey("deliberating", route="general", cost=0).case
    meeting = meetings.prepare_meeting(
        by=seat("xwb-jb"), title=f"专题会议（{last_step}）", meets_on=clock.today(), place="第一会议室"
    )
    meetings.put_item(meeting=meeting, case=case, by=seat("bb-jb"))
    item = meeting.items.get()
    come = {row.unit_id: True for row in meeting_queries.attendance_of(meeting)}
    passed = {item.pk: ("passed", "会议同意。")}
    steps_of_a_meeting = [
        (meetings.call_meeting, "zjr", {}),
        (meetings.record_attendance, "xwb-jb", {"present": come}),
        (meetings.draft_minutes, "bb-jb", {"minutes": "会议概况。", "results": passed, "send": True}),
        (meetings.sign_minutes, "zjr", {}),
    ]
    for action, who, given in steps_of_a_meeting[:last_step]:
        meeting.refresh_from_db()
        action(meeting=meeting, by=seat(who), lock=meeting.lock, **given)


@pytest.fixture
def looked_at(violations, picture):
    """What is wrong with the page, wide and narrow; axe reads the first page of an address in both widths.

    Of it there is a picture in both too; of the others with PICTURES=all, as --full has it. The ordinary run has axe read the
    wide page only, and keeps a picture of what is wrong.
    """
    read = set()

    def looked_at(page, name, address):
        for width, viewport in (("", DESKTOP), ("-phone", PHONE)):
            page.set_viewport_size(viewport)
            first = address not in read and not ORDINARY
            wrong = violations(page) if not width or first else []
            if over := page.evaluate(OVERFLOW):
                wrong.append(f"{over} px wider than the window")
            if EVERY_PICTURE or wrong or first:
                picture(page, name + width)
            yield from (f"{name}{width}: {each}" for each in wrong)
        read.add(address)

    return looked_at


@pytest.mark.parametrize("part", PARTS)
def test_pages(part, county, open_browser, looked_at):
    pages, opened = {ANYBODY: open_browser()}, set()
    wrong = []
    for n, (who, address) in enumerate(list(PARTS[part](county)), 1):
        name, once = name_of(address), NAMED_THERE.sub("*", address)
        if ORDINARY and once in opened:
            continue
        opened.add(once)
        if who not in pages:
            pages[who] = open_browser(of=who)
        response = pages[who].goto(address)
        if response.status >= 400 and name:
            wrong.append(f"{address} as {who}: {response.status}")
        wrong += looked_at(pages[who], f"page-{part}-{n:03}-{name}", once)
    assert wrong == []


def test_a_new_password_is_shown_once(county, page, looked_at):
    assert list(looked_at(handed_over(sign_in(page, "sys")), "page-manage-issued", "")) == []


def test_every_address_is_in_a_part(county):
    names = {name_of(address) for part in PARTS.values() for _, address in part(county)}
    known = {name for name in get_resolver().reverse_dict if isinstance(name, str)}
    assert names - {""} == known - WITHOUT_PAGE


def handed_over(page):
    """The page that shows a new password once."""
    page.goto(reverse("manage-reset-password", args=[seat("sfj-jb").user.uuid]))
    press(page, "重置密码")
    expect(page.get_by_role("heading", level=1)).to_have_text("初始密码")
    return page


def name_of(address):
    """The name of the address in the site map; "" for one that is not there."""
    try:
        return resolve(address.partition("?")[0]).url_name
    except Resolver404:
        return ""
