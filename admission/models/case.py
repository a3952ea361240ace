"""One case (`Application`), its text by versions, the reasons given, the stays in each state."""

import hashlib
import json
import uuid

from django.conf import settings
from django.db import models
from django.urls import reverse
from guardian.models import GroupObjectPermissionBase

from accounts.models import County, Unit
from accounts.succession import heir_or_self
from admission.dossier import Dossier
from admission.flow import ApplicationFlow
from admission.rights import LABELS
from admission.states import CHANGES, ENDINGS, JOINED, OPEN, Ground, Kind, Procedure, State, Term
from regimes.models import Regime
from registry.models import Category, Duty, DutyVersion, ListKind
from registry.states import SourceKind, TownshipRole, TransferMode


class Application(ApplicationFlow):
    """A case. `state` moves only through `admission.act`; `lock` rises with every act."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    county = models.ForeignKey(County, on_delete=models.PROTECT, verbose_name="县")
    kind = models.CharField("申请种类", max_length=16, choices=Kind.choices)
    procedure = models.CharField("程序", max_length=8, choices=Procedure.choices, blank=True)
    procedure_reason = models.TextField("程序理由", blank=True)
    lock = models.PositiveIntegerField("修订号", default=0)
    regime = models.ForeignKey(Regime, on_delete=models.PROTECT, verbose_name="制度")

    number = models.CharField("申请编号", max_length=40, blank=True)
    receipt_number = models.CharField("受理编号", max_length=40, blank=True)
    applicant = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="applications", verbose_name="申请方"
    )
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    on_paper = models.BooleanField("纸质申请", default=False)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    submitted_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    state_since = models.DateTimeField()
    came_from = models.CharField(max_length=16, blank=True)  # where a correction returns to
    version = models.ForeignKey("Version", on_delete=models.PROTECT, null=True, related_name="+")
    # 初评; a `Review` is what one unit is asked in one round
    review = models.ForeignKey("InitialReview", on_delete=models.PROTECT, null=True, related_name="+")
    duty = models.ForeignKey(
        Duty, on_delete=models.PROTECT, null=True, related_name="cases", verbose_name="清单事项"
    )
    # 调整, 取消: the listed text that the application is about, as its text was last saved
    amends = models.ForeignKey(DutyVersion, on_delete=models.PROTECT, null=True, related_name="+")
    entered = models.ForeignKey(DutyVersion, on_delete=models.PROTECT, null=True, related_name="+")
    joined_to = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="joined")
    previous = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="again", verbose_name="前案"
    )  # the ended case whose text this one began with (据此再报)
    form_return_lock = models.PositiveIntegerField(null=True)  # `lock` right after a return for form

    talk_on = models.DateField("沟通日期", null=True)
    talk_with = models.CharField("沟通对象", max_length=80, blank=True)
    talk_gist = models.TextField("沟通情况", blank=True)

    choice = None  # of the act under way, where its transition has several outcomes

    class Meta:
        verbose_name = "申请"
        default_permissions = ()
        permissions = [(code, label) for code, label in LABELS.items()]
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["county", "number"], condition=~models.Q(number=""), name="application_number_unique"
            ),
            models.UniqueConstraint(
                fields=["county", "receipt_number"],
                condition=~models.Q(receipt_number=""),
                name="receipt_unique",
            ),
            models.CheckConstraint(
                condition=models.Q(kind="admission") | models.Q(duty__isnull=False),
                name="later_kinds_name_a_duty",
            ),
        ]
        indexes = [
            models.Index(fields=["county", "state"], name="application_by_state"),
            models.Index(fields=["-state_since", "-id"], name="application_newest"),
            models.Index(fields=["state"], condition=models.Q(state__in=OPEN), name="application_open"),
        ]

    def __str__(self):
        return f"{self.number or self.state_label} {self.title}"

    def get_absolute_url(self):
        return reverse("case", args=[self.uuid])

    @property
    def title(self):
        """The duty's name: as the reader may know it (`queries.named`), else as it was last handed in."""
        name = self.__dict__.get("shown")
        if name is None and self.version:
            drafted = self.version.number > 1 and self.version.frozen_at is None
            read = self.versions.filter(frozen_at__isnull=False).last() if drafted else None
            name = (read or self.version).name
        return name or "（未填名称）"

    @property
    def acting_applicant(self):
        """Who goes on with the application today: the applicant, or the unit that took over from it (0033)."""
        return heir_or_self(self.applicant)

    @property
    def rules(self):
        """The county's rules this case follows; pinned at `submit`."""
        return self.regime.rules

    @property
    def state_label(self):
        """已并入 for a case joined into another; which one is `joined_to`."""
        return JOINED if self.joined_to_id else self.label_of(self.state)

    def label_of(self, state):
        """The state's label in the words of the case's own rules, for its kind and term (待旗委、旗政府批准)."""
        return self.rules.label(state, self.kind, temporary=self._decided_otherwise)

    def words(self, text):
        """A fixed sentence in the words of the case's own rules (`County.worded`)."""
        return self.county.worded(text, rules=self.rules, temporary=self._decided_otherwise)

    @property
    def deciders(self):
        """The county's bodies that decide this case (县委、县政府, or of them those of its kind and term)."""
        return self.rules.deciders(self.kind, temporary=self._decided_otherwise)

    @property
    def issuers(self):
        """The bodies whose offices give the notice: those that decide; all, where the case comes to none of them (0036)."""
        deciders, every = self.deciders, self.rules.bodies.decision
        return every if deciders == every or State.DECIDING not in self.path else deciders

    @property
    def decision_name(self):
        """县委、县政府: those bodies by name."""
        return "、".join(body.name for body in self.deciders)

    @property
    def _decided_otherwise(self):
        """Temporary, in a county where others decide of that, or in another word; elsewhere the text is not read for it."""
        return self.rules.decides_by_term and self.is_temporary

    @property
    def kind_label(self):
        return Kind(self.kind).label

    @property
    def is_joint(self):
        """A department applies with each township that the duty is to end for, where its rules have it so (灵川 第四条)."""
        return self.kind == Kind.REVOCATION and self.rules.joint_revocation

    @property
    def ends_duty(self):
        """取消, 撤销."""
        return self.kind in ENDINGS

    @property
    def is_temporary(self):
        """The text is; of what changes a listed one, that one is too: what is standing, or shall be, goes the longer way (阿荣旗
        第四条第（三）、（五）项)."""
        proposed = bool(self.version and self.version.term == Term.TEMPORARY)
        if not proposed or self.kind not in CHANGES or self.amends is None:
            return proposed
        return self.amends.term_until is not None

    @property
    def path(self):
        """States this case passes through, in order (workflow.md, “Paths”)."""
        return self.rules.path(self.kind, self.procedure or Procedure.SIMPLE, temporary=self.is_temporary)

    @property
    def dossier(self):
        """What the rows say, read once per instance; `forget()` after writing."""
        if "_dossier" not in self.__dict__:
            self.__dict__["_dossier"] = Dossier(self)
        return self.__dict__["_dossier"]

    def forget(self):
        for read in ("_dossier", "_problems", "_against", "_sent_rows"):
            self.__dict__.pop(read, None)


class Searched(models.Model):
    """What a search compares of a case, in the one form in which texts are compared (`registry.normalize`): its number, its name
    in the applicant's draft, as it was last handed in, as it was last sent to the upper body. Written by `searched` only.
    """

    case = models.OneToOneField(Application, on_delete=models.CASCADE, related_name="searched")
    number = models.TextField(blank=True)
    own = models.TextField(blank=True)
    handed_in = models.TextField(blank=True)
    sent = models.TextField(blank=True)
    pieces = models.TextField(blank=True)  # of all four, with blanks between; PostgreSQL has an index of them


class ApplicationGroupObjectPermission(GroupObjectPermissionBase):
    """guardian's rows for one unit (group) and one case; written only by `access.sync`."""

    content_object = models.ForeignKey(Application, on_delete=models.CASCADE)

    class Meta(GroupObjectPermissionBase.Meta):
        abstract = False


class Version(models.Model):
    """第n稿. Frozen versions never change; the applicant writes in the one that is not."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField("稿次")
    frozen_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    content_hash = models.CharField(max_length=64, blank=True)
    handed_in_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    # whose seat that was: another person where a delegate handed it in (乙代甲)
    handed_in_for = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    # columns that are not what the version says
    BOOKKEEPING = (
        "id",
        "application_id",
        "number",
        "frozen_at",
        "created_at",
        "created_by_id",
        "content_hash",
        "handed_in_by_id",
        "handed_in_for_id",
        "resembles",
    )

    SAID = (
        "application_id",
        "number",
        "contents",
    )

    name = models.CharField("职责名称", max_length=200, blank=True)
    department = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="职责所属部门"
    )
    basis = models.TextField("法定依据", blank=True)
    township_duties = models.TextField("乡镇职责", blank=True)
    department_duties = models.TextField("县级部门职责", blank=True)
    boundary = models.TextField("职责边界", blank=True)
    transfer_mode = models.CharField("下放方式", max_length=16, choices=TransferMode.choices, blank=True)
    township_role = models.CharField("承担方式", max_length=16, choices=TownshipRole.choices, blank=True)
    townships = models.ManyToManyField(Unit, related_name="+", verbose_name="承担乡镇")
    related = models.ManyToManyField(Unit, related_name="+", verbose_name="相关部门")
    list_kind = models.ForeignKey(ListKind, on_delete=models.PROTECT, null=True, verbose_name="拟列入清单")
    category = models.ForeignKey(Category, on_delete=models.PROTECT, null=True, verbose_name="类别")
    term = models.CharField("期限", max_length=16, choices=Term.choices, blank=True)
    term_from = models.DateField("开始日期", null=True)
    term_until = models.DateField("结束日期", null=True)
    source_kind = models.CharField("来源", max_length=16, choices=SourceKind.choices, blank=True)
    why_temporary = models.TextField("不宜列入《清单》的原因", blank=True)
    guarantee_funding = models.TextField("经费保障", blank=True)
    cost = models.DecimalField("每年所需经费（万元）", max_digits=12, decimal_places=2, null=True)
    guarantee_staff = models.TextField("人员保障", blank=True)
    guarantee_technology = models.TextField("技术保障", blank=True)
    guarantee_training = models.TextField("培训指导", blank=True)
    is_public = models.BooleanField("主动公开", null=True)  # not chosen yet
    publication_ground = models.TextField("不予公开的理由", blank=True)
    publication_checked_by = models.CharField("公开审查人", max_length=80, blank=True)
    similarity_note = models.TextField("与相近事项的区别", blank=True)
    ground = models.CharField("情形", max_length=16, choices=Ground.choices, blank=True)
    ground_evidence = models.TextField("情形的说明", blank=True)
    texts = models.JSONField(default=dict)  # the regime's other fields, by key
    # duties that have ended and resemble it, as found when it was frozen: [[code, name, standing, address]] (第十条)
    resembles = models.JSONField(default=list)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["application", "number"], name="version_number_unique")
        ]

    def __str__(self):
        return f"第{self.number}稿"

    @property
    def states_cost(self):
        """Whether 财政局 must answer (费随事转, 灵川 第九条)."""
        return bool(self.cost and self.cost > 0)

    def value(self, field):
        """Text of one field of the regime, wherever it is stored."""
        return self.texts.get(field.key, "") if field.storage == "text" else getattr(self, field.storage)

    def contents(self):
        """Everything the version says, as plain values: what is compared and hashed."""
        plain = {
            f.attname: getattr(self, f.attname)
            for f in self._meta.concrete_fields
            if f.attname not in self.BOOKKEEPING
        }
        plain["townships"] = sorted(unit.pk for unit in self.townships.all())
        plain["related"] = sorted(unit.pk for unit in self.related.all())
        return plain

    def fingerprint(self, files=()):
        """SHA-256 over the contents and the attachments' own hashes: what a signature binds to."""
        body = json.dumps([self.contents(), sorted(files)], sort_keys=True, default=str, ensure_ascii=False)
        return hashlib.sha256(body.encode()).hexdigest()


class Reason(models.Model):
    """The words given with an act: what is missing, why declined, what to change."""

    SAID = ("application_id", "unit_id", "verb", "text", "article", "label")

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="reasons")
    verb = models.CharField(max_length=40)
    text = models.TextField("理由")
    article = models.CharField("依据条款", max_length=200, blank=True)
    answer_by = models.DateField("办理期限", null=True)
    answer_provisional = models.BooleanField(default=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    label = models.CharField(max_length=120)
    at = models.DateTimeField()
    version = models.ForeignKey(Version, on_delete=models.PROTECT, null=True, related_name="+")
    reminded_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["at", "id"]


class Stay(models.Model):
    """A case's time in one state: for the step line, the clock and the county's figures."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="stays")
    state = models.CharField(max_length=16)
    entered_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["entered_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["application"], condition=models.Q(left_at__isnull=True), name="one_open_stay"
            )
        ]


class UsedForm(models.Model):
    """A form already sent: the same form sent twice does one thing."""

    key = models.CharField(max_length=64, unique=True)
    content = models.CharField(max_length=64, blank=True)  # digest of what was sent
    result = models.CharField(max_length=36, blank=True)  # uuid of what it made
    seat_key = models.CharField(max_length=40)
    at = models.DateTimeField()
