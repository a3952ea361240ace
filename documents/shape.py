"""What a kind of paper is made of: its layout, its title, its standard text with placeholders."""

import re
from dataclasses import dataclass

DOCUMENT, LETTER, MINUTES, TABLE = "document", "letter", "minutes", "table"
PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
# What every paper of a case can name, from its first day.
OF_CASE = ("matter", "verb", "granted", "proposed", "applicant", "regime")


@dataclass(frozen=True, kw_only=True)
class Form:
    """How a kind looks: `mark` follows the issuer's name at the head of a 文件 and is all of the mark of minutes; `upward`
    papers name who signed.

    `rows`: (label, text) of a table whose kind has them fixed; one without text stays open, to be written on.
    `of_case`: its paragraphs may name what every paper of a case can (OF_CASE); `issuer_label`: what a table calls whoever
    it is from.
    """

    layout: str
    title: str
    paragraphs: tuple[str, ...] = ()
    rows: tuple[tuple[str, str], ...] = ()
    mark: str = ""
    upward: bool = False
    of_case: bool = True
    issuer_label: str = "填报单位"

    @property
    def own(self):
        """The placeholders of the standard text that are this kind's alone, in its order."""
        named = (name for text in self.paragraphs for name in PLACEHOLDER.findall(text))
        return tuple(dict.fromkeys(name for name in named if not self.of_case or name not in OF_CASE))

    @property
    def known(self):
        """Every placeholder that may stand in its paragraphs."""
        return (*(OF_CASE if self.of_case else ()), *self.own)
