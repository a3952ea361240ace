from django.conf import settings
from django.core.management.base import BaseCommand

from admission import procedure


class Command(BaseCommand):
    help = "从代码生成 docs/procedure.md。"

    def handle(self, **options):
        page = settings.BASE_DIR / "docs" / "procedure.md"
        page.write_text(procedure.text(), encoding="utf-8")
        self.stdout.write(f"已写入 {page.relative_to(settings.BASE_DIR)}")
