"""What the office that interprets the regulation answers: published, corrected and withdrawn, each for good (灵川 第十二条)."""

import hashlib

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import Post, UnitKind
from audit import clock, refusals, words
from audit.record import record
from regimes.models import Interpretation
from regimes.queries import in_force


class BadInterpretation(ValueError):
    """What cannot be published; the message says in Chinese why, `field` where it was typed."""

    def __init__(self, said, field=""):
        super().__init__(said)
        self.field = field


def may_interpret(by, county):
    """The head of the office; of another body that the county's file names as interpreter, its head (通渭: 县委办公室、县政府办公室)."""
    if not (by and by.unit and by.post == Post.HEAD and by.unit.county_id == county.pk):
        return False
    return by.unit.kind == UnitKind.OFFICE or _is_named(by.unit, county.rules)


def _is_named(unit, rules):
    """Whether the file names the unit: by its full name, or by that which it has in the file."""
    if rules is None:
        return False
    called = (unit.name, rules.units.get(unit.key) or unit.name)
    return any(each.endswith(called) for each in rules.interpreter.split("、"))


def unquoted(rules, said):
    """The first of the articles that the county's file does not quote, whole or a part of one; "" where it has all."""
    articles = said.split("、") if said and rules else ()
    return next((article for article in articles if not rules.quotes(article)), "")


def publish_interpretation(*, county, question, answer, by, article="", replaces=None, withdraws=False):
    """An answer on the county's page of rules from now on, with the version in force. `by` is an acting seat.

    `replaces`: an earlier answer, which stays readable and is marked; `withdraws`: it holds no longer, and `answer` says why.
    Not allowed → PermissionDenied; not possible → BadInterpretation; each is on record after the rollback.
    """
    try:
        if not may_interpret(by, county):
            raise PermissionDenied
        with transaction.atomic():
            return _publish(
                county, by, replaces, question=question, answer=answer, article=article, withdraws=withdraws
            )
    except (PermissionDenied, BadInterpretation) as refusal:
        if by is not None:
            why = "NotAllowed" if isinstance(refusal, PermissionDenied) else "Refused"
            refusals.remember("interpret", by=by, subject=county.code, kind="county", why=why)
        raise


def _publish(county, by, replaces, **said):
    regime = in_force(county, on=clock.today()).first()
    if wrong := unquoted(regime and regime.rules, said["article"]):
        raise BadInterpretation(
            f"本县的制度文件里没有“{wrong}”：照它节录的条、款、项写，或者留空。", "article"
        )
    if said["withdraws"] and not replaces:
        raise BadInterpretation("请从要废止的那一条解释打开。")
    if replaces:
        rows = Interpretation.objects.select_for_update(of=("self",), no_key=True).filter(county=county)
        replaces = rows.filter(pk=replaces.pk).first()
        if replaces is None or replaces.withdraws or hasattr(replaces, "replaced_by"):
            raise BadInterpretation("这条解释已经更正或者废止，请看后来的一条。")
    row = Interpretation.objects.create(
        county=county,
        regime=regime,
        replaces=replaces,
        published_at=clock.now(),
        published_by=by.label,
        **said,
    )
    record(
        actor=by.as_actor(),
        verb="interpret",
        subject=row.uuid,
        subject_kind="interpretation",
        content_hash=hashlib.sha256(row.answer.encode()).hexdigest(),
        data=words.kept([row]),
    )
    return row
