from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts.demo import accounts
from demo import loading
from demo.county import PASSWORD


class Command(BaseCommand):
    help = "载入演示县（示例数据）；已经载入的部分不再载入"

    def add_arguments(self, parser):
        parser.add_argument("--region", action="store_true", help="另加三个县和自治区，看多县的页面")
        parser.add_argument("--regimes", action="store_true", help="另加四个县，各按自己的制度办")
        parser.add_argument("--accounts", action="store_true", help="列出示例账号")

    def handle(self, *args, **options):
        if settings.PRODUCTION:
            raise CommandError("演示数据带有公开的密码，只能在演示或开发时载入（DEMO=1）。")
        loading.load(tell=self.say)
        if options["region"]:
            loading.load_region(tell=self.say)
        if options["regimes"]:
            loading.load_regimes(tell=self.say)
        if options["accounts"]:
            self.list_accounts()

    def say(self, text):
        self.stdout.write(text)
        self.stdout.flush()

    def list_accounts(self):
        """A line for each kind of unit: codes and names; administrators and convenors by their accounts."""
        self.say(
            f"\n  示例账号（密码均为 {PASSWORD}）：单位代码加 -jb 是经办人，加 -fz 是负责人，例如 sfj-fz"
        )
        for group in accounts():
            shown = "、".join(f"{self.short(row)} {row.name}" for row in group.rows)
            self.say(f"  {group.who}  {shown}")

    @staticmethod
    def short(row):
        code, _, ending = row.accounts[0].partition("-")
        return code if ending in ("jb", "fz") else " ".join(row.accounts)
