from django.core.management.base import BaseCommand

from admission.actions import passing
from admission.models import Application


class Command(BaseCommand):
    help = "按案件的状态和记录，重新核对全部案件的权限；有出入的改正并记入审计。"

    def handle(self, **options):
        changed = sum(
            passing.resync(pk) for pk in Application.objects.order_by("pk").values_list("pk", flat=True)
        )
        self.stdout.write(f"已核对。改正{changed}件案件的权限。" if changed else "已核对，没有出入。")
