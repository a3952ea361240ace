"""The whole file of a case (案卷) as one seat may read it: what the case page shows it, papers and files in full; and a
paper with what its 附件 names."""

from django.template.loader import render_to_string

from admission import queries
from admission.approval_papers import REST
from admission.pages.case import CasePage
from admission.pages.papers import paper_name
from admission.states import FileRole
from audit import clock
from config.templatetags.chinese import plain_date
from documents.binding import BOUND
from documents.models import PaperKind, Print
from documents.papers import after, corrected, said_of_number

PAPERS, FILES, SAID = "文书", "附件", "意见和经过"


class WholeFile:
    def __init__(self, case, by):
        self.case, self.by = case, by
        # what was issued before papers were printed has no document; one that was damaged is named
        self.papers = [
            paper
            for paper in queries.papers_for(case, by)
            if "document" in paper.content or not paper.is_as_issued
        ]
        self.files = list(queries.files_there(case, by))

    @property
    def listed_only(self):
        """Files of kinds that are named with their hash instead of being bound in."""
        return [each.file.name for each in self.files if each.file.family not in BOUND]

    def manifest(self, *, record):
        """What `documents.binding` binds; `record`: with the 流转记录."""
        it = CasePage(self.case, self.by)
        context = {
            "it": it,
            "events": list(reversed(it.events)),  # on paper the first comes first
            "case": self.case,
            "unit": self.by.unit,
            "day": plain_date(clock.today()),
            "is_sample": self.case.county.is_demo,
        }
        replaced = corrected(self.papers)
        parts = [
            self._paper(PAPERS, paper, said_of_number(paper, after(paper, replaced))) for paper in self.papers
        ]
        parts += [_file(FILES, each) for each in self.files]
        pages = [("申请内容和各方意见", "said"), *([("流转记录", "record")] if record else [])]
        for title, name in pages:
            html = render_to_string(f"admission/whole_{name}.html", context)
            parts.append({"group": SAID, "title": title, "html": html})
        return {
            "title": f"案卷：{it.title}",
            "cover": render_to_string("admission/whole_cover.html", context),
            "parts": parts,
        }

    def with_attachments(self, paper):
        """The same of one paper and what its 附件 names, in that order; of a filing then all the rest there was that day.
        What the seat may not read is not in it."""
        by_uuid = {str(each.uuid): each for each in self.papers}
        named = [by_uuid[uuid] for uuid in paper.content["attached"] if uuid in by_uuid]
        parts = [self._paper(PAPERS, paper), *(self._paper(FILES, each) for each in named)]
        if paper.kind == PaperKind.FILING:
            replaced = corrected(self.papers)
            first = next((each for each in self.papers if paper in after(each, replaced)), paper)
            rest = [each for each in self.papers if each.issued_at < first.issued_at and each not in named]
            parts += [self._paper(REST, each) for each in rest if each.uuid not in replaced]
            parts += [_file(REST, each) for each in self.files if each.added_at <= first.issued_at]
        context = {"paper": paper, "case": self.case, "unit": self.by.unit, "day": plain_date(clock.today())}
        cover = render_to_string("admission/attached_cover.html", context)
        return {"title": paper.title, "cover": cover, "parts": parts}

    def _paper(self, group, paper, note=""):
        title = f"{_day(paper.issued_at)}　{paper_name(paper, self.case)}"
        return paper_part(group, f"{title}（{note}）" if note else title, paper)


def paper_part(group, title, paper):
    """A paper as a part of what is bound: a damaged one as it was printed, or a page that says that it is damaged."""
    if paper.is_as_issued or Print.objects.filter(paper=paper).exists():
        return {"group": group, "title": title, "paper": paper.uuid}
    html = render_to_string("admission/whole_damaged.html", {"title": title})
    return {"group": group, "title": f"{title}（被改动过，没有编入）", "html": html}


def _file(group, each):
    title = f"{each.file.name}（{FileRole(each.role).label}，{each.unit.short_name}）"
    return {"group": group, "title": title, "file": each.file.uuid}


def _day(moment):
    return plain_date(clock.local_date(moment))
