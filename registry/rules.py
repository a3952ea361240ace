"""Who may do what with the list."""

from accounts.models import Post, UnitKind


def may_publish_edition(acting, county):
    """The office's head, 编办的负责人 (settled 39)."""
    return bool(
        acting
        and acting.post == Post.HEAD
        and acting.unit.kind == UnitKind.OFFICE
        and acting.unit.county_id == county.pk
    )
