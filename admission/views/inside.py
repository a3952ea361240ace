"""A case within one unit: its notes, and who of its people has it in hand. Every unit that sees the case has its own."""

from django.views.decorators.http import require_http_methods

from accounts.decorators import seat_required
from admission.views.case import crumbs
from admission.views.shell import carry_out, fetch, once, page
from workday import actions
from workday.forms import HandOverForm, NoteForm
from workday.inside import handling_of, notes_for, people_of

NOTE, HAND_OVER = "note", "hand_over"


@require_http_methods(["GET", "HEAD", "POST"])
@seat_required
def inside(request, case_uuid):
    case, by = fetch(request, case_uuid), request.acting
    handling, people = handling_of(case, by), people_of(by.unit)
    do = request.POST.get("do", NOTE) if request.method == "POST" else ""
    note = NoteForm(request.POST if do == NOTE else None)
    first = {"seat": handling.seat_id if handling else by.own_seat.pk}
    about = {"people": people, "worded": case.words, "handling": handling, "initial": first}
    hand = HandOverForm(request.POST if do == HAND_OVER else None, **about)
    if (note.is_valid() or hand.is_valid()) and (response := _done(request, case, note, hand)):
        return response
    shown = {"notes": notes_for(case, by), "handling": handling, "people": people}
    context = shown | {"note_form": note, "hand_form": hand, "crumbs": crumbs(case, "本单位内部")}
    return page(request, "admission/inside.html", context, case=case)


def _done(request, case, note, hand):
    given = {"case": case, "url": request.path, "by": request.acting}
    form, act = (note, actions.write_note) if note.is_bound else (hand, actions.hand_over)
    done = "备注已保存，只有本单位看得到。" if form is note else f"本案由{form.cleaned_data['seat'].user}办。"

    def call():
        with once(request):
            act(**given, **form.cleaned_data)

    return carry_out(request, call, form=form, done=done, to=request.path)
