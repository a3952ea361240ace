"""What the templates in components/ ask about forms, lists and steps. {% load pages %}"""

from django import forms, template
from django.utils.html import format_html

from config.forms import Places

register = template.Library()


@register.simple_tag
def state(key, word):
    """A state as word, shape and colour: key todo late done back wait agree cond against or ""."""
    return format_html('<span class="state{}">{}</span>', f" is-{key}" if key else "", word)


@register.filter
def offers(acting, matter):
    """Whether the seat's county has the kind of matter."""
    return acting.offers(matter)


@register.filter
def rows_for(text):
    """How many lines a box needs that only gives a text back, on a phone too; a long one is scrolled."""
    return min(6, sum(len(line) // 20 + 1 for line in text.splitlines())) or 1


@register.filter
def now_step(steps):
    """The current step with its neighbours, for the one line a phone shows; None when all is done."""
    steps = [dict(step) if isinstance(step, dict) else vars(step) for step in steps or ()]
    for at, step in enumerate(steps):
        if step["state"] == "now":
            return {
                **step,
                "number": at + 1,
                "total": len(steps),
                "before": steps[at - 1]["label"] if at else "",
                "after": steps[at + 1]["label"] if at + 1 < len(steps) else "",
            }
    return None


@register.filter
def page_numbers(page):
    """Page numbers around the current one; … stands for those left out."""
    return page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)


# ----------------------------------------------------------------------------- forms


def _nested(form):
    """Names of the fields that stand under a choice of another field."""
    return {
        name
        for choices in getattr(form, "reveals", {}).values()
        for names in choices.values()
        for name in names
    }


@register.filter
def sections_of(form):
    """[(heading, article, bound fields)]: the form's `sections`, then one for what they leave out."""
    hidden = {field.name for field in form.hidden_fields()} | _nested(form)
    sections, placed = [], set(hidden)
    for heading, article, names in getattr(form, "sections", ()):
        names = [name for name in names if name in form.fields and name not in hidden]
        placed.update(names)
        if names:
            sections.append((heading, article, [form[name] for name in names]))
    rest = [form[name] for name in form.fields if name not in placed]
    return [*sections, ("", "", rest)] if rest else sections


@register.filter
def long_texts(form):
    """The fields in which several lines are written: where a phrase may be put."""
    return [field for field in form if isinstance(field.field.widget, forms.Textarea)] if form else []


@register.filter
def shape(field):
    """How field.html draws a bound field: places, choices, tick, days (several inputs) or plain."""
    widget = field.field.widget
    if isinstance(widget, Places):
        return "places"
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "choices"
    if isinstance(widget, forms.CheckboxInput):
        return "tick"
    return "several" if isinstance(widget, forms.MultiWidget) else "plain"


@register.filter
def options(field):
    """The choices of a radio or checkbox field: tag, label, id, description, fields revealed."""
    form, name = field.form, field.name
    descriptions = getattr(form, "descriptions", {}).get(name, {})
    reveals = getattr(form, "reveals", {}).get(name, {})
    found = []
    for choice in field.subwidgets:
        value = str(choice.data["value"])
        revealed = [form[shown] for shown in reveals.get(value, ()) if shown in form.fields]
        found.append(
            {
                "choice": choice,
                "description": descriptions.get(value, ""),
                "reveals": revealed,
            }
        )
    return found


@register.filter
def need(field):
    """必填 or 选填 in words; a form's own `need` says more (“必填，20字以上”)."""
    said = getattr(field.form, "need", {}).get(field.name)
    if said is not None:
        return said
    # What stands under a choice is asked only with it: the form checks that itself.
    if not field.field.required and field.name not in _nested(field.form):
        return "选填"
    widget = field.field.widget
    if isinstance(widget, forms.CheckboxSelectMultiple):
        return "至少选一项"
    return "必选一项" if isinstance(widget, forms.RadioSelect) else "必填"


@register.filter
def checks(field):
    """The config.forms.Check objects that the view or form set for this field."""
    return getattr(field.form, "checks", {}).get(field.name, ())


@register.filter
def chose_files(form):
    """Whether a file came with what was sent: the browser does not choose it again by itself."""
    return bool(form and form.files)


@register.filter
def example(field):
    return getattr(field.form, "examples", {}).get(field.name, "")


def _anchor(field):
    """The id of the first control a reader can answer in."""
    several = (forms.RadioSelect, forms.CheckboxSelectMultiple, forms.MultiWidget)
    return f"{field.auto_id}_0" if isinstance(field.field.widget, several) else field.auto_id


@register.filter
def error_lines(form):
    """[(anchor or "", sentence)] in the order of the page; the sentence names its field."""
    if not form:
        return []
    lines = [("", message) for message in form.non_field_errors()]
    in_order = []
    for _, _, fields in sections_of(form):
        for field in fields:
            in_order.append(field)
            in_order += [
                shown
                for names in getattr(form, "reveals", {}).get(field.name, {}).values()
                for shown in (form[name] for name in names if name in form.fields)
            ]
    for field in in_order + form.hidden_fields():
        anchor = "" if field.is_hidden else _anchor(field)
        label = str(field.label)
        named = label.split("：")  # “审查结论：合法性” is named by 请选择合法性的审查结论 too
        lines += [
            (anchor, message if all(part in message for part in named) else f"{label}：{message}")
            for message in field.errors
        ]
    return lines
