from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts import actions
from accounts.management.opening import open_account
from accounts.models import County, Post, User
from audit.record import SYSTEM

ACCOUNTS = {Post.SYSTEM_ADMIN: "sys", Post.SECURITY_ADMIN: "sec", Post.AUDIT_ADMIN: "aud"}


class Command(BaseCommand):
    help = "开通一个县，并为三名管理员各设一个账号。初始密码只显示一次。"

    def add_arguments(self, parser):
        parser.add_argument("code", help="行政区划代码，如450323")
        parser.add_argument("name", help="名称，如灵川县")
        parser.add_argument("short", help="编号用的简称，如灵")
        parser.add_argument("--organiser", default="", help="主办单位，写在页脚")
        parser.add_argument("--host", default="", help="承办单位，写在页脚")

    @transaction.atomic
    def handle(self, *, code, name, short, organiser, host, **options):
        if County.objects.filter(code=code).exists():
            raise CommandError(f"{code}已经开通。")
        county = actions.open_county(
            code=code, name=name, short=short, organiser_name=organiser, host_name=host, by=SYSTEM
        )
        for post, prefix in ACCOUNTS.items():
            # The first county has the short names; later ones add their code.
            username = f"{prefix}-{code}" if User.objects.filter(username=prefix).exists() else prefix
            open_account(self, username=username, of=name, post=post, county=county)
