"""成员名单 of the day, what changed since it was last told, and the notice that tells it."""

from django.views.decorators.http import require_http_methods, require_safe

from accounts.decorators import recent_password, seat_required
from admission.act import NotAllowed
from audit import clock
from config.templatetags.chinese import ctime
from documents.papers import papers_about_each
from jointmeeting import actions, rules
from jointmeeting.forms.letters import NumberForm
from jointmeeting.models import RosterNotice
from jointmeeting.queries import roster_changes, roster_on
from jointmeeting.views.letters import correct_view, numbers_of, paper_view, scan_view
from jointmeeting.views.shell import begin, plain, where_it_meets


def issued(notice):
    return [("文号", notice.number), ("印发", f"{notice.issued_label}，{ctime(notice.issued_at)}")]


paper = paper_view(RosterNotice)  # for every seat of the county
scan = scan_view(RosterNotice)
correct = correct_view(RosterNotice, "correct_roster_notice", actions.correct_roster_notice, about=issued)


@seat_required
@where_it_meets
@require_safe
def show(request):
    """For every seat of the county; the roster is changed by the system administrator."""
    county = request.acting.county
    if county is None:
        raise NotAllowed
    may = rules.may_publish_roster(RosterNotice(county=county), request.acting)
    context = {
        "entries": roster_on(county, clock.today()),
        "notices": _notices(county),
        "may_correct": may,
        "changes": roster_changes(county) if may else [],
    }
    return plain(request, "jointmeeting/roster.html", context)


@seat_required
@where_it_meets
@require_http_methods(["GET", "HEAD", "POST"])
@recent_password
def issue(request):
    by, county = request.acting, request.acting.county
    may = county is not None and rules.may_publish_roster(RosterNotice(county=county), by)
    form = NumberForm(request.POST or None)
    done, action = "成员名单调整通知已印发。", actions.issue_roster_notice
    if response := begin(request, action, form, done=done, may=may, to="meeting-roster"):
        return response
    context = {"form": form, "changes": roster_changes(county)}
    return plain(request, "jointmeeting/roster_issue.html", context)


def _notices(county):
    """Each notice of the county, with what was put right in its number."""
    rows = RosterNotice.objects.filter(county=county).prefetch_related("scans")
    papers = papers_about_each(row.uuid for row in rows)
    return [(row, numbers_of(row, papers[str(row.uuid)], "roster")) for row in rows]
