"""The papers of several cases that a seat may read, each case with what became of it when they are bound together."""

from django.template.loader import render_to_string

from admission import queries
from admission.pages.papers import DAMAGED, paper_name
from admission.pages.whole import paper_part
from audit import clock
from config.templatetags.chinese import plain_date
from documents.papers import after, corrected, said_of_number


class SeveralPapers:
    """`wanted`: uuids of the papers ticked; None before anybody ticked any."""

    def __init__(self, cases, by, wanted=None):
        self.by = by
        self.rows = [_row(case, by, wanted) for case in cases]

    @property
    def chosen(self):
        return [paper for row in self.rows for paper in row["papers"] if paper["on"]]

    def manifest(self):
        """What `documents.binding` binds: a case after the other, its papers in their order."""
        rows = [row for row in self.rows if any(paper["on"] for paper in row["papers"])]
        context = {"rows": rows, "unit": self.by.unit, "day": plain_date(clock.today())}
        return {
            "title": f"{len(rows)}件申请的文书",
            "cover": render_to_string("admission/desk_print_cover.html", context),
            "parts": [
                paper_part(row["title"], paper["name"], paper["paper"])
                for row in rows
                for paper in row["papers"]
                if paper["on"]
            ],
        }


def _row(case, by, wanted):
    papers = list(queries.papers_for(case, by))
    replaced = corrected(papers)
    return {
        "case": case,
        "title": f"{case.number or case.state_label}　{case.title}",
        "papers": [
            {
                "paper": paper,
                "uuid": paper.uuid,
                "name": _name(paper, case, replaced),
                "damaged": "" if paper.is_as_issued else DAMAGED,
                "on": paper.uuid not in replaced if wanted is None else paper.uuid in wanted,
            }
            for paper in papers
        ],
    }


def _name(paper, case, replaced):
    said = said_of_number(paper, after(paper, replaced))
    name = f"{plain_date(clock.local_date(paper.issued_at))}　{paper_name(paper, case)}"
    return f"{name}（{said}）" if said else name
