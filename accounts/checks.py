"""What stands in the way of a management act: each check raises ValidationError in Chinese."""

from django.core.exceptions import ValidationError
from django.db.models import Q

from accounts.models import ADMINISTRATORS, Delegation, Post, UnitKind


def current_seats(user, on):
    """Seats that are, or are still to be, in force."""
    return user.seats.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=on), is_active=True)


def post_fits_unit(post, unit):
    """Administrators have no unit; the convenor's post belongs to the convenor's unit only."""
    if post in ADMINISTRATORS:
        if unit is not None:
            raise ValidationError({"unit": "管理员岗位不属于任何单位，请不要选单位。"})
    elif unit is None:
        raise ValidationError({"unit": "请选择单位。"})
    elif (post == Post.CONVENOR) != (unit.kind == UnitKind.CONVENOR):
        raise ValidationError({"post": "召集人岗位只设在召集人名下，召集人名下也只设这一个岗位。"})


def administrators_apart(user, post, on):
    """三员分离: who administers acts in no case, and nobody holds two of the three posts."""
    held = set(current_seats(user, on).values_list("post", flat=True)) - {post}
    if post in ADMINISTRATORS and held:
        raise ValidationError(f"{user}已有其他岗位。管理员岗位必须由专人担任，不能兼任。")
    if held & set(ADMINISTRATORS):
        raise ValidationError(f"{user}是管理员。管理员不能在单位任职，也不能兼任另一个管理员岗位。")


def seat_is_new(user, unit, county, post, on):
    if current_seats(user, on).filter(unit=unit, county=county, post=post).exists():
        raise ValidationError(f"{user}已经有这个岗位。")


def dates_in_order(valid_from, valid_until):
    if valid_from and valid_until and valid_until < valid_from:
        raise ValidationError({"valid_until": "结束日期不能早于开始日期。"})


def may_stand_in(seat, to_seat, valid_from, valid_until, on):
    """授权代签: from a head to another person of the same unit, for stated days; never the convenor's."""
    dates_in_order(valid_from, valid_until)
    if valid_until < on:
        raise ValidationError({"valid_until": "结束日期已经过去。"})
    if seat.post == Post.CONVENOR:
        raise ValidationError("召集人的审签不能授权他人代签。")
    if seat.post != Post.HEAD:
        raise ValidationError("只有负责人可以授权代签。")
    if to_seat.unit_id != seat.unit_id or to_seat.post not in (Post.HANDLER, Post.HEAD):
        raise ValidationError({"to_seat": "只能授权给本单位的人。"})
    if to_seat.user_id == seat.user_id:
        raise ValidationError({"to_seat": "不能授权给自己。"})
    if not (to_seat.is_active and to_seat.user.is_active and seat.is_active):
        raise ValidationError({"to_seat": "这个岗位已停用。"})
    overlapping = Delegation.objects.filter(
        seat=seat, revoked_at__isnull=True, valid_from__lte=valid_until, valid_until__gte=valid_from
    )
    if overlapping.exists():
        raise ValidationError("这段时间已有一份授权，请先撤回，或改日期。")
