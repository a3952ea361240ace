from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from admission.act import Refused
from regimes.actions import CalendarError
from regimes.files import text_of
from supervision.actions.calendar import load_year


class Command(BaseCommand):
    help = "载入节假日安排，一个文件一年；同一年再次载入，以后一次为准；还没有办完的期限随即重算，原期限保留"

    def add_arguments(self, parser):
        parser.add_argument("files", nargs="+", type=Path)
        parser.add_argument("--reason", default="", help="理由；会缩短已经承诺的期限的，必须写明")

    def handle(self, *args, files, reason, **options):
        for file in files:
            try:
                year, changed = load_year(text=text_of(file), reason=reason)
            except (CalendarError, Refused) as error:
                raise CommandError(f"{file}：{error}") from error
            self.stdout.write(f"{year}年：{'已载入' if changed else '没有变化'}")
