"""manage.py bind_file KEY: bind the whole file that a page asked for (documents.binding)."""

from django.core.management.base import BaseCommand, CommandError

from documents.binding import bind


class Command(BaseCommand):
    help = "编制一卷案卷：由页面发起，一般不用手工执行。"

    def add_arguments(self, parser):
        parser.add_argument("key", metavar="校验值")

    def handle(self, *, key, **options):
        if not bind(key):
            raise CommandError("没有编成，或者正在编制。")
