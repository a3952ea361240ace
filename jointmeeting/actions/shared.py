"""信息共享: papers put into the members' library, and taken out again."""

from documents.files import store
from jointmeeting.act import act, make, signature
from jointmeeting.models import SharedFile
from jointmeeting.states import SharedStage


def share_file(*, by, kind, title, file, note="", form_key=""):
    """提供资料 by a member or liaison officer on the roster of the day. BadFile where the file is not taken."""
    shared = SharedFile(county=by.county, unit=by.unit, kind=kind, title=title, note=note)
    with make("share_file", row=shared, by=by, form_key=form_key) as step:
        shared.file = store(file, by=by, at=step.now)
        shared.shared_at, shared.shared_label = step.now, signature(by)
        shared.save()
        step.fact(file=shared.file.sha256)
    return shared


def withdraw_shared(*, shared_file, by, lock, form_key=""):
    """撤下 by the unit that provided it, or the office."""
    with act("withdraw_shared", row=shared_file, by=by, lock=lock, form_key=form_key) as step:
        step.row.stage = SharedStage.WITHDRAWN
    return step.row
