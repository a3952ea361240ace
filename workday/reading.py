"""The reading log: who opened a case, a meeting, a report, an opinion, an attachment, from which seat. For the audit
administrator.
"""

import logging
from uuid import UUID

from django.core.cache import cache
from django.db import OperationalError

from audit import clock
from workday.models import Reading

QUARTER = 15 * 60
# What the addresses of a case show, where it is not the case page or one of its forms.
PARTS = {
    "case-version": "申请文稿",
    "case-compare": "两稿对比",
    "case-whole": "案卷",
    "case-whole-pdf": "案卷PDF",
    "case-paper": "文书",
    "case-paper-pdf": "文书PDF",
    "case-paper-docx": "文书草稿",
    "case-file": "附件",
    "position": "征询意见",
    "initial-review": "初评意见",
    "opinion": "审查意见",
    "meeting-paper": "会议文书",
    "meeting-minutes": "会议纪要",
    "circular-paper": "情况通报的文书",
    "circular-paper-before": "情况通报更正前的文书",
    "circular-scan": "情况通报更正文号的扫描件",
    "special-report-paper": "专报的文书",
    "special-report-paper-before": "专报更正前的文书",
    "special-report-scan": "专报更正文号的扫描件",
    "roster-paper": "成员名单调整通知",
    "roster-paper-before": "成员名单调整通知更正前的文书",
    "roster-scan": "成员名单调整通知更正文号的扫描件",
    "shared-file": "共享资料",
    "report-paper": "反映的文书",
    "report-file": "反映的附件",
    "report-clock": "反映的期限",
    "guarantee-paper": "保障的文书",
    "guarantee-file": "保障的附件",
    "training-file": "培训的附件",
    "urgent-paper": "先行办理的文书",
    "matter-file": "县乡协同的附件",
    "burden-file": "考核评比的附件",
}
# What is read that is no case, by what the row calls itself in the audit record.
KINDS = {
    "meeting": "联席会议",
    "topic": "议题",
    "decided_item": "议定事项",
    "circular": "情况通报",
    "special_report": "专报",
    "report": "乡镇的反映",
    "guarantee": "保障",
    "urgent": "先行办理",
    "end_check": "终止后的核对",
    "matter": "县乡协同",
    "burden": "考核评比清理",
    "period": "评价",
}
CASE = "案件"
log = logging.getLogger(__name__)


def opened(reading):
    """What was opened, in words."""
    return PARTS.get(reading.what) or KINDS.get(reading.what, CASE)


class ReadingLog:
    """After an answer that showed a case or another matter (`request.reads`, set where it is fetched for the seat): one
    statement at most, none for what the same seat opened in the same quarter of an hour in this process.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        matter = getattr(request, "reads", None)
        if matter is not None and request.method == "GET" and response.status_code == 200:
            remember(request.acting, matter, request.resolver_match)
        return response


def remember(by, matter, match):
    """Never in the way of the page: where the database is busy for too long, the reading is told in the server's log."""
    at = clock.now()
    at = at.replace(minute=at.minute // 15 * 15, second=0, microsecond=0)
    kind = getattr(matter, "KIND", "") or getattr(matter, "AUDIT_KIND", "")
    what = match.url_name if match.url_name in PARTS else kind
    named = ("case_uuid", "uuid") if what in PARTS else match.kwargs
    part = ",".join(str(value) for name, value in match.kwargs.items() if name not in named)
    key = f"read:{by.key}:{by.user.pk}:{matter.uuid}:{what}:{part}:{at:%d%H%M}"
    if not cache.add(key, True, QUARTER):
        return
    row = Reading(
        at=at,
        county_id=matter.county_id,
        case=matter.uuid,
        number=getattr(matter, "number", ""),
        what=what,
        part=part,
        person_id=by.user.pk,
        person=str(by.user),
        seat=by.label,
    )
    try:
        Reading.objects.bulk_create([row], ignore_conflicts=True)
    except OperationalError:
        cache.delete(key)
        log.warning("reading not logged: person %s, case %s, %s", by.user.pk, matter.uuid, what or "case")


def readings_of(county, *, case="", person="", since=None, until=None):
    """What was read of the county's cases, newest first; `case`: its number or UUID, `person`: part of a name, `since` and
    `until`: moments.
    """
    rows = Reading.objects.filter(county_id=county.pk)
    if case:
        rows = rows.filter(number=case) if not _uuid(case) else rows.filter(case=_uuid(case))
    if person:
        rows = rows.filter(person__icontains=person)
    if since:
        rows = rows.filter(at__gte=since)
    return rows.filter(at__lt=until) if until else rows


def _uuid(text):
    try:
        return UUID(text)
    except ValueError:
        return None
