"""成员名单 of the day, what changed since it was last told, and the notice that tells it."""

from django.http import Http404
from django.views.decorators.http import require_http_methods, require_safe

from accounts.decorators import recent_password, seat_required
from admission.act import NotAllowed
from audit import clock
from documents.handing import printed
from documents.papers import papers_about
from jointmeeting import actions, rules
from jointmeeting.forms.letters import NumberForm
from jointmeeting.models import RosterNotice
from jointmeeting.queries import roster_changes, roster_on
from jointmeeting.views.shell import begin, plain, where_it_meets


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
        "notices": RosterNotice.objects.filter(county=county),
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


@seat_required
@require_safe
def paper(request, uuid):
    """The notice as it was printed: for every seat of the county."""
    notice = RosterNotice.objects.filter(county=request.acting.county, uuid=uuid).first()
    if notice is None or request.acting.county is None:
        raise Http404
    return printed(request, papers_about(notice.uuid).last(), back=notice.get_absolute_url())
