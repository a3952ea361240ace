"""What circulars and reports have in common: a paper, issuing, and a beginning from a meeting."""

from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.decorators import recent_password, seat_required
from documents.correcting import of_several, told
from documents.files import stream
from documents.forms import CorrectingForm
from documents.handing import printed
from documents.papers import papers_about
from documents.verifying import dated
from jointmeeting import actions, rules
from jointmeeting.acts import SPECS
from jointmeeting.forms.letters import NumberForm
from jointmeeting.pages.letters import acts_for, facts_of
from jointmeeting.queries import visible_to
from jointmeeting.states import Stage
from jointmeeting.views.shell import confirm, entries, fetch

AFTER = (Stage.SIGNED, Stage.CLOSED)
PAPERS = {"circular": "circular", "special_report": "special-report"}


def meeting_named(request):
    """The meeting of ?meeting= that the letter is drafted from: signed, and seen by the seat; else none, or 404."""
    named = request.GET.get("meeting", "")
    if not named:
        return None
    try:
        meeting = visible_to(request.acting).filter(uuid=UUID(named)).first()
    except ValueError:
        meeting = None
    if meeting is None or meeting.stage not in AFTER:
        raise Http404
    return meeting


def may_draft(request, model, verb):
    blank = actions.blank_letter(model, request.acting)
    return blank is not None and SPECS[verb].rule(blank, request.acting)


def shown(letter, by):
    """What the page of a letter shows, whichever it is."""
    papers = list(papers_about(letter.uuid))
    return numbers_of(letter, papers, PAPERS[letter.KIND]) | {
        "letter": letter,
        "facts": facts_of(letter),
        "acts": acts_for(letter, by),
        "events": entries(letter),
        "paper": papers[-1] if papers else None,
        "sees_draft": rules.may_work(letter, by),
    }


def numbers_of(row, papers, name):
    """For documents/put_right.html: the row's numbers that were put right, and what that stands on. `name`: of its addresses."""
    return {
        "put_right": told(
            papers,
            number=row.number,
            address=lambda uuid: reverse(f"{name}-paper-before", args=[row.uuid, uuid]),
        ),
        "scans": [
            (scan, reverse(f"{name}-scan", args=[row.uuid, scan.uuid]))
            for scan in sorted(row.scans.all(), key=lambda scan: scan.pk)
        ],
    }


def paper_view(model):
    @seat_required
    @require_safe
    def paper(request, uuid, paper=None):
        """The letter as it was printed: the one that counts, or of several the one named, whose number was wrong."""
        letter = fetch(request, uuid, model)
        found = of_several(papers_about(letter.uuid), paper)
        return printed(request, found, back=letter.get_absolute_url())

    return paper


def issue_view(model, verb, action, will):
    @seat_required
    @require_http_methods(["GET", "HEAD", "POST"])
    @recent_password
    def issue(request, uuid):
        letter = fetch(request, uuid, model)
        return confirm(
            request,
            verb,
            action,
            row=letter,
            form=NumberForm(request.POST or None),
            done=f"已{SPECS[verb].label}。",
            will=will,
            about=facts_of(letter),
            previews=True,
        )

    return issue


def correct_view(model, verb, action, about=facts_of):
    @seat_required
    @require_http_methods(["GET", "HEAD", "POST"])
    def correct(request, uuid):
        letter = fetch(request, uuid, model)
        paper = papers_about(letter.uuid).last()
        day = paper and dated(paper)
        return confirm(
            request,
            verb,
            action,
            row=letter,
            form=CorrectingForm(request.POST or None, request.FILES or None, dated=day),
            done="文号已更正，重新印发了一份。",
            will=["用正确的文号重新印发一份，收文的单位收到消息。", "原来的一份保留，原文号划去。"],
            about=about(letter),
            previews=True,
        )

    return correct


def scan_view(model):
    @seat_required
    @require_safe
    def scan(request, uuid, file):
        """What a corrected number stands on."""
        return stream(get_object_or_404(fetch(request, uuid, model).scans, uuid=file))

    return scan
