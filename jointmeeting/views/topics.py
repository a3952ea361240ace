"""议题: the list, one topic, proposing it, and what the office does with it."""

from django.core.paginator import Paginator
from django.views.decorators.http import require_http_methods, require_safe

from accounts.decorators import seat_required
from admission.act import NotAllowed
from jointmeeting import actions, rules
from jointmeeting.forms.meeting import ReasonForm
from jointmeeting.forms.topics import JoinForm, TopicForm
from jointmeeting.models import Topic
from jointmeeting.pages.topic import acts_for, facts_of, may_propose, meetings_for_topic
from jointmeeting.queries import topics_seen_by, topics_to_join
from jointmeeting.states import TopicStage
from jointmeeting.views.shell import begin, confirm, entries, fetch, page, plain, where_it_meets


@seat_required
@where_it_meets
@require_safe
def index(request):
    """Topics as far as this seat sees them, the newest first; ?stage= those of one stage."""
    by, stage = request.acting, request.GET.get("stage", "")
    if not rules.takes_part(by):
        raise NotAllowed
    rows = topics_seen_by(by)
    if stage in TopicStage.values:
        rows = rows.filter(stage=stage)
    context = {
        "page": Paginator(rows, 20).get_page(request.GET.get("page")),
        "stage": stage,
        "stages": TopicStage.choices,
        "may_propose": may_propose(by),
    }
    return plain(request, "jointmeeting/topics.html", context)


@seat_required
@where_it_meets
@require_http_methods(["GET", "HEAD", "POST"])
def new(request):
    form = TopicForm(request.POST or None)
    may = may_propose(request.acting)
    done = "议题已送联席会议办公室。"
    response = begin(request, actions.propose_topic, form, done=done, may=may, to="topic-list")
    return response or plain(request, "jointmeeting/topic_new.html", {"form": form})


@seat_required
@require_safe
def show(request, uuid):
    topic, by = fetch(request, uuid, Topic), request.acting
    context = {
        "facts": facts_of(topic, by),
        "acts": acts_for(topic, by),
        "meetings": meetings_for_topic(topic, by),
        "items": topic.items.select_related("meeting"),
        "joined": topic.joined.select_related("unit"),
        "events": entries(topic),
    }
    return page(request, "jointmeeting/topic.html", context, row=topic)


@seat_required
@require_http_methods(["GET", "HEAD", "POST"])
def join(request, uuid):
    topic = fetch(request, uuid, Topic)
    form = JoinForm(request.POST or None, topics=topics_to_join(topic, request.acting))
    done, will = "议题已并入。", ["两个议题一并审议，提出单位看到并入哪个议题和理由，会议的结论也告知它。"]
    return confirm(request, "join_topic", actions.join_topic, row=topic, form=form, done=done, will=will)


@seat_required
@require_http_methods(["GET", "HEAD", "POST"])
def put_off(request, uuid):
    topic = fetch(request, uuid, Topic)
    form = ReasonForm(request.POST or None, label="暂不列入的理由", help_text="提出单位会看到。")
    return confirm(
        request,
        "put_off_topic",
        actions.put_off_topic,
        row=topic,
        form=form,
        facts=lambda: {"reason": form.cleaned_data["text"]},
        done="已告知提出单位。",
        will=["议题这一次不列入会议，提出单位看到理由；以后仍可以列入。"],
    )


@seat_required
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request, uuid):
    topic = fetch(request, uuid, Topic)
    will = ["议题不再提请会议讨论，记录保留。"]
    if topic.joined.exists():
        will.append("并入本议题的恢复待研究，提出单位收到消息。")
    return confirm(
        request,
        "withdraw_topic",
        actions.withdraw_topic,
        row=topic,
        facts=dict,
        done="议题已撤回。",
        will=will,
        grave=True,
    )
