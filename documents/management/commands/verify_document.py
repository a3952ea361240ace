"""manage.py verify_document FILE: whether a PDF is one that this system issued, byte for byte."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from documents.verifying import by_bytes


class Command(BaseCommand):
    help = "核对一个PDF是不是本系统印发的文书，逐字节比对。"

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, metavar="文件")

    def handle(self, *, file, **options):
        try:
            with file.open("rb") as opened:
                paper, sha256 = by_bytes(iter(lambda: opened.read(2**20), b""))
        except OSError as problem:
            raise CommandError(f"无法读取{file}：{problem.strerror}") from None
        if paper is None:
            raise CommandError(f"不是本系统印发的文书，或者已被改动（SHA-256 {sha256}）。")
        day = timezone.localdate(paper.issued_at)
        self.stdout.write(
            f"一致：{paper.get_kind_display()} {paper.number or '（无字号）'}，{day.year}年{day.month}月{day.day}日印发，{paper.county}"
        )
