"""A next edition on its way: begun, sent, passed or returned by each body, published. One function locks and checks."""

import json
from contextlib import contextmanager
from dataclasses import replace

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django_fsm import can_proceed

from accounts.models import Unit, UnitKind
from accounts.notices import notify
from audit import clock, refusals
from audit.record import record
from config.templatetags.chinese import plain_date
from documents.files import BadFile, discarded_on_rollback, store
from documents.numbers import BadNumber, claim
from regimes.queries import in_force
from registry import kind_names, rules
from registry.actions.duties import NotPossible
from registry.actions.editions import write_edition
from registry.actions.shared import check_still_acts, one_after_another
from registry.draft_path import unit_of
from registry.editions import changes_since, compare_texts, digest, entries_on, newest
from registry.models import DutyVersion, EditionDraft, EditionEntry, EditionStep
from registry.queries import current_on
from registry.states import OPEN_DRAFTS, EndKind, StepOutcome


class StaleDraft(Exception):
    """Someone acted meanwhile, or the draft is not at this point any more."""

    def __init__(self, draft):
        super().__init__("拟编版次已有变化")
        self.draft = draft


def openness(verb, draft, by):
    """“forbidden”, “stale” (not in this state) or “open”, in this order (settled 41)."""
    transitions = getattr(EditionDraft, verb)._django_fsm.transitions
    permission = next(iter(transitions.values())).permission
    if by is None or not permission(draft, by):
        return "forbidden"
    return "open" if can_proceed(getattr(draft, verb)) else "stale"


@contextmanager
def _act(verb, draft, by, lock):
    """Lock, re-read, check; the caller moves it and writes its rows; then save and record, all in one transaction."""
    try:
        with discarded_on_rollback(), transaction.atomic():
            rows = EditionDraft.objects.select_for_update(of=("self",), no_key=True).select_related(
                "county__upper_body"
            )
            locked = rows.get(pk=draft.pk)
            check_still_acts(by)
            source = locked.state
            match openness(verb, locked, by):
                case "forbidden":
                    raise PermissionDenied
                case "stale":
                    raise StaleDraft(locked)
            if lock != locked.lock:
                raise StaleDraft(locked)
            facts = {}
            yield locked, facts
            locked.lock += 1
            locked.save()
            record(
                actor=by.as_actor(),
                verb=f"{verb}_edition_draft",
                subject=str(locked.uuid),
                subject_kind="edition_draft",
                source=f"draft_{source}",
                target=f"draft_{locked.state}",
                content_hash=locked.sha256,
                data=facts,
            )
    except (PermissionDenied, StaleDraft, NotPossible, BadNumber, BadFile) as refusal:
        _remember(
            f"{verb}_edition_draft", by, str(draft.uuid), "edition_draft", f"draft_{draft.state}", refusal
        )
        raise


def _remember(verb, by, subject, kind, source, refusal):
    why = {PermissionDenied: "NotAllowed", StaleDraft: "Stale"}.get(type(refusal), "Refused")
    if by is not None:
        refusals.remember(verb, by=by, subject=subject, kind=kind, source=source, why=why)


def begin_draft(*, county, by, notes=""):
    """The county's open draft; begun by this act where there is none, so that a form sent twice begins one."""
    try:
        if not rules.is_office(by, county):
            raise PermissionDenied
        with transaction.atomic():
            one_after_another(county)
            check_still_acts(by)
            if draft := EditionDraft.objects.filter(county=county, state__in=OPEN_DRAFTS).first():
                return draft
            draft = EditionDraft.objects.create(
                county=county, notes=notes, created_at=clock.now(), created_by=by.label
            )
            record(
                actor=by.as_actor(),
                verb="begin_edition_draft",
                subject=str(draft.uuid),
                subject_kind="edition_draft",
                target=f"draft_{draft.state}",
            )
            return draft
    except PermissionDenied as refusal:
        _remember("begin_edition_draft", by, county.code, "county", "", refusal)
        raise


def describe_draft(*, draft, by, lock, notes):
    with _act("describe", draft, by, lock) as (locked, _):
        locked.describe()
        locked.notes = notes
    return locked


def send_draft(*, draft, by, lock):
    """Freeze the list of today as the content, and hand it to the first body that has not passed it."""
    with _act("send", draft, by, lock) as (locked, facts):
        one_after_another(locked.county)
        today = clock.today()
        entries = entries_on(locked.county, today)
        if not changes_since(newest(locked.county), entries):
            raise NotPossible("与上一版相比没有变化，不用编新版。")
        texts = [entry.snapshot for entry in entries]
        # what a body has passed stays as it was passed, though a source is worded otherwise by now (`compare_texts`)
        if not locked.passed or compare_texts(locked.entries, texts):
            locked.content, locked.sha256 = "\n".join(texts), digest(texts)
        locked.as_of, locked.regime = today, in_force(locked.county, on=today).first()
        locked.send()
        _go_on(locked)
        facts["size"] = len(entries)
    return locked


def _go_on(draft):
    """To the next body, or to the office for publication; a line to whom it concerns."""
    step = draft.next_step
    draft.step, draft.turn = (step.key, step.unit_key) if step else ("", "")
    if step is None:
        _tell_office(draft, "拟编版次可以公布了")
    elif unit := unit_of(draft.county, step.unit_key):
        notify(
            units=[unit],
            title=f"{draft.county.name}拟编清单新版，请{step.verb}",
            url=draft.get_absolute_url(),
        )


def _tell_office(draft, title):
    office = Unit.objects.filter(county=draft.county, kind=UnitKind.OFFICE)
    notify(units=office, title=title, url=draft.get_absolute_url())


def pass_step(*, draft, by, lock, step, decided_on, number="", upload=None):
    """The body whose turn it is (`step`: its key, as the form was made for) has passed the content."""
    with _act("pass_step", draft, by, lock) as (locked, facts):
        current = _current(locked, step)
        if current.numbered and not number.strip():
            raise BadNumber("请填写发文字号。")
        if number.strip():
            number = claim(county=locked.county, number=number, subject=locked.uuid, organ=current.body)
        _write_step(locked, current, by, StepOutcome.PASSED, decided_on, upload, number=number.strip())
        locked.pass_step()
        _go_on(locked)
        facts |= {"list_step": current.label, "number": number, "decided_on": decided_on}
    return locked


def return_step(*, draft, by, lock, step, decided_on, reason, upload=None):
    """The body whose turn it is returns it with its reason; the office changes the list, or sends it again."""
    with _act("return_step", draft, by, lock) as (locked, facts):
        current = _current(locked, step)
        _write_step(locked, current, by, StepOutcome.RETURNED, decided_on, upload, reason=reason)
        locked.return_step()
        locked.step = locked.turn = ""
        _tell_office(locked, f"{current.body}退回了拟编版次")
        facts |= {"list_step": current.label, "decided_on": decided_on}
    return locked


def _current(draft, key):
    if draft.current is None:
        raise NotPossible(
            draft.county.worded("制度文件改过，已经没有这个环节。请联席会议办公室撤回，重新送审。")
        )
    if draft.current.key != key:
        raise StaleDraft(draft)
    return draft.current


def _write_step(draft, step, by, outcome, decided_on, upload, **said):
    """One row, never changed (a trigger refuses it)."""
    went = [(draft.as_of, "送审那天")]
    went += [(row.decided_on, row.label) for row in draft.steps.all() if row.key in draft.passed]
    since, what = max(went, key=lambda each: each[0])  # 审核后统一报备案 (黑龙江 四（一）)
    if not (since <= decided_on <= clock.today()):
        raise NotPossible(f"日期应在{what}（{plain_date(since)}）到今天之间。")
    if upload is None and not rules.is_body(step, draft, by):
        raise NotPossible(f"{draft.county.worded('由联席会议办公室登记的，要附上')}{step.body}的文件扫描件。")
    EditionStep.objects.create(
        draft=draft,
        key=step.key,
        label=step.label,
        body=step.body,
        outcome=outcome,
        decided_on=decided_on,
        content_hash=draft.sha256,
        file=store(upload, by=by) if upload else None,
        recorded_at=clock.now(),
        recorded_by=by.label,
        **said,
    )


def take_back(*, draft, by, lock):
    with _act("take_back", draft, by, lock) as (locked, _):
        locked.take_back()
        locked.step = locked.turn = ""
    return locked


def drop_draft(*, draft, by, lock):
    with _act("drop", draft, by, lock) as (locked, _):
        locked.drop()
    return locked


def publish_draft(*, draft, by, lock, document_number, published_on):
    """What was approved as the next edition, to the letter; what the list has changed since is told and waits (record 0040)."""
    with _act("publish", draft, by, lock) as (locked, facts):
        one_after_another(locked.county)
        last = max([locked.as_of, *(row.decided_on for row in locked.steps.all())])
        if published_on < last:
            raise NotPossible(f"公布日期不能早于最后一次审定、审核、备案（{plain_date(last)}）。")
        later = changes_after(locked)
        locked.edition = write_edition(
            county=locked.county,
            document_number=document_number,
            published_on=published_on,
            by=by,
            notes="\n".join(filter(None, [locked.notes, not_in_it(locked, later)])),
            approved=_approved(locked),
            as_of=locked.as_of,
        )
        locked.publish()
        facts |= {"edition": str(locked.edition.uuid), "as_of": locked.as_of, "changed_since": later.all}
    return locked.edition


def _approved(draft):
    """Unsaved entries that say what was passed. NotPossible where a duty of it has become 不予公开 meanwhile (灵川 第八条)."""
    said = [json.loads(text) for text in draft.entries]
    rows = DutyVersion.objects.filter(
        duty__uuid__in=[facts["duty"] for facts in said], duty__county=draft.county
    )
    versions = {(str(row.duty.uuid), row.number): row for row in rows.select_related("duty")}
    hidden = set(rows.filter(current_on(clock.today()), is_public=False).values_list("duty__code", flat=True))
    if names := [f"{facts['code']}“{facts['name']}”" for facts in said if facts["code"] in hidden]:
        raise NotPossible(f"{'、'.join(names)}已经改为不予公开，不能公布。请撤回修改，重新送审。")
    return [
        EditionEntry(version=versions[facts["duty"], facts["version"]], code=facts["code"], snapshot=text)
        for facts, text in zip(said, draft.entries, strict=True)
    ]


def changes_after(draft):
    """What today's list is otherwise than the content that was sent."""
    return compare_texts(draft.entries, [entry.snapshot for entry in entries_on(draft.county, clock.today())])


def not_in_it(draft, later):
    """A sentence of the edition: what changed after its list was sent. What ended is named whole: nobody does it because a
    new list has it. What went over into another list is done on, as the duty that it is there (阿荣旗 第四条第（五）项)."""
    said = []
    moved = [facts for facts in later.ended if facts["end"] == EndKind.MOVED.label]
    for words, ended in (
        ("已退出清单、不再执行的", [facts for facts in later.ended if facts not in moved]),
        ("已转列其他清单、按新列的事项执行的", moved),
    ):
        if names := "、".join(f"{facts['code']}“{facts['name']}”" for facts in ended):
            said.append(f"{words}：{names}")
    if rest := told(replace(later, ended=[])):
        said.append(f"另有{rest}，以调整后的为准")
    return (
        f"本版是{plain_date(draft.as_of)}的清单。此后{'；'.join(said)}。这些变化编入下一版。" if said else ""
    )


def told(changes):
    """新增基本012“…”；… of at most five changes, and how many more."""
    said = [f"新增{facts['code']}“{facts['name']}”" for facts in changes.added]
    said += [
        f"{change.code}“{change.after['name']}”有修改" for change in (*changes.changed, *changes.corrected)
    ]
    said += [f"退出{facts['code']}“{facts['name']}”" for facts in changes.ended]
    said += filter(None, [kind_names.said(changes.renamed)])
    more = f"等{len(said)}处" if len(said) > 5 else ""
    return "；".join(said[:5]) + more


def was_done(draft, by, *, lock, outcome, step):
    """The same form came twice: the only act since it was opened is this seat's own, and says the same."""
    last = draft.steps.last()
    return bool(
        last
        and draft.lock == lock + 1
        and (last.outcome, last.key, last.recorded_by) == (outcome, step, by.label)
    )
