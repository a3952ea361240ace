from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from audit.record import SYSTEM
from regimes.actions import CalendarError, load_calendar


class Command(BaseCommand):
    help = "载入节假日安排，一个文件一年；同一年再次载入，以后一次为准"

    def add_arguments(self, parser):
        parser.add_argument("files", nargs="+", type=Path)

    def handle(self, *args, files, **options):
        for file in files:
            try:
                year, changed = load_calendar(text=file.read_bytes().decode("utf-8-sig"), by=SYSTEM)
            except (OSError, UnicodeDecodeError) as error:
                raise CommandError(f"{file}：读不出来，须是UTF-8文本文件") from error
            except CalendarError as error:
                raise CommandError(f"{file}：{error}") from error
            self.stdout.write(f"{year}年：{'已载入' if changed else '没有变化'}")
