"""Who takes part in the histories, and the kinds of case they begin with."""

MEMBERS = ("zzb", "sfj", "czj")
QUESTIONS = {"zzb": "governance", "sfj": "legality", "czj": "funding"}  # 第二条: each its own
MAY_NOT_BE_SILENT = ("sfj", "czj")  # 司法局 always; 财政局 because a cost is stated
BODIES = {"xwb": "county_party", "zgb": "county_government"}
BOTH = tuple(BODIES.values())
JOINING = "jtj"  # the applicant of the other case, which may be joined
COLUMNS = ("basis", "boundary", "guarantee_funding")  # of what follows; the rest are among a version's texts
TOUCHES = {  # field: whom a change touches
    "basis": {"sfj"},
    "boundary": {"townships", "related", "sfj"},
    "institution": {"townships", "czj"},
    "argument_necessity": {"zzb"},
    "guarantee_funding": {"townships", "czj"},
}
EVERYONE = {"townships", "related", *MEMBERS}  # another attachment may say anything

# seat: (person, unit, post). Some people hold two seats: three persons must still be three.
SEATS = {
    "zjj-jb": ("zjj-jb", "zjj", "handler"),
    "zjj-fz": ("zjj-fz", "zjj", "head"),
    "second head": ("zjj-fz2", "zjj", "head"),
    "lcz-jb": ("lcz-jb", "lcz", "handler"),
    "lcz-fz": ("lcz-fz", "lcz", "head"),
    "dxz-fz": ("dxz-fz", "dxz", "head"),
    "filer at the township": ("zjj-fz", "dxz", "head"),
    "writer at finance": ("zjj-jb", "czj", "head"),
    "zrj-fz": ("zrj-fz", "zrj", "head"),
    "nyj-fz": ("nyj-fz", "nyj", "head"),
    "jtj-fz": ("jtj-fz", "jtj", "head"),
    "bb-jb": ("bb-jb", "bb", "handler"),
    "bb-fz": ("bb-fz", "bb", "head"),
    "filer at the office": ("zjj-fz", "bb", "head"),
    "zzb-fz": ("zzb-fz", "zzb", "head"),
    "sfj-jb": ("sfj-jb", "sfj", "handler"),
    "sfj-fz": ("sfj-fz", "sfj", "head"),
    "township head at the bureau": ("lcz-fz", "sfj", "head"),
    "czj-fz": ("czj-fz", "czj", "head"),
    "xwb-jb": ("xwb-jb", "xwb", "handler"),
    "zgb-fz": ("zgb-fz", "zgb", "head"),
    "zjr": ("zjr", "zjr", "convenor"),
    "director as convenor": ("bb-fz", "zjr", "convenor"),
    "sbb-jb": ("sbb-jb", "sbb", "handler"),
    "sys": ("sys", None, "system_admin"),
}


class Beginning:
    """How a case begins: its kind, who applies and for whom, and whether its county circulates at all."""

    def __init__(self, share, *, kind="admission", applicant="zjj", on_paper=False, circulates=True):
        self.share, self.kind, self.applicant = share, kind, applicant
        self.on_paper, self.circulates = on_paper, circulates

    @property
    def concerned(self):
        """{unit: why it is asked}, in the order of the application."""
        if self.kind != "admission":
            return {"lcz": "township", "dxz": "township"}
        if self.applicant == "lcz":
            return {"dxz": "township", "nyj": "owner", "zrj": "related"}
        return {"lcz": "township", "dxz": "township", "zrj": "related"}

    @property
    def decisive(self):
        """Those whose agreement decides the procedure."""
        return {unit for unit, why in self.concerned.items() if why != "related"}


# share: of all histories
BEGINNINGS = {
    "department": Beginning(0.22),
    "department again": Beginning(0.22),  # two, so that two processes share the work
    "township": Beginning(0.16, applicant="lcz"),
    "on paper": Beginning(0.16, on_paper=True),
    "revocation": Beginning(0.08, kind="revocation"),
    "adjustment": Beginning(0.05, kind="adjustment"),
    "cancellation": Beginning(0.03, kind="cancellation"),
    "no circulation": Beginning(0.08, circulates=False),
}
