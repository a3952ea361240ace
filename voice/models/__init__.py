"""Rows of the county's and the townships' dealings: `matter` what one asks of others, `evaluation` what they
think of one another, `burden` the pledges, assessments and contests laid on townships."""

from voice.models.burden import Burden
from voice.models.evaluation import Period, Sheet
from voice.models.matter import Hit, Matter, Reply

__all__ = ["Burden", "Hit", "Matter", "Period", "Reply", "Sheet"]
