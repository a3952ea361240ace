from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts import actions
from accounts.management.opening import open_account
from accounts.models import County, Post, Unit, UnitKind, User
from audit.record import SYSTEM

ACCOUNTS = {Post.HANDLER: "jb", Post.HEAD: "fz"}


class Command(BaseCommand):
    help = (
        "设立一个县的上级单位（市委编办等），为它的经办人、负责人各设一个账号。初始密码只显示一次。"
        "加 --over，设立的是另一个上级单位的上级（省、自治区党委编办），看得到其下各县的清单。"
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "county", help="县的行政区划代码，如450323；只有这一个县的，新账号由它的系统管理员管理"
        )
        parser.add_argument("key", help="制度文件 [bodies.upper] 的 unit_key，如city_bianban")
        parser.add_argument("code", help="单位代码，如sbb，也是账号的开头")
        parser.add_argument("name", help="名称，如桂林市委编办")
        parser.add_argument(
            "--over", metavar="KEY", default="", help="它是哪个上级单位的上级，如city_bianban"
        )

    @transaction.atomic
    def handle(self, *, county, key, code, name, over, **options):
        found = County.objects.filter(code=county).first()
        if found is None:
            raise CommandError(f"{county}还没有开通，请先执行 open_county。")
        lower = Unit.objects.filter(county=None, key=over).first()
        if over and lower is None:
            raise CommandError(f"没有标识为{over}的上级单位，请先设立。")
        upper = Unit.objects.filter(county=None, key=key).first()
        if upper and upper.name != name:
            raise CommandError(
                f"标识{key}已经是{upper.name}的，如果就是它，请照这个名称写；不是的，{name}请换一个标识，制度文件里的也一并改。"
            )
        if upper is None and Unit.objects.filter(county=None, code=code).exists():
            raise CommandError(f"单位代码{code}已经有人用，请换一个。")
        if upper is None:
            upper = actions.create_unit(
                county=None, key=key, code=code, name=name, kind=UnitKind.UPPER, by=SYSTEM
            )
            self._open_accounts(upper, found, code)
        self._join(upper, found, lower)

    def _join(self, upper, county, lower):
        if lower is None:
            actions.set_upper_body(county=county, unit=upper, by=SYSTEM)
        else:
            try:
                actions.set_above(unit=lower, above=upper, by=SYSTEM)
            except ValidationError as refused:
                raise CommandError("".join(refused.messages)) from refused
        self.stdout.write(f"{(lower or county).name}的上级单位是{upper.name}。")

    def _open_accounts(self, unit, county, code):
        for post, ending in ACCOUNTS.items():
            username = f"{code}-{ending}"
            if User.objects.filter(username=username).exists():
                raise CommandError(f"账号{username}已经有人用，请换一个单位代码。")
            open_account(self, username=username, of=unit.name, post=post, county=county, unit=unit)
