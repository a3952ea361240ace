from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts.models import County
from audit.record import SYSTEM
from regimes.actions import load_regime
from regimes.files import text_of
from regimes.offered import listed
from regimes.queries import said_of_holding, said_unready, unready_units
from regimes.schema import RegimeError, parse
from registry.loading import set_up


class Command(BaseCommand):
    help = "载入一个县的制度文件，设立通行的清单、它所列的清单和类别；内容没有变就不产生新版本，已载入的版本永不改动"

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--county", help="行政区划代码；不写则用文件里的county")

    def handle(self, *args, file, county, **options):
        text = text_of(file)
        try:
            county = _county(county or parse(text).county)
            with transaction.atomic():
                regime, is_new = load_regime(county=county, text=text, by=SYSTEM)
                added, left = set_up(regime, by=SYSTEM)
        except RegimeError as error:
            raise CommandError(f"{file}：制度文件有{len(error.problems)}处要改\n{error}") from error
        self.stdout.write(f"{regime}：{'已载入' if is_new else '内容没有变，不产生新版本'}")
        for sentence in said_of_holding(regime):
            self.stdout.write(sentence)
        if added:
            self.stdout.write(f"已设立：{listed(added)}")
        for sentence in left:
            self.stderr.write(f"提示：{sentence}")
        for sentence in said_unready(unready_units(regime)):
            self.stderr.write(f"提示（改好以前不能办理案件）：{sentence}")


def _county(code):
    try:
        return County.objects.get(code=code)
    except County.DoesNotExist as error:
        raise CommandError(f"没有代码为{code}的县，请先建县") from error
