"""manage.py render_papers [UUID…]: print what has no print yet. Run every few minutes; twice at once does no harm."""

from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from documents.printing import print_due, print_queued


class Command(BaseCommand):
    help = "为还没有PDF的文书生成PDF：印发时由系统自动生成，停电等原因漏下的由本命令补上。"

    def add_arguments(self, parser):
        parser.add_argument(
            "uuids",
            nargs="*",
            type=UUID,
            metavar="UUID",
            help="只生成这几份，多次没有成功的也再试；不写为全部",
        )
        parser.add_argument("--queued", action="store_true", help="只生成正在等的：由系统自动执行")

    def handle(self, *, uuids, queued, **options):
        printed, failed = print_queued() if queued else print_due(uuids)
        self.stdout.write(f"已生成：{len(printed)}份")
        if failed:
            raise CommandError("未能生成：" + "、".join(str(paper.uuid) for paper in failed))
