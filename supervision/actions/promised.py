"""What the day brings of guarantees: listed once their duty is in force, late ones told, those of ended duties let go."""

from collections import defaultdict
from itertools import groupby

from django.db import transaction
from django.db.models import Exists, OuterRef

from accounts.models import NoticeKind
from accounts.notices import notify
from accounts.succession import heir_or_self, stands_for
from audit import clock
from audit.record import SYSTEM, record
from config.templatetags.chinese import cdate
from regimes.calendar import Calendar
from regimes.queries import in_force
from registry.models import DutyVersion
from registry.queries import carried_on, in_force_on
from supervision import queries
from supervision.act import by_itself, lock_county, lock_row
from supervision.models import Guarantee
from supervision.states import OWED, GuaranteeKind, GuaranteeState, promise_called

NOTHING = ("", "无", "不涉及", "不需要", "没有")
TEXTS = {
    GuaranteeKind.FUNDING: "guarantee_funding",
    GuaranteeKind.STAFF: "guarantee_staff",
    GuaranteeKind.TECHNOLOGY: "guarantee_technology",
    GuaranteeKind.TRAINING: "guarantee_training",
}


def enter_guarantees():
    """列出保障 of every text that came into force by a case: what its application promised, to each township.

    Not of one whose day to deliver has passed already: a county that begins with this has no heap of late ones, and
    registers by hand what is still owed.
    """
    listed = Guarantee.objects.exclude(version="").values("version")
    known = set(listed.values_list("version", flat=True))
    texts = DutyVersion.objects.filter(in_force_on(clock.today())).exclude(case="")
    texts = texts.select_related("duty__county", "department").order_by("pk")
    return sum(_enter(text) for text in texts if str(text.uuid) not in known)


@transaction.atomic
def _enter(text):
    county, regime = text.duty.county, in_force(text.duty.county, on=clock.today()).first()
    if regime is None:  # no rules, no days to deliver in
        return 0
    # an edit of the calendar moves what is there: nothing begins by the old one meanwhile
    lock_county(text.duty)
    if Guarantee.objects.filter(version=str(text.uuid)).exists():  # by another run of the command
        return 0
    due = Calendar.load().add(text.effective_from, regime.rules.days("delivery"))
    if due.date < clock.today():
        return 0
    carriers = text.carriers.filter(carried_on(clock.today())).select_related("township")
    common = {
        "county": county,
        "regime": regime,
        "duty": text.duty,
        "version": str(text.uuid),
        "department": text.department,
        "begun_at": clock.now(),
        "due": due.date,
        "due_provisional": due.provisional,
    }
    # of the texts this one amends, by who carries it today; what was entered by hand stays as it was promised
    before = defaultdict(list)
    # all of them are locked before the first event: whoever delivers one holds it and waits for the chain
    locked = Guarantee.objects.select_for_update(of=("self",), no_key=True).filter(duty=text.duty)
    locked = locked.select_related("township", "department")
    for row in locked.exclude(state=GuaranteeState.LAPSED).exclude(version="").order_by("pk"):
        before[heir_or_self(row.township), row.kind].append(row)
    rows = []
    for kind, said in promises(text):
        for carrier in carriers:
            olds = before.get((heir_or_self(carrier.township), kind), [])
            stay = [old for old in olds if _stays(old, text, said)]
            for old in olds:
                if old not in stay:
                    _lapse(old)
            if not stay:
                rows.append(Guarantee(**common, township=carrier.township, kind=kind, text=said))
    Guarantee.objects.bulk_create(rows)
    if not rows:
        return 0
    units = [text.department, *(carrier.township for carrier in carriers)]
    notify(
        units=units,
        title=f"保障已列出，{cdate(due.date)}前落实：{text.name}",
        url=queries.board_url(text.duty),
    )
    _record("enter_guarantees", text.duty, due_on=due.date, townships=len(carriers))
    return len(rows)


def _stays(old, text, said):
    """As promised before the adjustment: delivered already, or owed still, by the department that leads it still."""
    owed_by_another = old.state == GuaranteeState.PROMISED and not stands_for(text.department, old.department)
    return not owed_by_another and (old.kind == GuaranteeKind.POWERS or old.text == said)


def promises(text):
    """[(kind, words)]: the powers always, the others where the application promised something."""
    mode = text.get_transfer_mode_display() or "交由"
    found = [(GuaranteeKind.POWERS, f"按{text.document_number}{mode}办理：权限、资料、系统账号交接到位。")]
    for kind, column in TEXTS.items():
        if (said := getattr(text, column).strip()).strip("。") not in NOTHING:
            found.append((kind, said))
    return found


def lapse_guarantees():
    """What was promised to a township that does not carry the duty any more is let go; not what it will carry by a text
    that does not count yet, nor what one carried that left it its duties, or that it left them to.
    """
    carried = queries.to_be_carried().filter(version__duty=OuterRef("duty"), township=OuterRef("township"))
    gone = Guarantee.objects.filter(~Exists(carried), state__in=OWED).select_related("duty", "township")
    return sum(
        _lapse(row)
        for row in gone.order_by("pk")
        if not queries.is_to_carry(heir_or_self(row.township), row.duty)
    )


@transaction.atomic
def _lapse(row):
    row = lock_row(row)
    if row.state not in OWED:
        return 0
    source = row.state
    row.lapse()
    return by_itself(row, "lapse", source=source)


def tell_late_guarantees():
    """逾期 told once for each day promised, a duty at a time: both sides, the office, 县委办、县政府办 and the convenors."""
    untold = [row for row in _late().order_by("duty", "due", "pk") if row.told_late_of != row.due]
    return sum(_tell_late(list(rows)) for _, rows in groupby(untold, key=lambda row: (row.duty_id, row.due)))


def _late():
    return queries.late_guarantees(Guarantee.objects.select_related("duty__county", "department", "township"))


@transaction.atomic
def _tell_late(rows):
    locked = _late().filter(pk__in=[row.pk for row in rows]).order_by("pk")
    rows = locked.select_for_update(of=("self",), no_key=True)
    rows = [row for row in rows if row.told_late_of != row.due]  # not what another run told, or was delivered
    if not rows:
        return 0
    for row in rows:
        row.told_late_of = row.due
        row.save(update_fields=["told_late_of"])
    first, places = rows[0], {row.township for row in rows}
    units = [
        *{row.department for row in rows},
        *places,
        *queries.office(first.county),
        *queries.leaders(first.county),
    ]
    kinds = {row.kind for row in rows}
    said = "、".join(promise_called(first.rules, kind) for kind in GuaranteeKind if kind in kinds)
    title = f"保障逾期没有落实（{said}，{len(places)}个乡镇）：{first.duty.name}"
    notify(units=units, title=title, url=queries.board_url(first.duty), kind=NoticeKind.DEADLINE)
    _record("tell_late", first.duty, due_on=first.due, townships=len(places))
    return len(rows)


def _record(verb, duty, **facts):
    record(actor=SYSTEM, verb=verb, subject=duty.uuid, subject_kind="duty", data=facts)
