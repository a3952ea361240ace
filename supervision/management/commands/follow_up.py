from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.module_loading import import_string


class Command(BaseCommand):
    help = "每日办理：逾期的上报，列出保障，请乡镇核对已终止的事项，没有补办的先行办理停止"

    def handle(self, *args, **options):
        found = [done for name in settings.FOLLOW_UP for done in import_string(name)().items()]
        self.stdout.write(
            "、".join(f"{name}{number}件" for name, number in found if number) or "没有要办的。"
        )
