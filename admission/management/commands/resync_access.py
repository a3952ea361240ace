from django.core.management.base import BaseCommand
from django.db import transaction

from admission import access
from admission.act import lock_cases
from admission.models import Application
from audit.record import SYSTEM, record


class Command(BaseCommand):
    help = "按案件的状态和记录，重新核对全部案件的权限；有出入的改正并记入审计。"

    def handle(self, **options):
        changed = 0
        for pk in Application.objects.order_by("pk").values_list("pk", flat=True):
            changed += self._resync(pk)
        self.stdout.write(f"已核对。改正{changed}件案件的权限。" if changed else "已核对，没有出入。")

    @transaction.atomic
    def _resync(self, pk):
        case = lock_cases([Application(pk=pk)])[pk]
        rows = access.sync(case)
        if rows:
            record(
                actor=SYSTEM,
                verb="resync_access",
                subject=str(case.uuid),
                subject_kind="access",
                data={"rows": rows},
            )
        return bool(rows)
