"""script/bench documents: a letter and two lists printed, beside Chromium and typst (docs/performance.md)."""

from django.core.management.base import BaseCommand

from documents import benchmark


class Command(BaseCommand):
    help = "测文书和清单的PDF多快、多占内存，与 Chromium、typst 印同样的内容比较。"

    def handle(self, **options):
        self.stdout.write("| 内容 | 由谁 | 秒 | 其中处理器秒 | 内存MB | 大小kB |\n|---|---|---|---|---|---|")
        for job in benchmark.jobs():
            for printer in (benchmark.ours, benchmark.chromium, benchmark.typst):
                for figure in printer(*job):
                    self.stdout.write(str(figure))
                    self.stdout.flush()
