"""What an address asks of the public pages of the list: words, choices, a day, a page; and an address with something changed."""

from datetime import date

from django.core.paginator import InvalidPage, Paginator
from django.http import Http404, QueryDict

from accounts.fields import searched
from registry.normalize import searchable

Q_MAX = 100
SEVERAL = ("category", "status")  # of any other parameter that is there twice the last one counts
INSTEAD = "下面是今天的清单。"
NO_TEXT = "搜索的内容里没有文字，请换成事项名称、部门、依据或文号里的字。"


def asked_words(params):
    """What was typed, cut at Q_MAX characters."""
    return searched(params.get("q", "")).strip()[:Q_MAX].strip()


def page_of(rows, params, size):
    """A page of rows by ?page=; one that is not there is Http404."""
    return found_or_404(Paginator(rows, size).page, params)


def found_or_404(page, params):
    """`page(number)` for the number asked for."""
    try:
        return page(params.get("page", "") or 1)
    except InvalidPage:
        raise Http404 from None


def parse_day(text):
    """A date as written in an address, or None."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


class Asked:
    """Reads `params`; a choice that is not there is Http404, what is wrong otherwise is told in `wrong` and `problems`; what the
    page shows instead is what its own addresses ask for."""

    def __init__(self, params, today):
        self.params, self.today = params, today
        self.wrong, self.problems = [], []
        self._instead = {}  # a parameter that is wrong: what the page goes by, "" without any

    def _text(self):
        q = searched(self.params.get("q", "")).strip()
        if len(q) > Q_MAX:
            q = self._instead["q"] = q[:Q_MAX]
            self._tell(f"搜索的字太多，至多{Q_MAX}个字。", f"只按前{Q_MAX}个字查找。")
        if q and not any(map(searchable, q.split())):
            self._tell(NO_TEXT)
        return q

    def _tell(self, wrong, instead=""):
        """What is wrong with the address, and what the page shows instead; the data and the files show nothing instead."""
        self.wrong.append(wrong)
        self.problems.append(wrong + instead)

    def _one(self, name, known):
        value = self.params.get(name, "")
        if not value:
            return None
        if value not in known:
            raise Http404
        return known[value]

    def _several(self, name, known):
        values = list(dict.fromkeys(filter(None, self.params.getlist(name))))
        if any(value not in known for value in values):
            raise Http404
        return [known[value] for value in values]

    def _day(self):
        text = self.params.get("as_of", "").strip()
        if not text:
            return self.today
        day = parse_day(text)
        if day is None:
            self._tell("查看日期要写成2026-05-01这样的日期。", INSTEAD)
        elif day > self.today:
            self._tell("查看日期不能晚于今天。", INSTEAD)
        if day and day <= self.today:
            return day
        self._instead["as_of"] = ""
        return self.today

    @property
    def asked(self):
        """[(name, values)] of the address as the page reads it, nothing empty."""
        told = (
            (name, values if name in SEVERAL else [self._instead.get(name, values[-1])])
            for name, values in self.params.lists()
        )
        return [(name, some) for name, values in told if (some := list(dict.fromkeys(filter(None, values))))]

    def url(self, **changes):
        """This address with the changes; None takes a parameter away, a page number never stays."""
        query = QueryDict(mutable=True)
        for name, values in self.asked:
            if name != "page":
                query.setlist(name, values)
        for name, value in changes.items():
            query.setlist(name, value if isinstance(value, list) else [value] if value else [])
        return f"?{query.urlencode()}" if query.urlencode() else "?"

    def hidden(self, *own):
        """[(name, value)] that a small form beside this list carries on."""
        return [
            (name, value) for name, values in self.asked if name not in ("page", *own) for value in values
        ]
