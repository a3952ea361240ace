"""What waits for a seat about the list itself: readers' feedback, slips and files to confirm, a next edition."""

from django.db.models import Q
from django.urls import reverse

from accounts.errands import Errand, Source
from accounts.models import STAFF
from registry import rules
from registry.models import Corrigendum, EditionDraft, Feedback, ListImport
from registry.pages.draft import DraftPage
from registry.states import DraftState, ImportState


def _office(acting):
    return acting.county is not None and rules.is_office(acting, acting.county)


def _feedback(acting):
    if not _office(acting):
        return None
    waiting = Feedback.objects.filter(county=acting.county, answered_at=None)
    return waiting.select_related("duty", "township")


def _of_feedback(acting, rows):
    for each in rows:
        url = reverse("feedback-item", args=[each.uuid])
        yield Errand(title=str(each), what="办理并答复", url=url, about="清单反馈")


def _slips(acting):
    """Another person confirms them than the one who told of them (I-53)."""
    if not _office(acting):
        return None
    of_county = Corrigendum.objects.filter(version__duty__county=acting.county, settled_at=None)
    return of_county.exclude(proposed_by__in=acting.persons).select_related("version")


def _of_slips(acting, rows):
    for slip in rows:
        url = reverse("corrigendum", args=[slip.uuid])
        yield Errand(title=slip.version.name, what="复核勘误", url=url, about="勘误")


def _files(acting):
    if not _office(acting) or not rules.may_keep_list(acting, acting.county):
        return None
    checked = ListImport.objects.filter(county=acting.county, state=ImportState.CHECKED)
    return checked.select_related("file", "list_kind").defer("plan", "problems", "choices")


def _of_files(acting, rows):
    for row in rows:
        url = reverse("import", args=[row.uuid])
        yield Errand(title=row.file.name, what="确认导入", url=url, about=f"导入{row.list_kind}")


def _drafts(acting):
    """The office's own to send, its head's to publish."""
    if not _office(acting):
        return None
    ready = [DraftState.DRAFTING]
    if rules.may_publish_edition(acting, acting.county):
        ready.append(DraftState.APPROVED)
    return EditionDraft.objects.filter(county=acting.county, state__in=ready).select_related("county")


def _of_drafts(acting, rows):
    for draft in rows:
        what = "公布" if draft.state == DraftState.APPROVED else "写说明、送审"
        page = DraftPage(draft, acting)
        yield Errand(title=str(draft), what=what, url=draft.get_absolute_url(), about=page.word)


def _turns(acting):
    """What the unit has to pass: of its own county, or of those below it, a province's two steps down."""
    unit = acting.unit
    if acting.post not in STAFF or not unit.key:
        return None
    upper = Q(county__upper_body=unit.pk) | Q(county__upper_body__above=unit.pk)
    whose = Q(county=unit.county_id) if unit.county_id else upper
    waiting = EditionDraft.objects.filter(whose, turn=unit.key, state=DraftState.UNDER_WAY)
    return waiting.select_related("county__upper_body")


def _of_turns(acting, rows):
    for draft in rows:
        page = DraftPage(draft, acting)
        yield Errand(title=str(draft), what=page.turn, url=draft.get_absolute_url(), about=page.word)


SOURCES = (
    Source(_feedback, _of_feedback),
    Source(_slips, _of_slips),
    Source(_files, _of_files),
    Source(_drafts, _of_drafts),
    Source(_turns, _of_turns),
)
