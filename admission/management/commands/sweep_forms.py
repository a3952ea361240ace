"""manage.py sweep_forms: forget the keys of forms that nobody can send any more. Run daily."""

from datetime import timedelta

from django.core.management.base import BaseCommand
from django.db import transaction

from admission.models import UsedForm
from audit import clock

# More than twice the three days for which a session keeps what was typed, and with it the form's key.
REST = timedelta(days=7)


class Command(BaseCommand):
    help = "清理七天以前用过的表单的记录（同一张表单提交两次只办一次，靠这些记录；页面早已过期的不必再留）。"

    def handle(self, **options):
        with transaction.atomic():
            forgotten, _ = UsedForm.objects.filter(at__lt=clock.now() - REST).delete()
        self.stdout.write(f"已清理：{forgotten}条")
