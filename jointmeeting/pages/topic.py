"""A topic's page: where it stands, and what this seat may do now."""

from accounts.succession import has_ended, with_heir
from config.templatetags.chinese import ctime
from jointmeeting import rules
from jointmeeting.acts import openness
from jointmeeting.models import Topic
from jointmeeting.pages.buttons import buttons
from jointmeeting.queries import meetings_open_for
from jointmeeting.states import TopicStage

# verb: (address, what it does); 列入议程 stands beside the meetings it could be put before.
SHOWN = {
    "join_topic": ("topic-join", "和另一个议题一并审议，写明理由。"),
    "put_off_topic": ("topic-put-off", "这一次不列入，写明理由，提出单位会看到。"),
    "withdraw_topic": ("topic-withdraw", "不再提请会议讨论。"),
}


def may_propose(by):
    return by.unit is not None and rules.may_propose(Topic(county=by.county, unit=by.unit), by)


def acts_for(topic, by):
    return buttons(topic, by, SHOWN)


def meetings_for_topic(topic, by):
    """Meetings on whose agenda the seat may put it now."""
    if openness("take_up", topic, by) != "open":
        return []
    return [row for row in meetings_open_for(by) if openness("put_topic", row, by) == "open"]


def facts_of(topic, by):
    """Who proposed it and what was answered: (label, value) for components/facts.html."""
    proposer = with_heir(topic.unit) if has_ended(topic.unit) else topic.unit.name
    rows = [("提出单位", proposer), ("提出", f"{topic.proposed_label}，{ctime(topic.proposed_at)}")]
    if topic.joined_to:
        rows.append(("并入", topic.joined_to.title))
    if topic.answer:
        label = "会议结论" if topic.stage == TopicStage.DISCUSSED else "答复"
        rows += [
            (label, topic.answer),
            ("答复人", f"{topic.answered_label}，{ctime(topic.answered_at)}"),
        ]
    return rows
