"""案卷: what the rows of one case say, as the procedure asks it. Reads only; nothing here decides who may act."""

import hashlib
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import Count, Q

from accounts.models import Post, RosterEntry, Seat
from accounts.succession import line_of
from admission.rows import Rows
from admission.states import Answer, HearingKind, Kind, Procedure, Role, State, View
from admission.versions import RELATED, TOWNSHIPS, touched
from audit import clock
from audit.words import words_hash

OVERDUE, WAITING, UNASKED, OUTDATED = "overdue", "waiting", "unasked", "outdated"


@dataclass
class Concern:
    """A unit the duty concerns, and where its consent stands."""

    unit: object
    role: str
    requests: list = field(default_factory=list)
    outdated: bool = False  # it answered on an older text that the change touches

    @property
    def request(self):
        return self.requests[-1] if self.requests else None

    @property
    def position(self):
        """The latest answer counts, whichever request it answered."""
        given = [position for request in self.requests for position in request.positions.all()]
        return max(given, key=lambda position: (position.issued_at, position.pk), default=None)

    @property
    def stance(self):
        """agree, conditional, disagree, overdue, waiting, unasked, or outdated."""
        if self.request is None:
            return UNASKED
        answer = self.position
        answered = answer and not self.outdated
        if answered and (self.request.closed_at or answer.consultation_id == self.request.pk):
            return answer.answer
        if self.request.overdue_at:
            return OVERDUE
        if answered and self.request.round_id is None:
            return answer.answer
        return WAITING if self.request.closed_at is None else OUTDATED

    @property
    def agrees(self):
        return self.stance == Answer.AGREE


class Dossier:
    """The case as its rows stand, on the text `version`: the current one, or the last that the reader may see."""

    def __init__(self, case, version_id=None, rows=None):
        self.case = case
        self.version_id = version_id or case.version_id
        self.rows = rows or Rows(case)

    def on(self, version_id):
        """The same rows, on another text."""
        return self if version_id == self.version_id else Dossier(self.case, version_id, self.rows)

    @property
    def rules(self):
        return self.case.rules

    @property
    def versions(self):
        return self.rows.versions

    @cached_property
    def version(self):
        """The current version, frozen or being written."""
        return self.versions[self.version_id]

    @property
    def issued_reviews(self):
        """Initial reviews of any version, oldest first; confirmations of the ground of a revocation too."""
        return [row for row in self.rows.initial_reviews if row.issued_at]

    @property
    def reviewers(self):
        """Who issued an initial review of any version, or confirmed the ground of a revocation, and for whom."""
        return {person for row in self.issued_reviews for person in (row.issued_by_id, row.issued_for_id)} - {
            None
        }

    @cached_property
    def filers(self):
        """Who handed in the application or any version, and for whom, of this case or of one joined into it (I-43)."""
        cases = [
            (self.case, self.versions.values()),
            *((case, case.versions.all()) for case in self.rows.joined),
        ]
        texts = [version for _, versions in cases for version in versions]
        handed_in = {person for text in texts for person in (text.handed_in_by_id, text.handed_in_for_id)}
        return (handed_in | {case.submitted_by_id for case, _ in cases}) - {None}

    @cached_property
    def writers(self):
        """{(person, unit)}: who wrote or handed in a 稿 for the unit that applies, here or in a case joined into this one.

        Whoever delegated the handing in too. What the office registered from paper is nobody's own.
        """
        return {(person, unit) for *persons, unit in self.rows.written_by for person in persons}

    @property
    def wanted(self):
        """The last words that set the applicant a day: a return for correction or a call for revision."""
        return next((row for row in reversed(self.rows.reasons) if row.answer_by), None)

    # -- 事前酝酿 ---------------------------------------------------------------------------------------------

    @property
    def requests(self):
        return self.rows.requests

    @property
    def joined(self):
        """Applicants of the cases joined into this one: related departments here (并案)."""
        return [case.applicant for case in self.rows.joined]

    @cached_property
    def leads(self):
        """Cases this one may be joined to (并案): before the office, of its kind, for the same townships; of revocations
        those of the same duty. None where others were joined into this one: their applicants would be left behind."""
        if self.joined:
            return []
        case, townships = self.case, [unit.pk for unit in self.version.townships.all()]
        same = Q(version__townships__in=townships)
        return list(
            type(case)
            .objects.filter(
                county=case.county_id, kind=case.kind, state__in=(State.SUBMITTED, State.REVIEWING)
            )
            .filter(duty=case.duty_id)
            .exclude(pk=case.pk)
            .annotate(named=Count("version__townships"), shared=Count("version__townships", filter=same))
            .filter(named=len(townships), shared=len(townships))
            .select_related("county", "applicant", "version", "regime")
        )

    @cached_property
    def concerns(self):
        """Every township, owning department and related department of the current version."""
        version, applicants = self.version, {unit.pk for unit in line_of(self.case.applicant)}
        named = [(unit, Role.TOWNSHIP) for unit in (*version.townships.all(), *self.rows.left_out(version))]
        # where a revocation is joint, a township may apply for the end of its own share alone (I-66)
        if not self.case.is_joint:
            named += [(unit, Role.OWNER) for unit in self._owners]
        named = [(unit, role) for unit, role in named if unit.pk not in applicants]
        joined = []
        if self.case.submitted_at:
            joined = self.joined
        named += [
            (unit, Role.RELATED) for unit in (*version.related.all(), *joined) if unit.pk not in applicants
        ]
        by_unit = {}
        for unit, role in named:
            by_unit.setdefault(unit.pk, Concern(unit=unit, role=role))
        for request in self.requests:
            if request.unit_id in by_unit:
                by_unit[request.unit_id].requests.append(request)
        for concern in by_unit.values():
            position = concern.position
            concern.outdated = bool(position and self.touches(concern, position.version_id))
        return list(by_unit.values())

    @property
    def _owners(self):
        """The department whose duty it is; where an adjustment gives it to another, both (灵川 第五条)."""
        amended = self.case.amends and self.case.amends.department
        return [unit for unit in (self.version.department, amended) if unit]

    def touches(self, concern, version_id):
        """Whether the text has changed for this unit since the given version; another attachment is for everyone."""
        if self.files_differ(version_id):
            return True
        who = touched(self.rules, self.versions[version_id], self.version)
        return (RELATED if concern.role == Role.RELATED else TOWNSHIPS) in who or concern.unit.key in who

    def files_differ(self, version_id):
        """Whether an attachment came or went since the given version."""
        if version_id == self.version_id:
            return False
        return self._files_of(self.versions[version_id]) != self._files_of(self.version)

    def _files_of(self, version):
        """Hashes of the attachments that the text had when it was frozen; of one being written, those there now."""
        at = version.frozen_at
        return sorted(
            sha256
            for sha256, added, removed in self.rows.attachments
            if (removed is None or (at is not None and removed > at)) and (at is None or added <= at)
        )

    @property
    def parties(self):
        """Those whose agreement decides the procedure (related departments do not, workflow.md)."""
        return [concern for concern in self.concerns if concern.role != Role.RELATED]

    @property
    def disagreeing(self):
        return [concern for concern in self.parties if not concern.agrees]

    @property
    def yet_to_answer(self):
        """Whose answer to this text is still to come, asked or not; of whom 逾期未复 is recorded, none comes."""
        return [c for c in self.concerns if c.stance in (WAITING, UNASKED, OUTDATED)]

    # -- 征求成员单位意见 ---------------------------------------------------------------------------------------

    @property
    def rounds(self):
        return self.rows.rounds

    @property
    def every_review(self):
        """Of every round, oldest first."""
        return [review for each in self.rounds for review in each.reviews.all()]

    @property
    def round(self):
        return self.rounds[-1] if self.rounds else None

    @property
    def reviews(self):
        return list(self.round.reviews.all()) if self.round else []

    def opinion(self, review):
        """The opinion that stands for the review: its own latest, else the one carried over."""
        return max(review.opinions.all(), key=lambda o: (o.issued_at, o.pk), default=None) or review.standing

    def stance(self, review):
        """agree, conditional, disagree, not_ours, overdue or waiting."""
        opinion = self.opinion(review)
        if opinion and (not review.asked or opinion.review_id == review.pk):
            return opinion.view
        return OVERDUE if review.overdue_at or not review.asked else WAITING

    @property
    def unanswered(self):
        """Reviews and townships of the round that neither answered nor were recorded as overdue."""
        units = [review.unit for review in self.reviews if self.stance(review) == WAITING]
        asked = {r.unit_id for r in self.requests if self.round and r.round_id == self.round.pk}
        places = self.concerns if asked else ()
        return units + [c.unit for c in places if c.unit.pk in asked and c.stance == WAITING]

    @property
    def missing_mandatory(self):
        """Units that may not be silent: 司法局, and 财政局 where a cost is stated (settled 9, I-34)."""
        mandatory = self.rules.may_not_be_silent(states_cost=self.version.states_cost)
        return [r.unit for r in self.reviews if r.unit.key in mandatory and self.stance(r) == OVERDUE]

    @property
    def blocking(self):
        """Reviews whose finding stands in the way of every further step: 司法局's 不合法 (I-30)."""
        return [
            review
            for review in self.reviews
            if (opinion := self.opinion(review)) and self.rules.blocks(review.unit.key, opinion.finding)
        ]

    @property
    def unanimous(self):
        """Every member unit asked and every township agrees, with no open condition (I-27, I-29)."""
        return (
            all(self.stance(r) in (View.AGREE, View.NOT_OURS) for r in self.reviews) and not self.disagreeing
        )

    @property
    def dissent(self):
        """Who stands against unanimity, as (unit, stance)."""
        found = [
            (r.unit, self.stance(r))
            for r in self.reviews
            if self.stance(r) not in (View.AGREE, View.NOT_OURS)
        ]
        return found + [(concern.unit, concern.stance) for concern in self.disagreeing]

    @property
    def circulated(self):
        """This version was circulated to the end, and those who may not be silent have answered."""
        return bool(
            self.round
            and self.round.version_id == self.version_id
            and self.round.concluded_at
            and not self.missing_mandatory
        )

    # -- meetings ---------------------------------------------------------------------------------------------

    @property
    def hearings(self):
        return self.rows.hearings

    @property
    def coordinated(self):
        """A coordination meeting that was called on this version is closed."""
        return any(
            h.kind == HearingKind.COORDINATION and h.version_id == self.version_id and h.closed_at
            for h in self.hearings
        )

    def open_hearing(self, kind):
        return next((h for h in self.hearings if h.kind == kind and h.closed_at is None), None)

    # -- approvals --------------------------------------------------------------------------------------------

    @property
    def decisions(self):
        """County decisions that stand, by body."""
        return {row.body: row for row in self.rows.decisions if row.lapsed_at is None}

    @property
    def undecided(self):
        """The county's bodies whose decision is still to come."""
        return [body for body in self.case.deciders if body.key not in self.decisions]

    @property
    def filing(self):
        """The last one, answered or not."""
        return self.rows.filings[-1] if self.rows.filings else None

    @cached_property
    def convenors(self):
        """Seats of the convenors in office today: of those on the roster."""
        key = self.rules.bodies.convenor.unit_key
        return list(
            Seat.objects.on(clock.today())
            .filter(
                unit__county=self.case.county_id,
                unit__key=key,
                post=Post.CONVENOR,
                is_active=True,
                user__is_active=True,
                pk__in=RosterEntry.convenors(clock.today()).values("seat"),
            )
            .select_related("user")
        )

    @cached_property
    def applicants(self):
        """Ids of the persons with a seat today in the applicant or who took over from it, or in that of a case joined into this
        one (I-42)."""
        units = [unit for each in (self.case.applicant, *self.joined) for unit in line_of(each)]
        seats = Seat.objects.on(clock.today()).filter(unit__in=units, is_active=True)
        return set(seats.values_list("user_id", flat=True))

    @cached_property
    def every_convenor_conflicted(self):
        """Every convenor is of an applicant: no one may sign, so the general procedure (settled 20)."""
        users = {seat.user_id for seat in self.convenors}
        return bool(users) and users <= self.applicants

    @property
    def signatory(self):
        """The body that signs: the convenor; for a revocation no convenor may sign, the leader the county named."""
        bodies = self.rules.bodies
        if bodies.substitute and self.case.kind == Kind.REVOCATION and self.every_convenor_conflicted:
            return bodies.substitute
        return bodies.convenor

    @property
    def must_coordinate_first(self):
        """General because townships disagreed from the start: 协调会 before circulation (settled 7)."""
        return bool(
            self.case.procedure == Procedure.GENERAL
            and self.disagreeing
            and not self.coordinated
            and not (self.round and self.round.version_id == self.version_id)
            and State.COORDINATING in self.case.path
        )

    def seal(self):
        """SHA-256 of what a signature binds: text, attachments, the initial review (which list), positions, opinions (I-44)."""
        review = self.case.review
        parts = [self.version.fingerprint(self.attachment_hashes), f"review:{review and words_hash(review)}"]
        for concern in self.concerns:
            position = concern.position
            parts.append(f"{concern.unit.pk}:{position and words_hash(position)}:{concern.stance}")
        for review in self.reviews:
            opinion = self.opinion(review)
            parts.append(f"{review.unit_id}:{opinion and words_hash(opinion)}:{self.stance(review)}")
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()

    @cached_property
    def attachment_hashes(self):
        return [sha256 for sha256, _, removed in self.rows.attachments if removed is None]
