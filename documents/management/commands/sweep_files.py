"""manage.py sweep_files: remove what a crash left between a file and its row. Run daily."""

from datetime import timedelta

from django.core.management.base import BaseCommand
from django.utils import timezone

from documents import binding, unkept
from documents.files import sweep

# Far longer than any upload lasts: the row of a younger file may still be on its way.
REST = timedelta(days=1)


class Command(BaseCommand):
    help = "清理一天以前上传而没有登记的文件（上传中途断电等所致），编好的案卷，过了时的预览。"

    def handle(self, **options):
        binding.sweep()
        unkept.sweep()
        self.stdout.write(f"已清理：{sweep(before=timezone.now() - REST)}个")
