"""Who takes part: `county` counties and units, `person` people and seats, `notice` what they are told. Rows only, no verbs."""

from accounts.models.county import County, Unit, UnitKind, UnitName
from accounts.models.notice import TO_READ, Notice, NoticeKind, NoticeRead
from accounts.models.person import (
    ADMINISTRATORS,
    STAFF,
    UNIT_POSTS,
    Delegation,
    Post,
    RosterEntry,
    RosterRole,
    Seat,
    Session,
    User,
)

__all__ = [
    "ADMINISTRATORS",
    "STAFF",
    "TO_READ",
    "UNIT_POSTS",
    "County",
    "Delegation",
    "Notice",
    "NoticeKind",
    "NoticeRead",
    "Post",
    "RosterEntry",
    "RosterRole",
    "Seat",
    "Session",
    "Unit",
    "UnitKind",
    "UnitName",
    "User",
]
