"""Rows of the procedure, by noun: the case and its versions, who was asked, who answered, who approved."""

from .approval import AdmissionNotice, Decision, Filing, SignOff
from .case import Application, ApplicationGroupObjectPermission, Reason, Searched, Stay, UsedForm, Version
from .consultation import Consultation, Position
from .files import CaseFile
from .hearing import Hearing, HearingParty, Resolution
from .review import ExpertView, InitialReview, Opinion, Reminder, Review, Round

__all__ = [
    "AdmissionNotice",
    "Application",
    "ApplicationGroupObjectPermission",
    "CaseFile",
    "Consultation",
    "Decision",
    "ExpertView",
    "Filing",
    "Hearing",
    "HearingParty",
    "InitialReview",
    "Opinion",
    "Position",
    "Reason",
    "Reminder",
    "Resolution",
    "Review",
    "Round",
    "Searched",
    "SignOff",
    "Stay",
    "UsedForm",
    "Version",
]
