"""What the page of a purchase says."""

from django.urls import reverse

from accounts.succession import has_ended, named_now, with_heir
from config.templatetags.chinese import cdate, join_cn
from registry.models import SAYINGS, Way
from supervision.models import Attachment, Entry


def lead(county):
    """What is registered here, each way with the article by which the county has it."""
    rules = county.rules
    ways = [f"{way.label}（{rules.cite(SAYINGS[way])}）" if rules else way.label for way in Way]
    return f"不适合准入的，{'或者'.join(ways)}：主管部门、受买方和乡镇各做什么都写清楚，不再交由乡镇办理。"


def facts_of(purchase):
    """[(label, text)], the parties' duties as the regulation names them (第十一条)."""
    department = purchase.department
    told = [
        ("办理方式", _way(purchase)),
        ("县级主管部门", with_heir(department) if has_ended(department) else department.name),
        ("主管部门的职责", purchase.department_duties),
        ("受买方（承接的组织）", purchase.receiver),
        ("受买方的职责", purchase.receiver_duties),
        ("涉及的乡镇", join_cn(named_now(unit) for unit in purchase.townships.all())),
        ("乡镇的职责", purchase.township_duties),
        ("依据", purchase.basis),
        ("金额", purchase.amount),
        ("开始日期", cdate(purchase.begins_on)),
        ("约定的结束日期", purchase.until and cdate(purchase.until)),
        ("终止日期", purchase.ended_on and cdate(purchase.ended_on)),
        ("终止的原因", purchase.ended_on and _why_ended(purchase)),
        ("登记", purchase.label),
    ]
    return [(label, text) for label, text in told if text]


def _way(purchase):
    """With the article by which the county has that way today."""
    rules, way = purchase.county.rules, purchase.get_way_display()
    return f"{way}（{rules.cite(purchase.saying)}）" if rules else way


def _why_ended(purchase):
    entries = Entry.objects.filter(subject=purchase.uuid, verb="end_purchase")
    return "".join(entries.values_list("text", flat=True))


def files_of(purchase):
    rows = Attachment.objects.filter(entry__subject=purchase.uuid).select_related("file")
    return [
        {
            "name": each.file.name,
            "url": reverse("purchase-file", args=[purchase.uuid, each.file.uuid]),
            "size": each.file.size,
        }
        for each in rows
    ]
