"""Rows of the duty list: `duty` what it says, `edition` what was published, `arriving` what comes from outside, `change` when,
`purchase` what is bought instead, `search` what a search knows of a text."""

from registry.models.arriving import ArchivedCase, Feedback, ListImport
from registry.models.change import ListChange
from registry.models.duty import Category, Duty, DutyTownship, DutyVersion, ListKind, ServiceGuide
from registry.models.edition import (
    Corrigendum,
    Edition,
    EditionDraft,
    EditionEntry,
    EditionStep,
    Posting,
)
from registry.models.purchase import SAYINGS, Purchase, Way
from registry.models.search import HitFacts

__all__ = [
    "SAYINGS",
    "ArchivedCase",
    "Category",
    "Corrigendum",
    "Duty",
    "DutyTownship",
    "DutyVersion",
    "Edition",
    "EditionDraft",
    "EditionEntry",
    "EditionStep",
    "Feedback",
    "HitFacts",
    "ListChange",
    "ListImport",
    "ListKind",
    "Posting",
    "Purchase",
    "ServiceGuide",
    "Way",
]
