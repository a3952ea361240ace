"""The form that records where an edition was posted."""

from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError

from accounts.fields import PlainTextField
from config.forms import DayField, Form
from documents.files import KINDS_TEXT, BadFile, check_picture, inspect
from documents.models import Family
from registry.actions.postings import day_problem
from registry.states import PostingPlace

PICTURES = (Family.PNG, Family.JPEG)


class PostingForm(Form):
    """`spots`: [(value "place" or "place:township code", label)] that this seat may record, of the `edition`."""

    spot = forms.ChoiceField(
        label="公开在哪里",
        error_messages={"invalid_choice": "请从列出的地方里选；已经登记过的，点它旁边的“更正”"},
    )
    posted_on = DayField(label="公开日期")
    url = PlainTextField(
        label="网址",
        required=False,
        max_length=500,
        help_text="门户网站的必须填；乡镇网页有网址的也填。以http://或https://开头。",
    )
    note = PlainTextField(label="说明", required=False, max_length=200, help_text="例如：办事大厅公示栏。")
    picture = forms.FileField(
        label="照片",
        required=False,
        widget=forms.FileInput(attrs={"accept": ".png,.jpg,.jpeg"}),
        help_text="PNG或JPG，不超过20兆。工作人员可以看，不在网上公开。",
    )

    def __init__(self, *args, spots, edition, **kwargs):
        super().__init__(*args, **kwargs)
        self.edition = edition
        self.fields["spot"].choices = spots

    def clean_posted_on(self):
        """Told together with what else is wrong: a picture has to be chosen again each time."""
        day = self.cleaned_data["posted_on"]
        if problem := day_problem(self.edition, day):
            raise ValidationError(problem)
        return day

    def clean_url(self):
        url = self.cleaned_data["url"]
        if url:
            try:
                parts = urlsplit(url)
                good = parts.scheme in ("http", "https") and parts.hostname and " " not in url
            except ValueError:
                good = False
            if not good:
                raise ValidationError("写成完整的网址，以http://或https://开头")
        return url

    def clean_picture(self):
        picture = self.cleaned_data["picture"]
        if picture:
            try:
                _, _, family = inspect(picture)
                if family not in PICTURES:
                    raise BadFile("照片须是PNG或JPG图片")
                check_picture(picture)
            except BadFile as problem:
                raise ValidationError(str(problem).replace(KINDS_TEXT, "PNG、JPG")) from None
        return picture

    def clean(self):
        given = super().clean()
        if given.get("spot") == PostingPlace.PORTAL and given.get("url") == "":
            self.add_error("url", "请填写门户网站上的网址")
        return given
