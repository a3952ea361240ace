"""manage.py load_duties FILE --county CODE: enter a list, all or nothing."""

from io import StringIO
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from accounts.models import County
from audit import clock
from regimes.files import text_of
from registry.loading import BadRow, load_duties


class Command(BaseCommand):
    help = "从CSV文件登记职责清单（列名见fixtures/demo/duties.csv），有一行不对就一行也不登记。"

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--county", required=True, help="行政区划代码")
        parser.add_argument("--real", action="store_true", help="不是示例数据")

    def handle(self, *, file, county, real, **options):
        found = County.objects.filter(code=county).first()
        if found is None:
            raise CommandError(f"没有代码为{county}的县。")
        lines = StringIO(text_of(file), newline="")
        try:
            duties = load_duties(county=found, lines=lines, today=clock.today(), is_sample=not real)
        except BadRow as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(f"已登记{len(duties)}项。")
