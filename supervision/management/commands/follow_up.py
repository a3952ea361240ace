from django.core.management.base import BaseCommand

from supervision.actions.following import follow_up


class Command(BaseCommand):
    help = "每日办理：逾期的反映上报县委办、县政府办和召集人，节假日安排变动后重算期限"

    def handle(self, *args, **options):
        done = {name: number for name, number in follow_up().items() if number}
        self.stdout.write("、".join(f"{name}{number}件" for name, number in done.items()) or "没有要办的。")
