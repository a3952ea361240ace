"""议题: what is proposed, and what the office answers."""

from django import forms

from accounts.fields import LongTextField, PlainTextField
from config.forms import Form


class TopicForm(Form):
    title = PlainTextField(label="议题", max_length=80, help_text="一句话说明要会议研究什么。")
    problem = LongTextField(
        label="困难和问题", max_length=2000, help_text="工作中遇到什么困难和问题，涉及哪些单位、乡镇。"
    )
    proposal = LongTextField(
        label="建议的解决方案", max_length=2000, help_text="由谁做什么、什么时候做，需要会议议定什么。"
    )


class JoinForm(Form):
    """Into which topic, and why."""

    other = forms.ModelChoiceField(queryset=None, label="并入哪个议题", empty_label="请选择")
    reason = LongTextField(label="并入的理由", max_length=500, help_text="提出单位会看到。")

    def __init__(self, *args, topics, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["other"].queryset = topics
