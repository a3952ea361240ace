"""Every address of the site with somebody it is for: `(username, address)`, read from the rows that are there."""

from django.urls import reverse

from accounts.models import RosterEntry, User
from admission import acts
from admission.models import Application, Consultation, Review
from admission.states import EDITABLE, Kind, State
from admission.views.acts import PAGES
from audit import clock
from documents.models import Paper, PaperKind
from jointmeeting.models import (
    Circular,
    DecidedItem,
    Meeting,
    Reading,
    RosterNotice,
    SharedFile,
    SpecialReport,
    Topic,
)
from jointmeeting.states import Stage, TopicStage
from registry.models import (
    ArchivedCase,
    Corrigendum,
    Duty,
    Edition,
    EditionDraft,
    Feedback,
    ListImport,
    Purchase,
)
from registry.queries import versions_on
from registry.states import ImportState
from supervision import acts as followed
from supervision.models import EndCheck, Guarantee, Report, UrgentTask
from tests.cast import seat
from voice.acts import MATTER
from voice.kinds import KINDS
from voice.models import Burden, Matter, Period
from voice.rules import may_ask
from voice.states import BurdenState

ANYBODY = ""  # who has not signed in


def public_pages(county):
    yield ANYBODY, reverse("duty-list")
    yield ANYBODY, reverse("duty-list") + "?q=巡查&status=in_force"
    yield ANYBODY, reverse("duty-list") + "?q=没有这样的事项"
    seen = {}
    for version in versions_on(county, clock.today()).filter(is_public=True):
        seen.setdefault((version.standing, bool(version.term_until)), version)
    for version in seen.values():
        yield ANYBODY, version.duty.get_absolute_url()
    revised = Duty.objects.filter(versions__number__gt=1).first()
    yield ANYBODY, reverse("duty-version", args=[revised.uuid, 1])
    yield ANYBODY, reverse("verify")
    yield ANYBODY, reverse("verify-code", args=["0" * 16])
    yield ANYBODY, reverse("edition-list")
    yield ANYBODY, Edition.objects.last().get_absolute_url()
    yield ANYBODY, reverse("township-list")
    yield ANYBODY, reverse("township", args=["dxz"])
    yield ANYBODY, reverse("open-data")
    yield ANYBODY, reverse("regulation")
    yield ANYBODY, reverse("feedback") + "?q=征收某项费用&township=dxz"
    yield ANYBODY, reverse("feedback") + f"?duty={version.duty.uuid}"
    yield ANYBODY, reverse("feedback-thanks", args=[Feedback.objects.first().uuid])
    yield ANYBODY, reverse("edition-compare")
    yield ANYBODY, reverse("login")
    yield ANYBODY, "/nowhere/"


def pages_of_a_seat(county):
    for username in ("bb-jb", "zjj-jb", "lcz-fz", "sfj-fz", "xwb-jb", "sbb-jb"):
        yield username, reverse("desk")
    own = ("mail-choices", "calendar", "password", "delegations", "desk-choices", "phrases")
    for name in ("case-list", "notices", *own):
        yield "sfj-fz", reverse(name)
    chosen = Application.objects.filter(state=State.CIRCULATING).first()
    yield "bb-jb", f"{reverse('desk-print')}?case={chosen.uuid}"
    yield "sfj-fz", f"{reverse('desk-issue')}?case={chosen.uuid}"
    yield "bb-jb", reverse("desk") + "?tab=doing"
    yield "bb-jb", reverse("desk") + "?tab=done"
    yield "zjj-jb", reverse("desk") + "?tab=read"
    yield "bb-jb", reverse("case-register")
    yield "bb-fz", reverse("edition-publish")
    yield "bb-jb", reverse("feedback-received")
    yield "bb-jb", reverse("feedback-received") + "?done=1"
    for feedback in Feedback.objects.all():
        yield "bb-jb", reverse("feedback-item", args=[feedback.uuid])
    yield "bb-jb", reverse("duty-guide", args=[Duty.objects.first().uuid])
    yield "bb-fz", reverse("edition-drafts")
    yield "bb-fz", reverse("corrigendum-list")
    yield "bb-fz", reverse("corrigendum-new", args=[Duty.objects.first().uuid])
    draft, slip = EditionDraft.objects.get(), Corrigendum.objects.filter(settled_at=None).get()
    yield "bb-fz", draft.get_absolute_url()
    yield "bb-jb", reverse("edition-draft-notes", args=[draft.uuid])
    yield "bb-fz", reverse("corrigendum", args=[slip.uuid])
    newest = Edition.objects.first()
    for username in ("bb-jb", "lcz-jb"):
        yield username, reverse("edition-postings", args=[newest.year, newest.number])
    yield "bb-fz", reverse("edition-correct", args=[newest.year, newest.number])
    yield "zjj-jb", reverse("case-new")
    yield "lcz-jb", reverse("case-new") + "?kind=revocation"
    yield "zjj-jb", reverse("case-new") + "?kind=adjustment"


def list_pages(county):
    """What the office keeps the list by, and a file at each point of its way."""
    yield "bb-fz", reverse("paper-text", args=["reply"])
    yield "bb-fz", reverse("regulation-interpret")
    for name in (
        "paper-texts",
        "kind-list",
        "archive-list",
        "archive-new",
        "archive-import",
        "import-list",
        "import-new",
    ):
        yield "bb-jb", reverse(name)
    yield "bb-fz", reverse("kind-new") + "?template=powers"
    yield "bb-fz", reverse("kind-edit", args=["supporting"])
    yield "bb-jb", reverse("archive-complete", args=[ArchivedCase.objects.first().uuid])
    for row in ListImport.objects.all():
        yield "bb-jb", reverse("import", args=[row.uuid])
        if row.state == ImportState.CHECKED:
            yield "bb-jb", reverse("import", args=[row.uuid]) + "?match=1"
            yield "bb-fz", reverse("import-confirm", args=[row.uuid])


def holders(case):
    """Seats that may have the turn, the applicant's own first."""
    code = case.applicant.code
    return [f"{code}-jb", f"{code}-fz", "bb-jb", "bb-fz", "zjr", "xwb-jb", "sbb-jb"]


def case_pages(county):
    """The case in each state, then every act on a whole case: one that may be pressed, one that lacks something."""
    cases = list(Application.objects.select_related("applicant"))
    shown, offered = set(), set()
    for case in cases:
        if (case.state, case.kind) not in shown:
            shown.add((case.state, case.kind))
            yield holders(case)[1 if case.state in EDITABLE else 2], case.get_absolute_url()
        for username in holders(case):
            for spec in acts.available(case, seat(username)):
                key = spec.verb, bool(spec.problems(case))
                if spec.verb in PAGES and key not in offered:
                    offered.add(key)
                    yield username, reverse("case-act", args=[case.uuid, spec.verb])
    # 灵川 hears no experts; the journey of 阿荣旗 does
    assert {verb for verb, _ in offered} == PAGES.keys() - {"file_expert_view"}


def parts_of_cases(county):
    editable = Application.objects.filter(state__in=EDITABLE).select_related("applicant")
    for case in editable:
        yield f"{case.applicant.code}-jb", reverse("case-edit", args=[case.uuid])
    revised = Application.objects.filter(versions__number=2, versions__frozen_at__isnull=False).first()
    yield "bb-jb", reverse("case-compare", args=[revised.uuid])
    yield "bb-jb", reverse("case-version", args=[revised.uuid, 1])
    running = Application.objects.filter(state=State.CIRCULATING).first()
    yield "bb-jb", reverse("case-clock", args=[running.uuid])
    yield "bb-jb", reverse("case-whole", args=[running.uuid])
    yield "bb-jb", reverse("case-neighbours", args=[running.uuid])
    over = (
        Application.objects.filter(state=State.REJECTED, on_paper=False).select_related("applicant").first()
    )
    yield f"{over.applicant.code}-jb", f"{reverse('case-new')}?after={over.uuid}"
    yield "sfj-jb", reverse("case-inside", args=[running.uuid])
    for case in Application.objects.filter(state=State.REVIEWING, kind=Kind.ADMISSION):
        yield "bb-fz", reverse("initial-review", args=[case.uuid])
    for uuid in dict(Paper.objects.values_list("kind", "uuid")).values():
        subject = Paper.objects.get(uuid=uuid).subject
        if Application.objects.filter(uuid=subject).exists():
            yield "bb-jb", reverse("case-paper", args=[subject, uuid])
    notice = Paper.objects.filter(kind=PaperKind.NOTICE).latest("issued_at")
    yield "bb-fz", reverse("case-paper-number", args=[notice.subject, notice.uuid])
    asked = Consultation.objects.filter(closed_at__isnull=True, positions=None)
    request = (
        asked.filter(application__state=State.CONSULTING).select_related("application__applicant").first()
    )
    where = [request.application.uuid, request.pk]
    yield f"{request.unit.code}-fz", reverse("position", args=where)
    yield f"{request.unit.code}-jb", reverse("position", args=where)
    yield f"{request.application.applicant.code}-jb", reverse("position-paper", args=where)


def opinion_pages(county):
    """Each unit's own question, by its head, and once on paper by the office."""
    open_ones = Review.objects.filter(round__closed_at__isnull=True, asked=True).select_related(
        "unit", "round__application"
    )
    reviews = {review.question: review for review in open_ones}
    for review in reviews.values():
        where = [review.round.application.uuid, review.pk]
        yield f"{review.unit.code}-fz", reverse("opinion", args=where)
    yield f"{review.unit.code}-jb", reverse("opinion", args=where)
    yield "bb-jb", reverse("opinion-paper", args=where)


def meeting_pages(county):
    by_stage = {meeting.stage: meeting for meeting in Meeting.objects.order_by("meets_on", "id")}
    for meeting in by_stage.values():
        yield "bb-jb", meeting.get_absolute_url()

    def at(name, stage, *more):
        return reverse(name, args=[by_stage[stage].uuid, *more])

    for name in ("meeting-list", "meeting-new", "meeting-roster", "figures"):
        yield "bb-jb", reverse(name)
    for name in ("meeting-agenda", "meeting-edit", "meeting-cancel"):
        yield "bb-jb", at(name, Stage.PREPARING)
    yield "zjr", at("meeting-call", Stage.PREPARING)
    yield "bb-jb", at("meeting-item-remove", Stage.CALLED, by_stage[Stage.CALLED].items.first().pk)
    yield "bb-jb", at("meeting-attendance", Stage.CALLED)
    yield "bb-jb", at("meeting-minutes", Stage.SIGNING)
    yield "zjr", at("meeting-minutes-sign", Stage.SIGNING)
    yield "zjr", at("meeting-minutes-return", Stage.SIGNING)
    yield "sfj-jb", at("meeting-reply", Stage.CALLED)
    yield from topic_pages()
    yield from decided_pages()
    yield from letter_pages()
    signed = by_stage[Stage.SIGNED]
    yield "bb-jb", at("meeting-item-result", Stage.SIGNED, signed.items.get(recorded_at=None).pk)
    yield "bb-jb", reverse("decided-new", args=[signed.uuid])
    yield "bb-jb", reverse("meeting-close", args=[signed.uuid])
    yield "bb-jb", reverse("meeting-correction", args=[signed.uuid])
    yield "zjr", reverse("meeting-correction-sign", args=[signed.uuid])
    yield "bb-jb", reverse("meeting-correction-drop", args=[signed.uuid])
    yield "zjr", reverse("convenor")
    waiting = Application.objects.filter(state=State.SIGNING)
    yield "zjr", reverse("convenor-sign") + "?" + "&".join(f"case={case.uuid}" for case in waiting)
    yield "zjr", reverse("convenor-sign")


def supervision_pages(county):
    """Reports in each state, and every act on one by somebody who may."""
    yield "lcz-jb", reverse("report-new")
    yield "bb-jb", reverse("report-new")
    for username, show in (("bb-jb", "open"), ("zgb-jb", "late"), ("mzj-jb", "all"), ("lcz-jb", "ended")):
        yield username, reverse("report-list") + f"?show={show}"
    offered = set()
    for report in Report.objects.select_related("township", "department"):
        own, other = report.township.code, report.department.code
        yield f"{own}-jb", report.get_absolute_url()
        yield "bb-jb", reverse("report-clock", args=[report.uuid])
        for username in (f"{own}-fz", f"{other}-fz", "bb-fz"):
            for verb in followed.available(report, seat(username)):
                if verb not in offered:
                    offered.add(verb)
                    yield username, reverse("report-act", args=[report.uuid, verb])
    assert offered == followed.REPORT.keys()
    for username, name in (
        ("bb-jb", "guarantee-list"),
        ("zjj-jb", "guarantee-new"),
        ("bb-jb", "training-list"),
    ):
        yield username, reverse(name)
    yield "zjj-jb", reverse("training-new")
    yield from guarantee_pages()
    yield "lcz-jb", reverse("workdays") + "?year=2027"
    yield "bb-fz", reverse("workdays-day")
    yield "bb-fz", reverse("workdays-year")
    yield "lcz-jb", reverse("purchase-list")
    yield "zjj-jb", reverse("purchase-new")
    bought = Purchase.objects.filter(ended_on=None).first()
    yield "lcz-jb", bought.get_absolute_url()
    yield f"{bought.department.code}-jb", reverse("purchase-act", args=[bought.uuid, "end_purchase"])
    yield "zgb-jb", reverse("temporary-list")
    yield "zjj-jb", reverse("urgent-new")
    yield "lcz-jb", reverse("urgent-new")
    for task in UrgentTask.objects.select_related("department", "county", "regime"):
        yield "bb-jb", task.get_absolute_url()
        if task.is_open:
            for verb in followed.available(task, seat(f"{task.department.code}-jb")):
                yield f"{task.department.code}-jb", reverse("urgent-act", args=[task.uuid, verb])
    yield "bb-jb", reverse("end-list")
    check = EndCheck.objects.filter(state="end_asked").select_related("township").first()
    yield f"{check.township.code}-jb", reverse("end-list")
    yield f"{check.township.code}-jb", reverse("end-act", args=[check.uuid, "say_continued"])


def voice_pages(county):
    """Matters of each kind, and every act on one by somebody who may."""
    yield "lcz-jb", reverse("matter-list")
    yield "xwb-jb", reverse("matter-list") + "?show=late"
    for kind in KINDS:
        who = next(name for name in ("lcz-jb", "zjj-jb", "bb-jb") if may_ask(kind, seat(name)))
        yield who, reverse("matter-new", args=[kind])
    offered = set()
    for matter in Matter.objects.select_related("asker", "county", "regime"):
        yield "bb-jb", matter.get_absolute_url()
        units = [matter.asker, *(reply.unit for reply in matter.answers)]
        for username in ("bb-fz", *(f"{unit.code}-fz" for unit in units)):
            for verb in followed.available(matter, seat(username)):
                if verb not in offered:
                    offered.add(verb)
                    yield username, reverse("matter-act", args=[matter.uuid, verb])
    assert offered == MATTER.keys()
    for username, name in (("lcz-jb", "period-list"), ("bb-jb", "period-new"), ("zjr", "burden-list")):
        yield username, reverse(name)
    for username in ("zjj-jb", "lcz-jb", "xwb-jb"):
        yield username, reverse("burden-new")
    yield "lcz-jb", reverse("burden-calendar")
    yield "zjr", reverse("figures-after")
    yield "bb-jb", reverse("power-list")
    running = Period.objects.get(state="period_rating")
    for username in ("bb-jb", "zjj-jb"):
        for period in Period.objects.all():
            yield username, period.get_absolute_url()
    yield "lcz-jb", reverse("period-act", args=[running.uuid, "hand_in"])
    yield "bb-fz", reverse("period-act", args=[running.uuid, "publish_period"])
    for state in BurdenState:
        yield "xwb-fz", Burden.objects.filter(state=state).first().get_absolute_url()
    found = Burden.objects.filter(state=BurdenState.FOUND).first()
    yield "xwb-fz", reverse("burden-act", args=[found.uuid, "settle_burden"])


def guarantee_pages():
    """One in each state, and every act on one by somebody who may."""
    offered, shown = set(), set()
    for row in Guarantee.objects.select_related("township", "department", "duty", "county", "regime"):
        if row.state not in shown:
            shown.add(row.state)
            yield f"{row.department.code}-jb", row.get_absolute_url()
            yield "bb-jb", reverse("guarantee-board", args=[row.duty.uuid])
        for username in (f"{row.township.code}-fz", f"{row.department.code}-fz", "bb-fz"):
            for verb in followed.available(row, seat(username)) if len(offered) < 5 else ():
                if verb not in offered:
                    offered.add(verb)
                    yield username, reverse("guarantee-act", args=[row.uuid, verb])
                    if verb == "deliver":
                        yield username, reverse("guarantee-deliver", args=[row.duty.uuid])
    assert offered == followed.GUARANTEE.keys() - {"lapse"}


def topic_pages():
    for username in ("bb-jb", "czj-jb"):
        yield username, reverse("topic-list")
    yield "czj-jb", reverse("topic-new")
    by_stage = {topic.stage: topic for topic in Topic.objects.all()}
    for topic in by_stage.values():
        yield "bb-jb", topic.get_absolute_url()
    waiting = by_stage[TopicStage.WAITING]
    yield "bb-jb", reverse("topic-join", args=[waiting.uuid])
    yield "bb-jb", reverse("topic-put-off", args=[waiting.uuid])
    yield f"{waiting.unit.code}-jb", reverse("topic-withdraw", args=[waiting.uuid])


def decided_pages():
    for username in ("bb-jb", "zjj-jb"):
        yield username, reverse("decided-list")
    yield "xwb-jb", reverse("decided-list") + "?show=late"
    for decided in DecidedItem.objects.all():
        yield "bb-jb", decided.get_absolute_url()
    running = DecidedItem.objects.filter(closed_at=None).select_related("unit").last()
    for name in ("remind", "put-off", "close"):
        yield "bb-jb", reverse(f"decided-{name}", args=[running.uuid])
    yield f"{running.unit.code}-jb", reverse("decided-report", args=[running.uuid])


def letter_pages():
    """Circulars, reports, the notice of a changed roster, the library."""
    for username in ("bb-fz", "lcz-jb"):
        yield username, reverse("circular-list")
    for name in ("circular-new", "special-report-new", "special-report-list", "shared-list", "shared-new"):
        yield "bb-jb", reverse(name)
    yield "sfj-jb", reverse("shared-list") + "?q=没有这样的资料"
    yield "bb-fz", reverse("roster-issue")
    yield "bb-fz", reverse("roster-correct", args=[RosterNotice.objects.get().uuid])
    yield "czj-fz", reverse("shared-withdraw", args=[SharedFile.objects.get(unit__code="czj").uuid])
    for model, kind in ((Circular, "circular"), (SpecialReport, "special-report")):
        for letter in model.objects.all():
            yield "bb-fz", letter.get_absolute_url()
            if not letter.issued_at:
                yield "bb-fz", reverse(f"{kind}-edit", args=[letter.uuid])
                yield "bb-fz", reverse(f"{kind}-issue", args=[letter.uuid])
            else:
                yield "bb-fz", reverse(f"{kind}-correct", args=[letter.uuid])
    unread = (
        Reading.objects.filter(read_at=None, circular__issued_at__isnull=False).select_related("unit").first()
    )
    yield f"{unread.unit.code}-jb", reverse("circular-read", args=[unread.circular.uuid])
    yield (
        "zgb-jb",
        reverse("special-report-answer", args=[SpecialReport.objects.exclude(issued_at=None).get().uuid]),
    )


def management_pages(county):
    person = User.objects.get(username="sfj-jb")
    for name in (
        "manage-phrases",
        "manage-units",
        "manage-new-unit",
        "manage-people",
        "manage-new-person",
        "manage-import-people",
        "manage-seats",
        "manage-new-seat",
        "manage-roster",
        "manage-new-roster-entry",
        "manage-delegations",
        "manage-new-delegation",
    ):
        yield "sys", reverse(name)
    yield "sys", reverse("manage-unit", args=[person.seats.first().unit.uuid])
    yield "sys", reverse("manage-rename-unit", args=[person.seats.first().unit.uuid])
    yield "sys", reverse("manage-person", args=[person.uuid])
    yield "sys", reverse("manage-set-active", args=[person.uuid])
    yield "sys", reverse("manage-end-seat", args=[person.seats.first().uuid])
    yield "sys", reverse("manage-end-roster-entry", args=[RosterEntry.objects.first().uuid])
    yield "sys", reverse("manage-withdraw-roster-entry", args=[RosterEntry.objects.first().uuid])
    yield "sys", reverse("manage-reset-password", args=[person.uuid])
    for name in ("manage-locked", "manage-policy", "manage-administrators", "manage-new-administrator"):
        yield "sec", reverse(name)
    yield "aud", reverse("manage-events")
    yield "aud", reverse("manage-readings")
    yield "aud", reverse("manage-readings") + "?person=经办人"


def region_pages(county):
    """Of the body above; with several counties: test_region."""
    duties = Duty.objects.filter(versions__is_public=True, list_kind__key="basic")[:2]
    yield "sbb-jb", reverse("region")
    yield "sbb-jb", reverse("region-cases")
    yield "sbb-jb", reverse("region-compare") + "?q=巡查"
    yield "sbb-jb", reverse("region-texts") + "?" + "&".join(f"duty={duty.uuid}" for duty in duties)
    yield "sbb-jb", reverse("region-drafts")


PARTS = {
    "public": public_pages,
    "seats": pages_of_a_seat,
    "list": list_pages,
    "cases": case_pages,
    "parts": parts_of_cases,
    "opinions": opinion_pages,
    "meetings": meeting_pages,
    "supervision": supervision_pages,
    "voice": voice_pages,
    "management": management_pages,
    "region": region_pages,
}
