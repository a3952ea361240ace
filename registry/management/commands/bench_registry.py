"""script/bench registry: builds a list of a stated size in a throw-away database and measures it (docs/performance.md)."""

import os
import time

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.test import override_settings

from accounts.models import County, User
from registry.benchmark import measuring
from registry.benchmark.building import Builder


class Command(BaseCommand):
    help = "测一定规模的清单有多快。只在 script/bench 自己建的库里运行。"

    def add_arguments(self, parser):
        parser.add_argument("--size", type=int, default=20_000, help="职责事项数")

    def handle(self, *, size, **options):
        check_throw_away()
        start = time.perf_counter()
        builder = Builder(self.stderr.write)
        builder.build(size)
        taken = time.perf_counter() - start
        self.say(f"# {connection.vendor}，{builder.duties}项，{County.objects.count()}个县")
        self.say(
            f"建库\t{taken:.0f}秒（含索引），{builder.duties / taken:.0f}行/秒，库{measuring.database_size()}MB"
        )
        self.say(f"{'项目':<40}\tp50 ms\tp95 ms\t各轮的p95\t说明")
        reader = measuring.Reader()
        with override_settings(ROOT_URLCONF="registry.benchmark.bare"):
            for line in measuring.measured(reader.rows(), self.stderr.write):
                self.say(line)
        for form in ("csv", "xlsx", "json"):
            self.say(f"导出 {form}\t{measuring.export_rate(reader, form)}")
        self.say(f"导入\t{measuring.import_rate()}")
        self.say(f"内存\t最多{measuring.memory()}MB")

    def say(self, line):
        self.stdout.write(line)
        self.stdout.flush()


def check_throw_away():
    """Only script/bench makes a database that may be filled: empty, and said to be thrown away."""
    if os.environ.get("BENCH_THROW_AWAY") != "1":
        raise CommandError("请用 script/bench registry 运行：它自己建一个用完即弃的库。")
    if County.objects.exists() or User.objects.exists():
        raise CommandError("这个库里已有数据，不能用来测速。")
