"""The period that the county's figures are counted over."""

from config.forms import DayField, Form
from jointmeeting.pages.counted import Period
from jointmeeting.pages.figures import usual_period


class PeriodForm(Form):
    """Both days may be left out: the usual period's stands in their place."""

    since = DayField(label="从", required=False)
    until = DayField(label="到", required=False)

    def clean(self):
        usual = usual_period()
        since = self.cleaned_data.get("since") or usual.since
        until = self.cleaned_data.get("until") or usual.until
        if until < since:
            self.add_error("until", "结束日期不能早于开始日期")
        return {"since": since, "until": until}

    @property
    def period(self):
        """As asked for; the usual one where what was asked for makes no sense."""
        return Period(**self.cleaned_data) if self.is_valid() else usual_period()
