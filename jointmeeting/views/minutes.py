"""到会, 纪要, and the convenor's signature under them."""

from django.views.decorators.http import require_http_methods

from accounts.decorators import recent_password, seat_required
from jointmeeting import actions
from jointmeeting.actions.corrections import pending
from jointmeeting.forms.meeting import AttendanceForm, CorrectionForm, MinutesForm, ReasonForm, ReplyForm
from jointmeeting.pages.minutes import correctable, facts_of_correction, proposed, too_early
from jointmeeting.queries import attendance_of, items_for, warnings_of
from jointmeeting.views.shell import confirm, fetch, handle, page

ALSO = [{"name": "draft", "value": "1", "label": "保存草稿"}]


@seat_required
@require_http_methods(["GET", "HEAD", "POST"])
def reply(request, uuid):
    """回复参会, for the own unit; what was replied before stands in the form."""
    meeting = fetch(request, uuid)
    own = meeting.attendance.filter(unit=request.acting.unit).first()
    initial = own and {"reply": own.reply, "note": own.reply_note}
    form = ReplyForm(request.POST or None, initial=initial)
    done = "已回复。"
    action = actions.reply_invitation
    if response := handle(request, "reply_invitation", action, row=meeting, form=form, done=done):
        return response
    return page(request, "jointmeeting/reply.html", {"form": form}, row=meeting)


@seat_required
@require_http_methods(["GET", "HEAD", "POST"])
def attendance(request, uuid):
    meeting = fetch(request, uuid)
    rows = list(attendance_of(meeting))
    form = AttendanceForm(request.POST or None, rows=rows, guests=meeting.guests)
    response = handle(
        request,
        "record_attendance",
        actions.record_attendance,
        row=meeting,
        form=form,
        facts=lambda: {
            "present": form.present(),
            "notes": form.notes(),
            "substitutes": form.substitutes(),
            "guests": form.cleaned_data["guests"],
        },
        done="到会情况已登记。",
    )
    if response:
        return response
    return page(
        request, "jointmeeting/attendance.html", {"form": form, "too_early": too_early(meeting)}, row=meeting
    )


@seat_required
@require_http_methods(["GET", "HEAD", "POST"])
def draft(request, uuid):
    """拟写纪要: sent to the convenor by the first button, kept as it is by the second."""
    meeting = fetch(request, uuid)
    items, send = items_for(meeting, request.acting), "send" in request.POST
    form = MinutesForm(
        request.POST or None, items=items, initial={"minutes": meeting.minutes or proposed(meeting, items)}
    )
    response = handle(
        request,
        "draft_minutes",
        actions.draft_minutes,
        row=meeting,
        form=form,
        facts=lambda: {
            "minutes": form.cleaned_data["minutes"],
            "results": form.results(),
            "send": send,
        },
        done="纪要已送召集人签署。" if send else "纪要已保存。",
    )
    if response:
        return response
    said = {"warnings": warnings_of(meeting), "too_early": too_early(meeting)}
    context = {"form": form, "also": ALSO, **said}
    return page(request, "jointmeeting/minutes.html", context, row=meeting)


@seat_required
@require_http_methods(["GET", "HEAD", "POST"])
@recent_password
def sign(request, uuid):
    """签署纪要: the whole text once more, the warnings, the password."""
    meeting = fetch(request, uuid)
    action, done = actions.sign_minutes, "纪要已签署。"
    if response := handle(request, "sign_minutes", action, row=meeting, done=done):
        return response
    context = {
        "items": items_for(meeting, request.acting),
        "rows": attendance_of(meeting),
        "warnings": warnings_of(meeting),
    }
    return page(request, "jointmeeting/sign_minutes.html", context, row=meeting)


@seat_required
@require_http_methods(["GET", "HEAD", "POST"])
def send_back(request, uuid):
    meeting = fetch(request, uuid)
    form = ReasonForm(request.POST or None, label="要修改什么")
    return confirm(
        request,
        "return_minutes",
        actions.return_minutes,
        row=meeting,
        form=form,
        facts=lambda: {"note": form.cleaned_data["text"]},
        done="纪要已退回联席会议办公室修改。",
        will=["纪要退回联席会议办公室修改，改好后再送您签署。"],
    )


@seat_required
@require_http_methods(["GET", "HEAD", "POST"])
def close(request, uuid):
    return confirm(
        request,
        "close_meeting",
        actions.close_meeting,
        row=fetch(request, uuid),
        facts=dict,
        done="会议已办结。",
        will=["审议结果都已登记到案件、纪要摘录都已存入案件的，会议办结。", "议定事项继续落实、督办。"],
    )


@seat_required
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request, uuid):
    """更正纪要: drafted by the office on a sheet of its own."""
    meeting = fetch(request, uuid)
    form = CorrectionForm(request.POST or None, items=correctable(meeting))
    response = handle(
        request,
        "draft_correction",
        actions.draft_correction,
        row=meeting,
        form=form,
        facts=lambda: form.facts(),
        done="更正已送召集人签署。",
    )
    context = {"form": form, "waiting": pending(meeting)}
    return response or page(request, "jointmeeting/correction.html", context, row=meeting)


@seat_required
@require_http_methods(["GET", "HEAD", "POST"])
@recent_password
def sign_correction(request, uuid):
    meeting = fetch(request, uuid)
    return confirm(
        request,
        "sign_correction",
        actions.sign_correction,
        row=meeting,
        facts=dict,
        done="更正已签署。",
        about=facts_of_correction(pending(meeting)),
        previews=True,
        will=["印发纪要更正单，原纪要照旧保存；受邀的成员单位收到消息。"],
    )


@seat_required
@require_http_methods(["GET", "HEAD", "POST"])
def drop_correction(request, uuid):
    meeting = fetch(request, uuid)
    return confirm(
        request,
        "drop_correction",
        actions.drop_correction,
        row=meeting,
        facts=dict,
        done="不再更正，记录保留。",
        about=facts_of_correction(pending(meeting)),
        will=["这份更正不签署，纪要照原样。"],
        grave=True,
    )
