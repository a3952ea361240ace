"""Forms as a browser sends them: what the page shows, with what a person changes."""

import datetime

from django.forms import FileField
from django.urls import reverse


def fields_of(response):
    """Every control of the page's form as it would be posted back."""
    data = {}
    for bound in response.context["form"]:
        value = bound.field.prepare_value(bound.value())
        if isinstance(bound.field, FileField) or value in (None, ""):
            continue
        data[bound.html_name] = value.isoformat() if isinstance(value, datetime.date) else value
    return data | {name: response.context[name] for name in ("lock", "form_key")}


def filled(client, url, **changes):
    """The form at the address, filled in and ready to post; None takes a control out."""
    data = fields_of(client.get(url)) | changes
    return {name: value for name, value in data.items() if value is not None}


def address(name, case, *args):
    return reverse(name, args=[case.uuid, *args])
