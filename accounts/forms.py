"""Forms of this app: they clean, actions write."""

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator

from accounts import checks, passwords
from accounts.fields import PlainTextField
from accounts.models import (
    ADMINISTRATORS,
    UNIT_POSTS,
    Post,
    RosterRole,
    Seat,
    Unit,
    User,
)
from audit import clock
from config.forms import DayField, Form

CODE = RegexValidator(r"^[a-z][a-z0-9-]{0,19}\Z", "用小写字母开头，只用小写字母、数字和短横线，最多20个")
KEY = RegexValidator(
    r"^[a-z][a-z0-9_-]{0,39}\Z", "用小写字母开头，只用小写字母、数字、下划线和短横线，最多40个"
)
USERNAME = RegexValidator(r"^[a-z][a-z0-9-]{1,49}\Z", "用小写字母开头，只用小写字母、数字和短横线，2至50个")


class LoginForm(Form):
    username = PlainTextField(
        label="账号", max_length=150, widget=forms.TextInput(attrs={"autocomplete": "username"})
    )
    password = forms.CharField(
        label="密码",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    need = {"username": "", "password": ""}


class PasswordForm(Form):
    """One's own password: the old one, the new one twice, under the policy in force."""

    old = forms.CharField(
        label="现在的密码",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new = forms.CharField(
        label="新密码",
        strip=False,
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label="再输入一遍新密码",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["new"].help_text = "".join(passwords.policy())

    def clean_new(self):
        validate_password(self.cleaned_data["new"], self.user)
        # With what was typed as the old one, never with the stored one: that would answer guesses, uncounted.
        if self.cleaned_data["new"] == self.cleaned_data.get("old"):
            raise ValidationError("新密码不能与现在的密码相同")
        return self.cleaned_data["new"]

    def clean(self):
        new, again = self.cleaned_data.get("new"), self.cleaned_data.get("again")
        if new and again and new != again:
            self.add_error("again", "两次输入的新密码不一样")
        return self.cleaned_data


class UnitForm(Form):
    """What may be changed of a unit; NewUnitForm adds what is fixed at its making."""

    name = PlainTextField(label="全称", max_length=100, help_text="写在文件上的名字，如“示例县司法局”。")
    short_name = PlainTextField(label="简称", max_length=50, help_text="页面上用的名字，如“县司法局”。")
    is_standing = forms.BooleanField(
        label="常设机构",
        required=False,
        initial=True,
        help_text="议事协调机构、临时机构不勾选，不能申请准入。",
    )
    contact_post = PlainTextField(label="联系岗位", max_length=50, required=False)
    telephone = PlainTextField(label="联系电话", max_length=30, required=False)
    valid_from = DayField(label="设立日期", required=False)
    valid_until = DayField(
        label="撤销日期", required=False, help_text="最后一天。过了这一天，单位的岗位都不能再用。"
    )
    successor = forms.ModelChoiceField(
        label="由谁承接",
        queryset=Unit.objects.none(),
        required=False,
        empty_label="没有，或者还没有撤销",
        help_text="机构撤并后，职能由哪个单位承接。没有办结的申请、反映、保障、县乡协同等，撤销以后由它接着办。",
    )
    order = forms.IntegerField(
        label="排序", min_value=0, max_value=9999, initial=0, help_text="小的排在前面。"
    )

    def __init__(self, *args, successors=None, **kwargs):
        super().__init__(*args, **kwargs)
        if successors is None:
            del self.fields["successor"]
        else:
            self.fields["successor"].queryset = successors

    def clean(self):
        dates(self)
        if self.cleaned_data.get("successor") and not self.cleaned_data.get("valid_until"):
            self.add_error("valid_until", "写明由谁承接的，也要填撤销日期")
        return self.cleaned_data


class RenameForm(Form):
    """A unit's new name, from a day on, by a document. A slip in the present one is put right on the unit's page."""

    name = PlainTextField(label="新的全称", max_length=100)
    short_name = PlainTextField(label="新的简称", max_length=50)
    since = DayField(label="从哪一天起", help_text="改名文件写明的日期，不晚于今天。")
    document = PlainTextField(label="改名的文件", max_length=100, help_text="文件名称或者文号。")

    def __init__(self, *args, unit, **kwargs):
        super().__init__(*args, initial={"name": unit.name, "short_name": unit.short_name}, **kwargs)
        self.unit = unit

    def clean(self):
        if self.cleaned_data.keys() == self.fields.keys():
            given = self.cleaned_data
            said(self, checks.may_rename, self.unit, given["name"], given["short_name"], given["since"])
        return self.cleaned_data


class NewUnitForm(UnitForm):
    code = forms.CharField(
        label="单位代码",
        validators=[CODE],
        help_text="账号用的代码，如zjj，一般用简称的拼音首字母，设立后不改。",
    )
    key = forms.CharField(
        label="代号",
        required=False,
        validators=[KEY],
        help_text="制度文件里用的，如party_office，不填同单位代码，设立后不改。",
    )
    kind = forms.ChoiceField(
        label="类别",
    )
    field_order = ["name", "short_name", "code", "key", "kind"]

    def __init__(self, *args, county, **kwargs):
        super().__init__(*args, **kwargs)
        self.county = county
        self.fields["kind"].choices = [
            ("", "请选择"),
            *((k.value, k.label) for k in checks.kinds_free(county)),
        ]
        self.say_in(county.worded)

    def clean(self):
        data = super().clean()
        if {"code", "key", "kind"} <= set(data):
            key = data["key"] or data["code"]
            said(self, checks.unit_is_new, self.county, data["code"], key, data["kind"])
        if {"name", "short_name"} <= set(data):
            said(self, checks.name_is_free, self.county, data["name"], data["short_name"])
        return data


class UserForm(Form):
    display_name = PlainTextField(label="姓名", max_length=50)
    email = forms.EmailField(
        label="电子邮箱", required=False, max_length=254, help_text="用来收通知，可以不填。"
    )


class NewUserForm(UserForm):
    username = forms.CharField(
        label="账号", validators=[USERNAME], help_text="如sfj-jb。设立后不改。初始密码由系统生成。"
    )
    field_order = ["display_name", "username", "email"]

    def clean(self):
        data = super().clean()
        if "username" in data:
            said(self, checks.username_is_new, data["username"])
        return data


class ActiveForm(Form):
    """启用账号, 停用账号: the form says which, so that pressing twice does one thing."""

    ON, OFF = "on", "off"
    active = forms.ChoiceField(choices=[(ON, "启用"), (OFF, "停用")], widget=forms.HiddenInput)


class UserChoice(forms.ModelChoiceField):
    def label_from_instance(self, user):
        return f"{user.display_name}（{user.username}）"


class SeatChoice(forms.ModelChoiceField):
    """A seat of the county; `worded`: its County.worded, by which a convenor's post is called."""

    worded = str

    def label_from_instance(self, seat):
        return f"{seat.unit} · {self.worded(seat.get_post_display())} · {seat.user.display_name}"


class SeatForm(Form):
    """A person, a post of a unit, and the unit; the system administrator's."""

    user = UserChoice(label="人员", queryset=User.objects.none(), empty_label="请选择")
    post = forms.ChoiceField(label="岗位")
    unit = forms.ModelChoiceField(label="单位", queryset=Unit.objects.none(), empty_label="请选择")
    valid_from = DayField(label="开始日期", required=False, help_text="不填就从现在起。")
    valid_until = DayField(label="结束日期", required=False, help_text="最后一天；不填就一直有效。")
    posts = UNIT_POSTS

    def __init__(self, *args, county, users, units, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = users
        self.fields["unit"].queryset = units
        known = [post for post in self.posts if post != Post.CONVENOR or county.names_convenor]
        self.fields["post"].choices = [("", "请选择"), *((post.value, post.label) for post in known)]
        self.say_in(county.worded)

    def clean(self):
        user, post = self.cleaned_data.get("user"), self.cleaned_data.get("post")
        dates(self)
        if post and "unit" in self.cleaned_data:
            said(self, checks.post_fits_unit, post, self.cleaned_data["unit"])
        if user and post:
            said(self, checks.administrators_apart, user, Post(post), clock.today())
        return self.cleaned_data


class AdministratorForm(SeatForm):
    """A person and one of the three administrators' posts; the security administrator's."""

    posts = ADMINISTRATORS

    def __init__(self, *args, **kwargs):
        super().__init__(*args, units=Unit.objects.none(), **kwargs)
        del self.fields["unit"]


class RosterForm(Form):
    seat = SeatChoice(label="岗位", queryset=Seat.objects.none(), empty_label="请选择")
    role = forms.ChoiceField(label="联席会议职务", choices=[("", "请选择"), *RosterRole.choices])
    title = PlainTextField(label="行政职务", max_length=100, required=False, help_text="如“局长”，不写姓名。")
    document = PlainTextField(label="文件", max_length=100, help_text="确定成员名单的文件名称或文号。")
    valid_from = DayField(label="开始日期")
    valid_until = DayField(label="结束日期", required=False)

    def __init__(self, *args, county, seats, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["seat"].queryset, self.fields["seat"].worded = seats, county.worded
        self.say_in(county.worded)

    def clean(self):
        dates(self)
        return self.cleaned_data


class EndRosterForm(Form):
    valid_until = DayField(label="最后一天")


class WithdrawRosterForm(Form):
    reason = PlainTextField(label="理由", max_length=200, help_text="如“选错了人”。写进审计记录。")


class DelegationForm(Form):
    """The head's own: to whom, from when to when. The seat that delegates is the one in use."""

    to_seat = SeatChoice(label="授权给", queryset=Seat.objects.none(), empty_label="请选择")
    valid_from = DayField(label="开始日期")
    valid_until = DayField(label="结束日期", help_text="最后一天。当天结束后自动失效。")
    document = PlainTextField(label="依据文件", max_length=100, required=False)

    def __init__(self, *args, to_seats, seat=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.seat = seat
        self.fields["to_seat"].queryset = to_seats

    def clean(self):
        data = self.cleaned_data
        seat = self.seat or data.get("seat")
        if seat and {"to_seat", "valid_from", "valid_until"} <= set(data):
            said(
                self,
                checks.may_stand_in,
                seat,
                data["to_seat"],
                data["valid_from"],
                data["valid_until"],
                clock.today(),
            )
        return data


class CountyDelegationForm(DelegationForm):
    """The system administrator's, from the paper of a head who is away."""

    seat = SeatChoice(label="授权人", queryset=Seat.objects.none(), empty_label="请选择")
    field_order = ["seat", "to_seat"]

    def __init__(self, *args, seats, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["seat"].queryset = seats
        self.fields["document"].required = True
        self.fields["document"].help_text = "负责人签字的授权书。"


class EventFilterForm(Form):
    """What the audit administrator looks for; every field may be empty."""

    since = DayField(label="从", required=False)
    until = DayField(label="到", required=False)
    unit = forms.ModelChoiceField(
        label="单位", queryset=Unit.objects.none(), required=False, empty_label="全部单位"
    )
    verb = forms.ChoiceField(label="动作", required=False)
    subject = PlainTextField(label="对象编号", max_length=64, required=False)

    def __init__(self, *args, units, verbs, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units
        self.fields["verb"].choices = [("", "全部动作"), *verbs]

    def clean(self):
        since, until = self.cleaned_data.get("since"), self.cleaned_data.get("until")
        if since and until and until < since:
            self.add_error("until", "结束日期不能早于开始日期")
        return self.cleaned_data


def dates(form):
    said(
        form, checks.dates_in_order, form.cleaned_data.get("valid_from"), form.cleaned_data.get("valid_until")
    )


def said(form, check, *about):
    """Put what a check says beside the field it names."""
    try:
        check(*about)
    except ValidationError as refused:
        form.add_error(None, refused)
