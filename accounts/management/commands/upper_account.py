from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts import actions, passwords
from accounts.models import User
from audit.record import SYSTEM


class Command(BaseCommand):
    help = (
        "上级单位（市、省）的账号：重置密码、停用、启用。几个县共有的上级单位要办各县的案件，"
        "它的账号不归任何一个县的管理员管，由市里确认后用这个命令办。"
    )

    def add_arguments(self, parser):
        parser.add_argument("username", help="账号，如sbb-fz")
        parser.add_argument("what", choices=["reset", "stop", "start"], help="重置密码、停用、启用")

    @transaction.atomic
    def handle(self, *, username, what, **options):
        user = User.objects.filter(username=username, seats__unit__kind="upper").first()
        if user is None:
            raise CommandError(f"{username}不是上级单位的账号；县里的账号由本县管理员管理。")
        if what == "reset":
            issued = passwords.initial_password()
            actions.reset_password(user=user, password=issued, by=SYSTEM)
            self.stdout.write(f"账号 {username}，初始密码 {issued}")
        else:
            actions.set_active(user=user, active=what == "start", by=SYSTEM)
            self.stdout.write(f"账号{username}已{'启用' if what == 'start' else '停用'}。")
