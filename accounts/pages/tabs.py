"""What each of the three administrators finds side by side under 管理 (settled 23)."""

from django.urls import get_resolver, reverse

from accounts.models import Post

TABS = {
    Post.SYSTEM_ADMIN: (
        ("units", "单位", "manage-units"),
        ("people", "人员", "manage-people"),
        ("seats", "岗位", "manage-seats"),
        ("roster", "成员名单", "manage-roster"),
        ("delegations", "授权代签", "manage-delegations"),
        ("phrases", "常用意见", "manage-phrases"),
    ),
    Post.SECURITY_ADMIN: (
        ("locked", "锁定的账号", "manage-locked"),
        ("administrators", "管理员", "manage-administrators"),
        ("policy", "安全规则", "manage-policy"),
    ),
    Post.AUDIT_ADMIN: (
        ("events", "审计记录", "manage-events"),
        ("readings", "查阅记录", "manage-readings"),
    ),
}


def tabs_of(acting):
    """[(key, label, url)]; the roster where the county's rules name a convenor. Pages of apps that are not there are left out."""
    if acting is None or not acting.is_admin:
        return []
    known = get_resolver().reverse_dict
    return [
        (key, label, reverse(name))
        for key, label, name in TABS[acting.post]
        if name in known and (key != "roster" or acting.county.names_convenor)
    ]
