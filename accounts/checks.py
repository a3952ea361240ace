"""What stands in the way of a management act: each check raises ValidationError in Chinese."""

import hashlib
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db.models import Q

from accounts.models import ADMINISTRATORS, STAFF, Delegation, Post, RosterRole, Unit, UnitKind, User
from audit import clock


class ChangedMeanwhile(ValidationError):
    """Somebody changed the row since the form was opened."""

    def __init__(self):
        super().__init__("您打开这一页以后，有人改过这里的内容。")


def mark_of(row, names):
    """What the row says under these names, in short: its form carries it, so that who is slower is told."""
    said = {name: getattr(row, row._meta.get_field(name).attname) for name in sorted(names)}
    return hashlib.sha256(repr(said).encode()).hexdigest()[:16]


def unchanged(row, changes, seen):
    """`seen`: the mark that the form was opened with; None: not asked. What is as wished already (the form sent twice) may pass."""
    wished = all(getattr(row, name) == value for name, value in changes.items())
    if seen is not None and seen != mark_of(row, changes) and not wished:
        raise ChangedMeanwhile


def is_administrator(user, on):
    return current_seats(user, on).filter(post__in=ADMINISTRATORS).exists()


def current_seats(user, on):
    """Seats that are, or are still to be, in force."""
    return user.seats.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=on), is_active=True)


# 县委办 and 县政府办 are two; of the others that lead the joint meeting there is one.
AT_MOST = {UnitKind.OFFICE: 1, UnitKind.CONVENOR: 1, UnitKind.PARTY_GOV: 2}


def kinds_free(county):
    """The kinds of unit that the county may still have one more of: no convenor where no rules name one."""
    kinds = list(county.units.values_list("kind", flat=True))
    none_here = {UnitKind.UPPER} | (set() if county.names_convenor else {UnitKind.CONVENOR})
    return [
        kind
        for kind in UnitKind
        if kind not in none_here and (kind not in AT_MOST or kinds.count(kind) < AT_MOST[kind])
    ]


def unit_is_new(county, code, key, kind):
    """One code, one key in a county, one office and one convenor."""
    if county.units.filter(Q(code=code) | Q(key=code)).exists():
        raise ValidationError({"code": "已有单位用了这个代码"})
    if county.units.filter(Q(key=key) | Q(code=key)).exists():
        raise ValidationError({"key": "已有单位用了这个代号"})
    if kind not in kinds_free(county):
        raise ValidationError({"kind": county.worded(f"本县的{UnitKind(kind).label}已经设立，不能再设")})


def name_is_free(county, name, short_name, *, unit=None):
    """No two units that there are today answer to one name: people choose by it, and tables of people name it."""
    others = county.units.exclude(pk=unit and unit.pk).exclude(valid_until__lt=clock.today())
    said = {"name": (name, "全称"), "short_name": (short_name, "简称")}
    taken = {
        field: f"已有单位用了这个{label}"
        for field, (given, label) in said.items()
        if others.filter(Q(name=given) | Q(short_name=given)).exists()
    }
    if taken:
        raise ValidationError(taken)


def may_be_called(unit, changes):
    """A name that is not changed is not asked about: a unit that shares one already may still be put right."""
    names = {field: changes.get(field, getattr(unit, field)) for field in ("name", "short_name")}
    if unit.county and (names["name"], names["short_name"]) != (unit.name, unit.short_name):
        name_is_free(unit.county, **names, unit=unit)


def may_rename(unit, name, short_name, since):
    """Another name than now, from a day that has come, after the last change of name."""
    if (name, short_name) == (unit.name, unit.short_name):
        raise ValidationError({"name": "与现在的名称一样"})
    may_be_called(unit, {"name": name, "short_name": short_name})
    if since > clock.today():
        raise ValidationError({"since": "不能晚于今天，到了那一天再登记"})
    if unit.former_names.filter(until__gte=since - timedelta(days=1)).exists():
        raise ValidationError({"since": "要晚于上一次改名"})


def may_succeed(unit, successor):
    """Another unit of its sort, and not one that in the end comes back to this one."""
    if successor is None:
        return
    if successor == unit:
        raise ValidationError({"successor": "不能由本单位自己承接"})
    after = [Unit.objects.get(pk=successor.pk)]  # as it is stored now
    while after[-1].successor and after[-1].successor not in after:
        after.append(after[-1].successor)
    if unit in after:
        told = "，".join(
            f"{each.short_name}由{each.successor.short_name}承接" for each in after[: after.index(unit)]
        )
        raise ValidationError({"successor": f"不能互相承接：{told}"})
    if (successor.kind == UnitKind.TOWNSHIP) != (unit.kind == UnitKind.TOWNSHIP):
        raise ValidationError({"successor": "乡镇的由乡镇承接，部门的由部门承接"})


def may_stand_above(above, unit):
    """A unit above counties stands under another such unit, never under itself or one below it."""
    if UnitKind.UPPER not in (above.kind, unit.kind) or above.kind != unit.kind:
        raise ValidationError({"above": "只有县以上的单位之间有上级、下级。"})
    seen = above
    while seen is not None:
        if seen.pk == unit.pk:
            raise ValidationError({"above": f"{above}在{unit}之下，不能作它的上级。"})
        seen = seen.above


def username_is_new(username):
    if User.objects.filter(username=username).exists():
        raise ValidationError({"username": "这个账号已经有人用"})


def post_fits_unit(post, unit):
    """Administrators have no unit; the convenor's post belongs to the convenor's unit only."""
    if post in ADMINISTRATORS:
        if unit is not None:
            raise ValidationError({"unit": "管理员岗位不属于任何单位，请不要选单位。"})
    elif unit is None:
        raise ValidationError({"unit": "请选择单位。"})
    elif (post == Post.CONVENOR) != (unit.kind == UnitKind.CONVENOR):
        said = "召集人岗位只设在召集人名下，召集人名下也只设这一个岗位。"
        raise ValidationError({"post": unit.county.worded(said) if unit.county else said})


def administrators_apart(user, post, on):
    """三员分离: who administers acts in no case, and nobody holds two of the three posts."""
    held = set(current_seats(user, on).values_list("post", flat=True)) - {post}
    if post in ADMINISTRATORS and held:
        raise ValidationError({"user": f"{user}已有其他岗位。管理员岗位必须由专人担任，不能兼任。"})
    if held & set(ADMINISTRATORS):
        raise ValidationError({"user": f"{user}是管理员。管理员不能在单位任职，也不能兼任另一个管理员岗位。"})


def seat_is_new(user, unit, county, post, on):
    if current_seats(user, on).filter(unit=unit, county=county, post=post).exists():
        raise ValidationError({"user": f"{user}已经有这个岗位。"})


def roster_fits(seat, role):
    """A 召集人 signs from a seat with that post (acting.convenes): on another the row would do nothing."""
    if role == RosterRole.CONVENOR and seat.post != Post.CONVENOR:
        raise ValidationError({"role": seat.county.worded("只有召集人岗位可以列为召集人。")})


def roster_is_new(seat, role, valid_from, valid_until):
    """A seat has a duty in the joint meeting once at a time; a form sent twice makes no second row."""
    held = seat.roster.kept().filter(Q(valid_until__isnull=True) | Q(valid_until__gte=valid_from), role=role)
    if valid_until:
        held = held.filter(valid_from__lte=valid_until)
    if held.exists():
        raise ValidationError({"role": "这个岗位在这段时间已有这个职务。"})


def dates_in_order(valid_from, valid_until):
    if valid_from and valid_until and valid_until < valid_from:
        raise ValidationError({"valid_until": "结束日期不能早于开始日期。"})


def roster_stands(entry):
    if entry.withdrawn_at:
        raise ValidationError("这一条登记已经撤回。")


def roster_not_begun(entry, on):
    """What counted on an earlier day stays in the roster of that day: somebody was invited by it. A convenor may have signed by it
    today already."""
    if entry.valid_from < on:
        raise ValidationError("这一条在今天以前已经生效，不能撤回。登记有误的，请填写结束日期。")
    if entry.valid_from == on and entry.role == RosterRole.CONVENOR:
        worded = entry.county.worded
        raise ValidationError(worded("召集人今天已经可以审签，不能撤回。登记有误的，请填写结束日期。"))


def why_not_withdrawn(entry, on):
    """What `actions.withdraw_roster_entry` would say; "" where it would do it."""
    try:
        roster_stands(entry)
        roster_not_begun(entry, on)
    except ValidationError as reason:
        return reason.messages[0]
    return ""


def only_shortened(entry, valid_until):
    """A roster row ends earlier, never later: a longer one is a new row with its own document."""
    if entry.valid_until and valid_until > entry.valid_until:
        raise ValidationError({"valid_until": "只能提前结束；要延长的，请另登记一条并写明文件。"})


def may_stand_in(seat, to_seat, valid_from, valid_until, on):
    """授权代签: from a head to another person of the same unit, for stated days; never the convenor's."""
    dates_in_order(valid_from, valid_until)
    if valid_until < on:
        raise ValidationError({"valid_until": "结束日期已经过去。"})
    if seat.post == Post.CONVENOR:
        raise ValidationError(seat.county.worded("召集人的审签不能授权他人代签。"))
    if seat.post != Post.HEAD:
        raise ValidationError("只有负责人可以授权代签。")
    if to_seat.unit_id != seat.unit_id or to_seat.post not in STAFF:
        raise ValidationError({"to_seat": "只能授权给本单位的人。"})
    if to_seat.user_id == seat.user_id:
        raise ValidationError({"to_seat": "不能授权给自己。"})
    if not (to_seat.is_active and to_seat.user.is_active and seat.is_active):
        raise ValidationError({"to_seat": "这个岗位已停用。"})
    overlapping = Delegation.objects.filter(
        seat=seat, revoked_at__isnull=True, valid_from__lte=valid_until, valid_until__gte=valid_from
    )
    if overlapping.exists():
        raise ValidationError({"valid_from": "这段时间已有一份授权，请先撤回，或改日期。"})
