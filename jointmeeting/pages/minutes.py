"""What the pages of the minutes show: a first draft of their text, and what a correction says."""

from audit import clock
from config.templatetags.chinese import cdate, ctime
from jointmeeting.actions.corrections import told


def too_early(meeting):
    """What is said above a form that records what a meeting was, while it is still to come; "" once its day is there."""
    if meeting.meets_on <= clock.today():
        return ""
    return f"会议定在{cdate(meeting.meets_on)}召开，到那天才能登记到会、拟写纪要。"


def proposed(meeting, items):
    """The text to begin with, ours to correct: who led it, what was discussed. When, where and who came stand above it on
    the paper, what was resolved below (`papers._issue`).
    """
    led = f"会议由{meeting.county.worded('召集人')}主持"
    if not items:
        return f"{led}。"
    titles = "\n".join(f"{n}.{item.title}（{item.asker.short_name}）" for n, item in enumerate(items, 1))
    heard = f"听取{meeting.county.worded('联席会议办公室')}和有关单位的汇报，研究了以下议题："
    return f"{led}，{heard}\n{titles}"


def correctable(meeting):
    """Items whose result may still be put right: see `actions.corrections`."""
    items = meeting.items.select_related("case__version", "hearing", "topic")
    return [item for item in items if item.result and (item.topic or item.is_open)]


def facts_of_correction(correction):
    """(label, value) for components/facts.html; nothing where no correction waits."""
    if correction is None:
        return []
    new = told(correction.result, correction.new) if correction.item else correction.new
    return [
        ("更正之处", correction.where),
        ("原文", correction.old),
        ("更正为", new),
        ("理由", correction.reason),
        ("拟写", f"{correction.drafted_label}，{ctime(correction.drafted_at)}"),
    ]
