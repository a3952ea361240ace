"""What the commands that open a county or a body above it have in common."""

from accounts import actions, passwords
from audit.record import SYSTEM


def open_account(command, *, username, of, post, county, unit=None):
    """An account with one seat, of the unit or else of an administrator of the county; its first password is
    printed once and changed at the first login.
    """
    issued = passwords.initial_password()
    user = actions.create_user(
        username=username, display_name=f"{of}{post.label}", county=county, password=issued, by=SYSTEM
    )
    actions.grant_seat(user=user, post=post, by=SYSTEM, unit=unit, county=None if unit else county)
    command.stdout.write(f"{post.label}：账号 {username}，初始密码 {issued}")
