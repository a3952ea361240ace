"""The publication record: where and when an edition was made public (灵川 第八条, 黑龙江 四(三))."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from audit import clock, refusals
from audit.record import record
from config.templatetags.chinese import plain_date
from documents.files import BadFile, discarded_on_rollback, store
from registry import rules
from registry.actions.duties import NotPossible
from registry.actions.shared import check_still_acts
from registry.changes import changed
from registry.models import Edition, Posting
from registry.states import PostingPlace


def record_posting(*, edition, place, posted_on, by, township=None, url="", note="", picture=None):
    """One place of the edition; recorded again it is put right, with an event of its own. A picture stays without a new one.

    The office records every place, a township's seat its own two.
    """
    try:
        if not rules.may_record_posting(by, edition.county, township) or (
            township is None and not rules.is_office(by, edition.county)
        ):
            raise PermissionDenied
        _check(edition, place, township, posted_on, url)
        with discarded_on_rollback(), transaction.atomic():
            return _write(edition, place, township, posted_on, by, url, note, picture)
    except (PermissionDenied, NotPossible, BadFile) as refusal:
        why = "NotAllowed" if isinstance(refusal, PermissionDenied) else "Refused"
        if by is not None:
            refusals.remember("record_posting", by=by, subject=str(edition.uuid), kind="edition", why=why)
        raise


def day_problem(edition, posted_on):
    """Why an edition cannot have been posted that day; "" where it can."""
    if edition.published_on <= posted_on <= clock.today():
        return ""
    return f"公开日期应在公布日期（{plain_date(edition.published_on)}）到今天之间。"


def _check(edition, place, township, posted_on, url):
    if (place == PostingPlace.PORTAL) != (township is None):
        raise NotPossible("门户网站不分乡镇；便民服务中心和乡镇网页要写明乡镇。")
    if township is not None and township.county_id != edition.county_id:
        raise NotPossible("没有这个乡镇。")
    if problem := day_problem(edition, posted_on):
        raise NotPossible(problem)
    if place == PostingPlace.PORTAL and not url:
        raise NotPossible("请填写门户网站上的网址。")


def _write(edition, place, township, posted_on, by, url, note, picture):
    # two at once: the second waits here and puts right what the first wrote
    Edition.objects.select_for_update(no_key=True).get(pk=edition.pk)
    check_still_acts(by)
    posting = Posting.objects.filter(edition=edition, place=place, township=township).first()
    if posting is None:
        posting = Posting(edition=edition, place=place, township=township)
    posting.posted_on, posting.url, posting.note = posted_on, url, note
    posting.recorded_at, posting.recorded_by = clock.now(), by.label
    if picture:
        posting.picture = store(picture, by=by)
    posting.save()
    changed(edition.county_id)
    record(
        actor=by.as_actor(),
        verb="record_posting",
        subject=str(edition.uuid),
        subject_kind="edition",
        data={"posting_place": place, "unit": township.pk if township else None, "posted_on": posted_on},
    )
    return posting
