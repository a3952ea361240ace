"""script/bench casework: full cases over HTTP in a throw-away database, then the lists of very many (docs/performance.md)."""

import cProfile
import os
import pstats
from io import StringIO

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts.models import County
from config.collecting import keep_what_is_loaded
from demo import benchmark, county
from demo.multiplying import LEAST, LISTS, grown, read

PAGES = f"{'页面':<24}\tSQL\tp50 ms\tp95 ms\tCPU p50\tCPU p95"


class Command(BaseCommand):
    help = "测办一件案件要多少处理器时间，案件很多时列表有多快。只在 script/bench 自己建的库里运行。"

    def add_arguments(self, parser):
        parser.add_argument("--cases", type=int, default=40, help="办多少件")
        parser.add_argument("--sizes", default="1000,100000", help="列表各在多少件案件时测")
        parser.add_argument("--profile", help="把一次运行的 cProfile 写到这个文件")

    def handle(self, *, cases, sizes, profile, **options):
        if os.environ.get("BENCH_THROW_AWAY") != "1" or County.objects.exists():
            raise CommandError("请用 script/bench casework 运行：它自己建一个用完即弃的库。")
        county.build()
        keep_what_is_loaded()
        with benchmark.nothing_printed(settings):
            work = benchmark.Casework()
            cost, wall = benchmark.measured(work, cases)
            self.say_cost(cost, wall, cases)
            if profile:
                self.write_profile(work, profile)
            self.say("\n".join(["# 不读案件的请求", PAGES, *(read(work.browsers, label) for label in LEAST)]))
            for size in [int(each) for each in sizes.split(",") if each]:
                self.say(f"# {grown(work, size)}件案件\n{PAGES}")
                for label in LISTS:
                    self.say(read(work.browsers, label))

    def say_cost(self, cost, wall, cases):
        self.say(f"cases per CPU-second: {cases / cost.cpu:.2f}")
        self.say(f"cases per second: {cases / wall:.2f}")
        self.say(
            f"CPU ms a case: python {cost.python / cases * 1000:.0f} + pg {cost.database / cases * 1000:.0f}"
        )
        self.say(f"SQL a case: {cost.sql / cases:.0f}\nrequests a case: {cost.requests / cases:.0f}")
        self.say(f"{'步骤':<24}\t请求\tSQL\tpython ms")
        for step, spent in cost.steps.items():
            asked, sql = spent["requests"] / cases, spent["sql"] / cases
            self.say(f"{step:<24}\t{asked:.0f}\t{sql:.0f}\t{spent['python'] / cases * 1000:.1f}")

    def write_profile(self, work, path):
        with cProfile.Profile() as profiler:
            for _ in range(5):
                work.case()
        profiler.dump_stats(path)
        told = StringIO()
        pstats.Stats(profiler, stream=told).sort_stats("tottime").print_stats(40)
        self.say(told.getvalue())

    def say(self, line):
        self.stdout.write(line)
        self.stdout.flush()
