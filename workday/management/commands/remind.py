"""manage.py remind: notices of days that come near, are today, or have passed. Run every working morning before 8."""

from django.core.management.base import BaseCommand

from workday.reminding import remind


class Command(BaseCommand):
    help = "期限前3个工作日、当天、逾期后各提醒一次（站内消息）。一天执行几次都只提醒一次。"

    def handle(self, **options):
        self.stdout.write(f"已提醒：{remind()}条")
