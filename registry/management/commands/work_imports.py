from django.core.management.base import BaseCommand, CommandError

from registry.actions import imports
from registry.importing.progress import Busy
from registry.models import ListImport


class Command(BaseCommand):
    help = "办理一份待核对或待导入的清单文件（由网页启动，也可以手工启动）"

    def add_arguments(self, parser):
        parser.add_argument("uuid")

    def handle(self, *, uuid, **options):
        row = ListImport.objects.filter(uuid=uuid).select_related("county", "list_kind", "file").first()
        if row is None:
            raise CommandError("没有这份文件。")
        try:
            row = imports.work(row, anywhere=True)
        except Busy:
            raise CommandError("另一个进程正在办理这份文件。") from None
        self.stdout.write(row.get_state_display())
