"""Everybody's own: what is mailed when."""

from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.views.decorators.http import require_http_methods

from accounts.decorators import posts_required
from accounts.models import UNIT_POSTS
from workday import actions
from workday.forms import MailForm
from workday.mailing import choices_of

OF_NOTICES = [("消息", reverse_lazy("notices"))]
of_a_unit = posts_required(*UNIT_POSTS)


@of_a_unit
@require_http_methods(["GET", "HEAD", "POST"])
def mail_choices(request):
    """The person's own, whichever of its seats it looks from; a delegate's are the delegate's."""
    initial = {"email": request.user.email, **choices_of(request.user)}
    form = MailForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        actions.choose_mail(email=form.cleaned_data["email"], choices=form.choices, by=request.acting)
        messages.success(request, "邮件提醒已保存。")
        return redirect("mail-choices")
    context = {"form": form, "is_set": settings.MAIL_IS_SET, "crumbs": [*OF_NOTICES, ("邮件提醒", "")]}
    return render(request, "workday/mail_choices.html", context)
