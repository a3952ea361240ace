"""A row of everything that is followed up, in each of its states: begun by its own act, then put there as rows.

`made(thing, state)`: the row; `addresses(thing, row)`: (address, verb or None, URL) of everything there is of it;
`sent(verb, row)`: what the filled-in form of the act would bring.
"""

from datetime import date, timedelta
from uuid import UUID

from django.urls import reverse

from audit import clock
from documents.papers import papers_about
from regimes.queries import current_regime
from supervision import queries
from supervision.actions import guarantees as promises
from supervision.models import Attachment, EndCheck
from supervision.views import guarantees, purchases, reports, temporary
from tests.cast import seat
from tests.factories import listed_duty, number, scan, unit, units
from tests.supervision.conftest import FOUND, led_to
from tests.supervision.promising import of, promised
from tests.supervision.starting import started
from tests.supervision.test_purchases import recorded
from tests.supervision.test_temporary import temporary_case
from tests.voice.asking import ANSWERS, asked, handed_in, letter, opened
from tests.voice.test_burdens import entered
from voice import queries as voices
from voice.views import burdens, evaluations, matters

NOT_THERE = UUID(int=1)
# kind: the pages of its acts, and what a seat may read of it
PAGES = {
    "report": reports.PAGES,
    "guarantee": guarantees.PAGES,
    "urgent": temporary.TASK_PAGES,
    "end_check": temporary.END_PAGES,
    "purchase": purchases.PAGES,
    "period": {"hand_in": None, **evaluations.PAGES},
    "burden": burdens.PAGES,
    "matter": matters.PAGES,
}
SEEN = {
    "report": queries.reports_seen_by,
    "guarantee": queries.guarantees_seen_by,
    "urgent": queries.tasks_seen_by,
    "end_check": queries.ends_seen_by,
    "purchase": queries.purchases_seen_by,
    "period": voices.periods_seen_by,
    "burden": voices.burdens_seen_by,
    "matter": voices.matters_seen_by,
}


def made(thing, state):
    """Of 县住房城乡建设局 and 灵川镇, in the state."""
    return globals()[f"_{thing.kind}"](state, **thing.given)


def _put(row, **facts):
    """The row with these facts, as if every act between had been done."""
    rows = type(row).objects.filter(pk=row.pk)
    rows.update(**facts)
    return rows.select_related(*row.NAMED).get()


def _report(state):
    return led_to(state, files=[scan()]).report


def _guarantee(state, of_kind):
    row = of(promised(townships=("lcz",)), of_kind)
    if state in ("delivered", "met"):
        given = {"by": seat("zjj-jb"), "lock": 0, "delivered_on": clock.today(), "files": [scan()]}
        if of_kind == "powers":
            promises.hand_over(guarantee=row, materials="账号", **given)
        else:
            promises.deliver(guarantee=row, text="已拨付。", **given)
    return _put(row, state=state)


def _urgent(state):
    facts = {} if state == "started" else {"case": temporary_case("submitted")}
    if state in ("task_ended", "task_lapsed"):
        facts = {}
    task = started(name=f"示例抢险{state}", townships=units(["lcz"]), other_matter="另一处险情。")
    return _put(task, state=state, **facts)


def _end_check(state):
    duty, today = listed_duty(), clock.today()
    return EndCheck.objects.create(
        county=duty.county, regime=current_regime(duty.county), duty=duty, township=unit("lcz"), department=unit("zjj"),
        ended_on=today, end_kind="done", due=today, begun_at=clock.now(), state=state,
    )  # fmt: skip


def _purchase(state):
    yesterday = clock.today() - timedelta(days=1)
    # one matter each: the same one is not bought twice at a time
    row = recorded(name=f"示例购买（{state}）", begins_on=yesterday - timedelta(days=30), files=[scan()])
    over = {"ended": {"ended_on": clock.today()}, "ran out": {"until": yesterday}}.get(state, {})
    return _put(row, **over)


def _period(state):
    """Past its day, with one sheet of each side."""
    row = opened(title=state)
    handed_in(row, "lcz-jb", {str(unit("zjj").pk): {"scores": [5, 4], "remark": ""}})
    handed_in(row, "zjj-jb", {str(unit("lcz").pk): {"scores": [5], "remark": ""}})
    published = clock.today() if state == "period_published" else None
    return _put(row, state=state, closes_on=clock.today() - timedelta(days=1), published_on=published)


def _burden(state, by="zjj-jb"):
    row = entered(by, name=f"{by}的{state}", department=unit("zjj"), files=[scan()])
    if state == "burden_found":
        return row
    settled = {"outcome": state, "document_number": number(), "settled_on": clock.today()}
    if state == "burden_merged":
        settled["merged_into"] = _burden("burden_kept", by)  # nothing else: it stays kept as long
    return _put(row, state=state, **settled)


def _matter(state, kind):
    more = {"files": [letter() if kind == "vetting" else scan()]}
    if kind == "coordination":
        more["units"] = [unit("zjj")]
    row = asked(kind, title=f"示例事项{state}", **more)
    if state in ("matter_answered", "matter_closed"):
        row.replies.update(choice=ANSWERS[kind], answered_at=clock.now())
    return _put(row, state=state)


# -- its addresses, and what is sent there --------------------------------------------------------------------------------


def addresses(thing, row):
    """Every page of it, its paper and its file where it has one, and every act of its kind."""
    paper = papers_about(row.uuid).exclude(kind="finding").first()
    kept = Attachment.objects.filter(entry__subject=row.uuid).order_by("pk").first()
    args = {
        f"{thing.page}-paper": [paper.uuid if paper else NOT_THERE],
        f"{thing.page}-file": [kept.file.uuid if kept else NOT_THERE],
        "period-download": ["department", "xlsx"],
    }
    for name in filter(None, (thing.page, *thing.parts)):
        if name == "guarantee-board":
            yield name, None, reverse(name, args=[row.duty.uuid])
        else:
            yield name, None, reverse(name, args=[row.uuid, *args.get(name, ())])
    for verb in PAGES[thing.kind]:
        yield thing.address, verb, reverse(thing.address, args=[row.uuid, verb])


def sent(verb, row):
    today = clock.today()
    later, day = (today + timedelta(days=150)).isoformat(), today.isoformat()
    words = {"text": "示例文字。", "lock": row.lock, "form_key": "once"}
    match verb:
        case "find_true":
            more = FOUND | {"wanted": "拨付到位。", "rectify_by": later}
        case "find_untrue":
            more = FOUND
        case "set_day":
            more = {"rectify_by": later}
        case "refer":
            more = {"organ": "县纪委监委", "facts": "挪用。", "article": "第十条", "reply_by": later}
        case "record_organ_reply":
            more = {"replied_on": day}
        case "deliver" | "hand_over":
            more = {"delivered_on": day, "materials": "账号"}
        case "set_delivery_day" | "escalate":
            more = {"due": later}
        case "ask_again":
            more = {"due": later, "units": [row.answers[0].unit_id]}
        case "regularise":
            more = {"case": temporary_case("submitted").pk, "same_matter": "一并申请。"}
        case "end_purchase":
            more = {"ended_on": day}
        case "hand_in":
            more = {f"score-{unit(code).pk}-0": "4" for code in ("zjj", "lcz")}
        case "settle_burden":
            more = {"outcome": "burden_cancelled", "document_number": number(), "settled_on": day}
        case "answer":
            more = {"choice": ANSWERS[row.kind]}
        case "rate_answers":
            more = {f"grade-{reply.unit_id}": "good" for reply in row.answers}
        case "file_opinion":
            more = {"result": "adopted"}
        case "conclude_review":
            more = {"result": "kept"}
        case "decide_assessment":
            more = {
                "result": "approved",
                "number": number(),
                "decided_on": day,
                "held_on": date(row.year or today.year, 12, 31).isoformat(),
            }
        case _:
            more = {}
    return words | more
