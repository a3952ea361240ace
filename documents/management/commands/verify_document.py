"""manage.py verify_document FILE: whether a PDF is one that this system issued, byte for byte, and what its signatures are worth."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from config.templatetags.chinese import plain_date
from documents import signing
from documents.verifying import by_bytes, dated


class Command(BaseCommand):
    help = "核对一个PDF是不是本系统印发的文书，逐字节比对；有电子签名的，说明签名是否完好、证书是否受信任。"

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, metavar="文件")

    def handle(self, *, file, **options):
        try:
            content = file.read_bytes()
        except OSError as problem:
            raise CommandError(f"无法读取{file}：{problem.strerror}") from None
        try:
            signatures = signing.checked(content)
        except (OSError, ValueError) as problem:
            raise CommandError(f"无法读取信任的根证书：{problem}") from None
        for each in signatures:
            self.stdout.write(_said(each))
        paper, sha256 = by_bytes([content])
        if paper is None:
            raise CommandError(f"不是本系统印发的文书，或者已被改动（SHA-256 {sha256}）。")
        day = plain_date(dated(paper))
        named = f"{paper.get_kind_display()} {paper.number or '（无字号）'}"
        self.stdout.write(f"一致：{named}，{day}印发，{paper.county}")


def _said(signature):
    intact = "签名完好" if signature.is_intact else "签名以后文件被改动，签名无效"
    trusted = "证书受信任" if signature.is_trusted else "证书不在信任之列"
    at = signature.signed_at
    when = f"，{plain_date(timezone.localdate(at))}签" if at else ""
    return f"电子签名：{signature.signer}{when}，{intact}，{trusted}"
