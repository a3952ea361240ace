"""script/bench registry: the steps of measuring lists of stated sizes in throw-away databases (docs/performance.md)."""

import os
import sys
import time

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.test import override_settings

from accounts.models import County, User
from registry.benchmark import measuring, rounds
from registry.benchmark.building import Builder


class Command(BaseCommand):
    help = "测一定规模的清单有多快。只在 script/bench 自己建的库里运行。"

    def add_arguments(self, parser):
        step = parser.add_mutually_exclusive_group(required=True)
        step.add_argument("--create", metavar="名称", help="在PostgreSQL里建一个空库")
        step.add_argument("--build", type=int, metavar="职责事项数", help="把空库填成这么大的清单")
        step.add_argument("--table", nargs="+", metavar="规模=库", help="各库轮流量，印出表，小的在前")
        step.add_argument("--answer", action="store_true", help="量标准输入里说的那一行（--table自己用）")
        step.add_argument("--rates", action="store_true", help="导出、导入一遍")
        parser.add_argument("--rounds", type=int, default=3, help="每行量几轮")

    def handle(self, *, create, build, table, answer, rates, **options):
        if os.environ.get("BENCH_THROW_AWAY") != "1":
            raise CommandError("请用 script/bench registry 运行：它自己建一个用完即弃的库。")
        if create:
            self.create(create)
        elif build:
            self.build(build)
        elif answer:
            self.answer()
        elif rates:
            self.rates()
        else:
            sizes = [each.split("=", 1) for each in table]
            for line in rounds.table(sizes, options["rounds"], self.stderr.write):
                self.say(line)

    def create(self, name):
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {connection.ops.quote_name(name)}")

    def build(self, size):
        """Only an empty database is filled."""
        if County.objects.exists() or User.objects.exists():
            raise CommandError("这个库里已有数据，不能用来测速。")
        start = time.perf_counter()
        builder = Builder(self.stderr.write)
        builder.build(size)
        taken = time.perf_counter() - start
        self.say(
            f"# {connection.vendor}，{builder.duties}项，{County.objects.count()}个县：建库{taken:.0f}秒（含索引），"
            f"{builder.duties / taken:.0f}行/秒，库{measuring.database_size()}MB"
        )

    def answer(self):
        with override_settings(ROOT_URLCONF="registry.benchmark.bare"):
            rounds.answer(measuring.Reader().rows(), sys.stdin, self.say)

    def rates(self):
        reader = measuring.Reader()
        for form in ("csv", "xlsx", "json"):
            self.say(f"导出 {form}\t{measuring.export_rate(reader, form)}")
        self.say(f"导出以后的内存\t最多{measuring.memory()}MB")
        self.say(f"导入\t{measuring.import_rate()}")

    def say(self, line):
        self.stdout.write(line)
        self.stdout.flush()
