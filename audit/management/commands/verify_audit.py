"""manage.py verify_audit: is the chain of events whole?"""

import sys

from django.core.management.base import BaseCommand

from audit.models import Head
from audit.witnesses import verify


class Command(BaseCommand):
    help = "校验审计链：逐条核对序号、哈希、链头和防改触发器，再与所办的文字、印发的文书和收到的文件核对；有问题时指出第一条并以1退出。"

    def handle(self, **options):
        if problem := verify():
            self.stdout.write(f"校验未通过：{problem}")
            sys.exit(1)
        self.stdout.write(f"校验通过：{Head.objects.get().seq}条")
