"""How every form of the system is drawn, and the few fields Django does not bring.

Forms clean, actions write; a form says here what its template needs to know:
`sections`, `reveals`, `descriptions`, `examples`, `need` and `checks`, all optional.
"""

import re
from dataclasses import dataclass

from django import forms
from django.forms.renderers import TemplatesSetting

# Days outside are slips of the pen, and arithmetic with the last day of all fails.
YEARS = range(1949, 2101)
ACCEPTED_FILES = ".pdf,.doc,.docx,.xls,.xlsx,.wps,.et,.ofd,.png,.jpg,.jpeg"

_CSS = {
    "checkbox": "form-check-input",
    "radio": "form-check-input",
    "hidden": "",
    "select": "form-select",
}


class Renderer(TemplatesSetting):
    """Draws fields with components/field.html and gives each control its CSS class."""

    form_template_name = "components/fields.html"
    field_template_name = "components/field.html"

    def render(self, template_name, context, request=None):
        if "widget" in context:
            context = {**context, "widget": _dressed(context["widget"])}
        return super().render(template_name, context, request)


def _dressed(widget):
    if "subwidgets" in widget:
        widget = {**widget, "subwidgets": [_dressed(part) for part in widget["subwidgets"]]}
    kind = widget.get("type") or widget["template_name"].rsplit("/", 1)[-1].removesuffix(".html")
    css = _CSS.get(kind, "form-control")
    given = widget["attrs"].get("class", "")
    return {**widget, "attrs": {**widget["attrs"], "class": f"{css} {given}".strip()}}


@dataclass(frozen=True)
class Check:
    """A remark beside a field: hard ones stand in red and have to be dealt with.

    `hits`: (words found, what to do about them) each, above the text.
    """

    title: str
    text: str = ""
    hard: bool = False
    links: tuple = ()
    hits: tuple = ()


# In the place of Django's own sentences, which speak of 变量, 字符 and 有效的选项; by a field's class, nearest first.
SAID = {
    forms.EmailField: {"invalid": "邮箱要写成“名字@单位域名”，例如jingban@example.gov.cn"},
    forms.IntegerField: {"invalid": "请写整数，例如3"},
    forms.TimeField: {"invalid": "请写成时:分，例如09:30"},
    forms.FileField: {
        "invalid": "没有收到文件，请重新选择",
        "missing": "没有收到文件，请重新选择",
        "empty": "文件是空的，请核对后重新选择",
        "max_length": "文件名太长，请改短后重新选择",
        "contradiction": "请只选一样：上传新文件，或者清除原来的",
    },
    forms.Field: {
        "invalid_choice": "请在给出的各项中选择",
        "invalid_list": "请在给出的各项中选择",
        "invalid_pk_value": "请在给出的各项中选择",
        "null_characters_not_allowed": "有空字符（U+0000），不能使用，请删去",
        "min_length": "太短，至少%(limit_value)d个字，现有%(show_value)d个字",
        "max_length": "太长，至多%(limit_value)d个字，现有%(show_value)d个字",
        "min_value": "不能小于%(limit_value)s",
        "max_value": "不能大于%(limit_value)s",
        "max_digits": "数字太长，至多%(max)s位",
        "max_decimal_places": "小数至多%(max)s位",
        "max_whole_digits": "整数部分至多%(max)s位",
    },
}


def _speak(field, label):
    """Our sentences for all that Django would say of the field in its own; what a field says for itself stays."""
    said, own = field.error_messages, {}
    for each in reversed(type(field).__mro__):
        own |= getattr(each, "default_error_messages", {}) if each.__module__.startswith("django.") else {}
    ours = {"required": f"请{_verb(field)}{label}"}
    for kind in reversed(type(field).__mro__):
        ours |= SAID.get(kind, {})
    for code, sentence in ours.items():
        if said.get(code) == own.get(code):
            said[code] = sentence


def _verb(field):
    if isinstance(field, forms.FileField):
        return "上传"
    if isinstance(field, forms.BooleanField):
        return "勾选"
    return "选择" if isinstance(field, forms.ChoiceField | forms.ModelChoiceField) else "填写"


class _Spoken:
    """Says what is missing by its name: “请填写法定依据”, not “这个字段是必填项”."""

    # The browser's own bubbles vanish and cannot be printed or read again.
    use_required_attribute = False
    sections = ()
    reveals = {}
    descriptions = {}
    examples = {}
    need = {}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self._insert_phrase()
        self.checks = {}
        self._speak_for_all()

    def _speak_for_all(self):
        for name, field in self.fields.items():
            label = field.label or self[name].label
            quoted = isinstance(field, forms.BooleanField) or label.startswith("请")
            _speak(field, f"“{label}”" if quoted else label)

    def _insert_phrase(self):
        """插入 of a phrase was pressed: it stands behind what the field holds, and the form is shown again, unchecked."""
        self.is_being_written = "insert" in self.data
        into = self.data.get("insert-into", "")
        if not self.is_being_written or into not in self.fields:
            return
        key, phrase = self.add_prefix(into), self.data.get("insert-phrase", "")
        self.data = self.data.copy()
        self.data[key] = "\n".join(filter(None, [self.data.get(key, "").rstrip(), phrase]))

    def full_clean(self):
        self._speak_for_all()  # for those too that a form made for its case since
        super().full_clean()
        if self.is_being_written:
            self._errors.clear()

    def is_valid(self):
        return super().is_valid() and not self.is_being_written

    def say_in(self, worded):
        """Fixed words of labels, hints and choices in a county's own: `worded` is its County.worded, or a case's `words`."""
        for name, field in self.fields.items():
            if field.label and worded(field.label) != field.label:
                self.call(name, worded(field.label))
            field.help_text = worded(field.help_text)
            if isinstance(field, forms.ChoiceField) and isinstance(field.choices, list):
                field.choices = [
                    (value, worded(label) if isinstance(label, str) else label)
                    for value, label in field.choices
                ]
        self.descriptions = {
            name: {value: worded(text) for value, text in told.items()}
            for name, told in self.descriptions.items()
        }
        self.need = {name: worded(text) for name, text in self.need.items()}

    def call(self, name, label):
        """Give a field another label, and say by that one what is missing."""
        field = self.fields[name]
        field.label = label
        field.error_messages["required"] = f"请{_verb(field)}{label}"


class Form(_Spoken, forms.Form):
    """The base of the project's forms."""

    named_by_rules = False  # whether it asks besides what the county's rules name, in their words


# ---------------------------------------------------------------- fields and widgets


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self, attrs=None):
        # The browser's own calendar takes ISO dates only, whatever the locale writes.
        super().__init__(attrs=attrs, format="%Y-%m-%d")


A_DAY = re.compile(r"\d{4}([-/.年])\d{1,2}([-/.月])\d{1,2}日?")


class DayField(forms.DateField):
    """A date, picked in the browser's calendar or typed as 2026-11-23 or 2026年11月23日."""

    widget = DayInput

    def __init__(self, **kwargs):
        kwargs.setdefault("input_formats", ["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日"])
        super().__init__(**kwargs)
        self.error_messages["invalid"] = "请写成年-月-日，例如2026-11-23"

    def to_python(self, value):
        value = value.strip() if isinstance(value, str) else value  # U+3000 too: what looks blank is blank
        try:
            return super().to_python(value)
        except forms.ValidationError:
            if A_DAY.fullmatch(str(value)):
                raise forms.ValidationError(f"没有{value}这一天，请核对", code="no_such_day") from None
            raise

    def validate(self, value):
        super().validate(value)
        if value and value.year not in YEARS:
            raise forms.ValidationError(f"年份要在{YEARS[0]}到{YEARS[-1]}之间", code="far")


class Places(forms.CheckboxSelectMultiple):
    """Townships as a grid; the first box, 全选, works without JavaScript: the server reads it."""

    offers_all = True

    def value_from_datadict(self, data, files, name):
        if f"{name}-all" in data:
            return [str(value) for value, _ in self.choices]
        return super().value_from_datadict(data, files, name)


class SeveralOf(forms.ModelMultipleChoiceField):
    """Rows of the queryset; ids that are not in it are ignored."""

    def clean(self, value):
        known = {str(pk) for pk in self.queryset.values_list("pk", flat=True)}
        return super().clean([pk for pk in value or () if str(pk) in known])


class FilesInput(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files at once; the cleaned value is a list, empty when none was chosen."""

    def __init__(self, **kwargs):
        kwargs.setdefault("widget", FilesInput(attrs={"accept": ACCEPTED_FILES}))
        kwargs.setdefault("help_text", "PDF、DOC、DOCX、XLS、XLSX、WPS、ET、OFD或图片，每个不超过20兆。")
        super().__init__(**kwargs)

    def clean(self, data, initial=None):
        chosen = data if isinstance(data, list | tuple) else [data] if data else []
        if not chosen:
            super().clean(None, initial)
        return [super(FilesField, self).clean(one, initial) for one in chosen]


def differing(form, stored):
    """(label, what is stored now, what was typed) of each field in which the two differ; `stored`: by field name."""
    for field in form.visible_fields():
        if field.name == "password" or isinstance(field.field, forms.FileField):
            continue
        typed, now = in_words(field, field.value()), in_words(field, stored.get(field.name))
        if typed.strip() and typed != now:
            yield field.label, now, typed


def in_words(field, value):
    """A field's value as a reader has it: a choice by its label, several as 甲、乙、丙."""
    labels = {str(key): label for key, label in getattr(field.field, "choices", ())}
    if isinstance(value, bool) and not labels:  # a box to tick
        return "是" if value else "否"
    value = field.field.prepare_value(value)
    several = value if isinstance(value, list | tuple) else [value]
    words = "、".join(str(labels.get(str(one), one)) for one in several if one not in (None, ""))
    return words.replace("\r\n", "\n")  # a browser sends the one, the database keeps the other
