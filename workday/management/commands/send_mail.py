"""manage.py send_mail: notices by e-mail. Run every few minutes; twice at once does no harm."""

from smtplib import SMTPException

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from workday.mailing import send_due


class Command(BaseCommand):
    help = "按各人的选择把消息发成邮件：随时发的立即发，其余工作日早上8点以后一封。没有配置EMAIL_URL时什么也不做。"

    def handle(self, **options):
        if not settings.MAIL_IS_SET:
            self.stdout.write("没有配置EMAIL_URL，不发邮件。")
            return
        try:
            sent, refused = send_due()
        except (SMTPException, OSError) as failure:
            raise CommandError(f"邮件服务器不能用：{failure}") from failure
        self.stdout.write(f"已发出：{len(sent)}封")
        if refused:
            raise CommandError("邮件服务器拒收：" + "、".join(user.username for user in refused))
