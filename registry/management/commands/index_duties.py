"""manage.py index_duties [--county 450323]: folds and indexes the texts of the list anew."""

from django.core.management.base import BaseCommand, CommandError

from accounts.models import County
from registry import search_index


class Command(BaseCommand):
    help = "重建清单的搜索索引。"

    def add_arguments(self, parser):
        parser.add_argument("--county", help="行政区划代码；不写则重建全部")

    def handle(self, *, county, **options):
        found = County.objects.filter(code=county).first() if county else None
        if county and found is None:
            raise CommandError(f"没有代码为{county}的县。")
        self.stdout.write(f"已重建{search_index.rebuild(found)}条事项文本的索引。")
