"""A county's own standard paragraphs: how staff write them, what is wrong with them, which hold.

Staff write placeholders by their Chinese names; stored are the codes that `documents.words` explains. A paragraph whose
placeholder has nothing to say is not printed; so what may be missing never shares a paragraph with what is not.
"""

import re

from accounts.models import County
from config.composed import Composed, Given
from documents.kinds import FORMS
from documents.models import StandardText
from documents.shape import PLACEHOLDER
from documents.words import WORDS

BRACED = re.compile(r"\{([^{}]*)\}")
CODES = {word.name: code for code, word in WORDS.items()}
# Kinds that have standard paragraphs.
EDITABLE = tuple(kind for kind, form in FORMS.items() if form.paragraphs)
AUDIT_LABELS = {
    "standard_text": "文书的标准段落",
    "change_standard_text": "修改文书的标准段落",
    "restore_standard_text": "恢复文书的原有段落",
    "print_paper": "生成文书的PDF",
    "paper": "文书",
}


def audit_values(county):
    """The words of coded facts: see accounts.pages.audit_lines."""
    return {"paper": {kind.value: kind.label for kind in FORMS}}


def _held():
    kind = Given("kind", StandardText._meta.get_field("kind"))
    return StandardText.objects.filter(county=Given("county", County), kind=kind).order_by("-pk")[:1]


_HELD = Composed(_held)


def held(county, kind):
    """The row that holds for the kind in the county, or None."""
    return next(iter(_HELD(county=county, kind=kind)), None)


def shipped(county, kind, *, rules=None):
    """The paragraphs of the kind as they come, in the county's words."""
    return tuple(county.worded(text, rules=rules) for text in FORMS[kind].paragraphs)


def paragraphs_of(county, kind, *, rules=None):
    """The standard paragraphs of the kind in the county: its own, or those shipped."""
    if not FORMS[kind].paragraphs:
        return ()
    row = held(county, kind)
    return row.paragraphs if row and row.text else shipped(county, kind, rules=rules)


def written(paragraphs):
    """As staff read and write them: an empty line between two, placeholders by their names."""
    return "\n\n".join(
        PLACEHOLDER.sub(lambda found: f"{{{WORDS[found[1]].name}}}", text) for text in paragraphs
    )


def read(text):
    """The paragraphs that staff wrote, by codes; a name that is none stays as it is."""
    blocks = re.split(r"\n[ \t　]*\n", text.strip())
    lines = ("\n".join(line.strip() for line in block.splitlines() if line.strip()) for block in blocks)
    return tuple(BRACED.sub(_coded, block) for block in lines if block)


def _coded(found):
    name = found[1].strip()
    return f"{{{CODES[name]}}}" if name in CODES else found[0]


def problems(kind, paragraphs):
    """What is wrong with them, in sentences that name the placeholder."""
    form, named = FORMS[kind], _named(paragraphs)
    if not paragraphs:
        return ["请写明标准段落；要用原来的，按“恢复原有段落”。"]
    unknown = list(dict.fromkeys(name for name in named if name not in form.known))
    told = [f"没有{_said(name)}这个占位符，请照“可以用的占位符”写。" for name in unknown]
    if any(mark in BRACED.sub("", text) for text in paragraphs for mark in "{}"):
        told.append("花括号没有成对，占位符写作“{事项}”。")
    told += [
        f"缺少{_said(name)}（{WORDS[name].label}）：没有它，文书就不写明这一项。"
        for name in form.own
        if name not in named
    ]
    return told + _mixed(form, paragraphs)


def _mixed(form, paragraphs):
    together = [set(_named([text])) for text in form.paragraphs]
    for text in paragraphs:
        names = [name for name in dict.fromkeys(_named([text])) if name in form.own]
        if names and not any(set(names) <= each for each in together):
            return [
                f"{'、'.join(map(_said, names))}不能写在同一段：其中一个没有内容时，整段都不印。请空一行分开。"
            ]
    return []


def _named(paragraphs):
    return [name for text in paragraphs for name in BRACED.findall(text)]


def _said(name):
    return f"“{{{WORDS[name].name if name in WORDS else name}}}”"
