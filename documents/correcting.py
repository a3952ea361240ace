"""更正: an organ's number that was entered wrong is put right beside its paper (workflow.md, Numbers), the same for whatever
bears one. Who may do it, and what else bears the number, is the matter's own."""

from django.http import Http404

from documents.numbers import BadNumber, Taken, claim
from documents.papers import reissue, times_corrected

SWAPPED = "两件的文号互相填错的，先把另一件更正为登记簿上没有用过的号，再更正这一件，最后更正回另一件。"

REWRITTEN = "印发的一份在服务器上被改动过，请系统管理员从备份恢复以后再更正。"


class NotCorrected(Exception):
    """Why a number is not put right; `field`: of the form, where the reason stands."""

    def __init__(self, text, field):
        super().__init__(text)
        self.field = field


def put_right(wrong, *, number, reason, scans, by, at, chain=None):
    """The paper that says `number` in the place of the paper `wrong`, which stays as it was issued; the right number is
    its matter's from now on. The wrong one is for the caller to release, unless something else of the matter bears it.
    NotCorrected."""
    if wrong is None:
        raise NotCorrected("没有印发过文书，不用更正。", "number")
    if not wrong.is_as_issued:
        raise NotCorrected(REWRITTEN, "number")
    if not scans:
        raise NotCorrected("请上传载明正确文号的扫描件。", "files")
    if not reason.strip():
        raise NotCorrected("请写明更正的理由。", "reason")
    try:
        right = claim(county=wrong.county, number=number, subject=wrong.subject, organ=by.unit.name)
    except Taken as taken:
        raise NotCorrected(f"{taken}{SWAPPED}", "number") from None
    except BadNumber as bad:
        raise NotCorrected(str(bad), "number") from None
    if right == wrong.number:
        raise NotCorrected("与原来的文号相同。", "number")
    return reissue(wrong, number=right, reason=reason, by=by, at=at, chain=chain)


def of_several(papers, uuid=None):
    """Of the papers of one matter the one that counts, or the one named, whose number was wrong; Http404."""
    found = papers.filter(uuid=uuid).first() if uuid else papers.last()
    if found is None:
        raise Http404
    return found


def told(papers, *, number, address):
    """For documents/put_right.html, of the papers of one matter that bears `number` now: each number that was put right, by
    which one, why, and at the `address` of its uuid the paper that bears it; `back`: it holds again, `still`: what is said
    of it where it is the first. Nothing of a paper that was changed in the database, which may be the last."""
    rights = [paper for paper in papers if paper.stands_for]
    said = [right.content["corrects"] | {"right": right.number} for right in rights]
    for each in said:
        each["url"] = address(each["paper"])
        each["back"] = each["number"] == number
    if said and said[0]["back"]:
        said[0]["still"] = times_corrected(len(said))
    return said
