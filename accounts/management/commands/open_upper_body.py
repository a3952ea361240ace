from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts import actions
from accounts.management.opening import open_account
from accounts.models import County, Post, Unit, UnitKind, User
from audit.record import SYSTEM

ACCOUNTS = {Post.HANDLER: "jb", Post.HEAD: "fz"}


class Command(BaseCommand):
    help = "设立一个县的上级单位（市委编办等），为它的经办人、负责人各设一个账号。初始密码只显示一次。"

    def add_arguments(self, parser):
        parser.add_argument("county", help="县的行政区划代码，如450323")
        parser.add_argument("key", help="制度文件 [bodies.upper] 的 unit_key，如city_bianban")
        parser.add_argument("code", help="单位代码，如sbb，也是账号的开头")
        parser.add_argument("name", help="名称，如桂林市委编办")

    @transaction.atomic
    def handle(self, *, county, key, code, name, **options):
        found = County.objects.filter(code=county).first()
        if found is None:
            raise CommandError(f"{county}还没有开通，请先执行 open_county。")
        upper = Unit.objects.filter(county=None, key=key).first()
        if upper is None and Unit.objects.filter(county=None, code=code).exists():
            raise CommandError(f"单位代码{code}已经有人用，请换一个。")
        if upper is None:
            upper = actions.create_unit(
                county=None, key=key, code=code, name=name, kind=UnitKind.UPPER, by=SYSTEM
            )
            self._open_accounts(upper, found, code)
        actions.set_upper_body(county=found, unit=upper, by=SYSTEM)
        self.stdout.write(f"{found.name}的上级单位是{upper.name}。")

    def _open_accounts(self, unit, county, code):
        for post, ending in ACCOUNTS.items():
            username = f"{code}-{ending}"
            if User.objects.filter(username=username).exists():
                raise CommandError(f"账号{username}已经有人用，请换一个单位代码。")
            open_account(self, username=username, of=unit.name, post=post, county=county, unit=unit)
