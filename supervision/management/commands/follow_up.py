from django.core.management.base import BaseCommand

from supervision.actions.following import follow_up


class Command(BaseCommand):
    help = "每日办理：期限按日历重算，逾期的上报，列出保障，请乡镇核对已终止的事项，没有补办的先行办理停止"

    def handle(self, *args, **options):
        done = {name: number for name, number in follow_up().items() if number}
        self.stdout.write("、".join(f"{name}{number}件" for name, number in done.items()) or "没有要办的。")
